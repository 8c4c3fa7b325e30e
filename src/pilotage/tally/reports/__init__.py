"""What a run leaves for people: a workbook and one page that can be mailed."""

from pilotage.tally.reports.writing import Report

__all__ = ["Report"]
