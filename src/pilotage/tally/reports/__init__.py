"""What a run leaves for people: a workbook and one page that can be mailed."""

from pilotage.tally.reports.gathering import Found, gather
from pilotage.tally.reports.writing import write

__all__ = ["Found", "gather", "write"]
