"""Reads tables that people send (CSV, XLSX) row by row, and makes cells safe for export. Plain Python."""

from pilotage.tally.tables.archives import check_archive, read_entry
from pilotage.tally.tables.export import safe_cell, safe_row
from pilotage.tally.tables.limits import Limits
from pilotage.tally.tables.opening import open_table
from pilotage.tally.tables.rows import Problem, Row, Sheet, Table, TableUnreadable

__all__ = [
    "Limits",
    "Problem",
    "Row",
    "Sheet",
    "Table",
    "TableUnreadable",
    "check_archive",
    "open_table",
    "read_entry",
    "safe_cell",
    "safe_row",
]
