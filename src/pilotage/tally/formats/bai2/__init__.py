"""BAI2 balance and transaction files: groups, accounts, details, continuations and their control totals."""

from pilotage.tally.formats.bai2.reader import read_bai2
from pilotage.tally.formats.bai2.rules import RULES

__all__ = ["RULES", "read_bai2"]
