"""Proves that two files agree: reading, duplicates, missing, differences with a reason each, and a certificate.

`run` is what others call; the heavy libraries are loaded with the first run.
"""

from pilotage.tally.verify.running import run

__all__ = ["run"]
