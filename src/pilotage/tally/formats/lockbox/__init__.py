"""BAI lockbox files: records of 80 characters, any choice of at least three of the eight types."""

from pilotage.tally.formats.lockbox.reader import read_lockbox
from pilotage.tally.formats.lockbox.rules import RULES

__all__ = ["RULES", "read_lockbox"]
