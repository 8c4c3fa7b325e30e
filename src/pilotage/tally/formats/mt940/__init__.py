"""SWIFT MT940 and MT942 statements: balances, statement lines and their information, proved against each other."""

from pilotage.tally.formats.mt940.reader import read_mt940
from pilotage.tally.formats.mt940.rules import RULES

__all__ = ["RULES", "read_mt940"]
