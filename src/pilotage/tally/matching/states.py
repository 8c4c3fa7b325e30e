"""What can become of an item, and the book that makes sure that every item ends in exactly one state."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.matching.items import Item


class State(StrEnum):
    """The six states, the best first."""

    EXCLUDED = "excluded"
    CONFIRMED = "confirmed"
    EXPECTED = "expected"
    SUGGESTED = "suggested"
    AMBIGUOUS = "ambiguous"
    EXCEPTION = "exception"


FINDINGS = (State.SUGGESTED, State.AMBIGUOUS, State.EXCEPTION)
_RANK = {state: at for at, state in enumerate(State)}


def worse(first: State, second: State) -> State:
    """The state of an item that two legs of a reconciliation see."""
    return first if _RANK[first] >= _RANK[second] else second


@dataclass(slots=True)
class Outcome:
    """The end of one item on one leg: its state, why, the match it is part of, and what is known beside."""

    state: State
    reason: str
    match: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Match:
    """A set of left items that stands for a set of right items; amounts in smallest units.

    `equation` is exact: payments + returns + refunds + chargebacks + adjustments + fees − deposit = residual.
    """

    tier: str
    rule: str
    state: State
    reason: str
    left: list[Item]
    right: list[Item]
    equation: dict[str, Any]
    facts: dict[str, Any] = field(default_factory=dict)


class Book:
    """Outcomes of the two sides of a leg. An item is settled once; a second time is an error of the engine."""

    def __init__(self, left: Iterable[Item], right: Iterable[Item]) -> None:
        self.sides: tuple[list[Item], list[Item]] = (list(left), list(right))
        self.outcomes: tuple[dict[int, Outcome], dict[int, Outcome]] = ({}, {})
        self.matches: list[Match] = []
        #: Items that are as good as one in an ambiguous match, by place: the labels of what they could be matched with.
        self.tied: tuple[dict[int, list[str]], dict[int, list[str]]] = ({}, {})

    def settle(self, side: int, item: Item, outcome: Outcome) -> None:
        if item.at in self.outcomes[side]:
            raise TallyError(f"{item.id} would end in two states. The run is stopped.", place=f"row {item.row}")
        self.outcomes[side][item.at] = outcome

    def match(self, found: Match) -> int:
        """Keep a match and settle all its items with its state."""
        number = len(self.matches)
        self.matches.append(found)
        for side, items in ((0, found.left), (1, found.right)):
            for item in items:
                self.settle(side, item, Outcome(found.state, found.reason, number))
        return number

    def open(self, side: int) -> list[Item]:
        """Items without a state, in file order."""
        settled = self.outcomes[side]
        return [item for item in self.sides[side] if item.at not in settled]
