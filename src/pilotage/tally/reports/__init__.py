"""What a run leaves for people: a workbook and one page that can be mailed."""

from pilotage.tally.reports.writing import Report, write_settlement

__all__ = ["Report", "write_settlement"]
