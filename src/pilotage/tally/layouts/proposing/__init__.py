"""Proposes a layout from a sample of a file, with how sure it is of each field and why."""

from pilotage.tally.layouts.proposing.proposal import FieldGuess, Proposal
from pilotage.tally.layouts.proposing.proposer import propose

__all__ = ["FieldGuess", "Proposal", "propose"]
