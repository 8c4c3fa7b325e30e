"""NACHA ACH files: every entry class, addenda, returns, changes, IAT and ADV, read and checked line by line."""

from pilotage.tally.formats.ach.reader import read_ach
from pilotage.tally.formats.ach.rules import RULES

__all__ = ["RULES", "read_ach"]
