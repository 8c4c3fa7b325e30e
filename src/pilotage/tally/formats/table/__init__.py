"""Payments and bank lines in CSV or XLSX with a header: columns are known by their names."""

from pilotage.tally.formats.table.reader import read_table
from pilotage.tally.formats.table.rules import RULES

__all__ = ["RULES", "read_table"]
