"""ISO 20022 camt.052, camt.053 and camt.054 in every version, streamed; no DTD, no entities, no network."""

from pilotage.tally.formats.camt.reader import read_camt
from pilotage.tally.formats.camt.rules import RULES

__all__ = ["RULES", "read_camt"]
