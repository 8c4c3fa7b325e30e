"""The engines that compare: each finds, from fingerprints of rows, which keys differ, are missing, or stand twice.

Everything that has a meaning (values, reasons, tolerances, results) is done once, in `tally.verify`; an engine joins.
"""

from pilotage.tally.engines.choosing import ENGINES, make_engine
from pilotage.tally.engines.outcome import Engine, Outcome, Rows, Stream

__all__ = ["ENGINES", "Engine", "Outcome", "Rows", "Stream", "make_engine"]
