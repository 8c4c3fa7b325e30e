"""Differences that are one difference: rolled up by signature, ranked, and explained by the other columns."""

from pilotage.tally.patterns.finding import find

__all__ = ["find"]
