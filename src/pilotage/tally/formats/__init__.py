"""Readers and validators of payment files. `read(path)` gives canonical entries, streamed, with faults and totals. Plain Python."""

from pilotage.tally.formats.opening import FORMATS, read, rules_of
from pilotage.tally.formats.reading import Reading
from pilotage.tally.formats.report import Report
from pilotage.tally.formats.rules import Fault, Rule

__all__ = ["FORMATS", "Fault", "Reading", "Report", "Rule", "read", "rules_of"]
