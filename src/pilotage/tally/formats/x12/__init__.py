"""X12 820 (payment order and remittance) and 823 (lockbox): envelopes, payments, remittances, and their sums."""

from pilotage.tally.formats.x12.reader import read_x12
from pilotage.tally.formats.x12.rules import RULES

__all__ = ["RULES", "read_x12"]
