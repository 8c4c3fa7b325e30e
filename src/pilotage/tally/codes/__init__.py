"""Return, change and decline codes with their meaning and what to do, by the day they are looked at. Plain Python."""

from pilotage.tally.codes.book import KINDS, Code, all_codes, find, versions

__all__ = ["KINDS", "Code", "all_codes", "find", "versions"]
