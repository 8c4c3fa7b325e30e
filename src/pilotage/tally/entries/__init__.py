"""One canonical entry for everything that moves money, whatever file it came in. Plain Python."""

from pilotage.tally.entries.amounts import decimals_of, smallest_units
from pilotage.tally.entries.masking import masked
from pilotage.tally.entries.model import CREDIT, DEBIT, PARTS, UNBOOKED, Entry, as_document

__all__ = ["CREDIT", "DEBIT", "PARTS", "UNBOOKED", "Entry", "as_document", "decimals_of", "masked", "smallest_units"]
