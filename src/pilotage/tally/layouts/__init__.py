"""File layouts: one small file says how a file is built; `normalize` reads any file by it into one table of texts."""

from pilotage.tally.layouts.loading import load_layout
from pilotage.tally.layouts.model import Check, Control, Field, Layout, Normalized, RecordType, Reject
from pilotage.tally.layouts.normalizing import normalize

__all__ = ["Check", "Control", "Field", "Layout", "Normalized", "RecordType", "Reject", "load_layout", "normalize"]
