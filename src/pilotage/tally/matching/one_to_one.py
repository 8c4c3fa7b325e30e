"""Tier 3: pairs without a reference. Scored, assigned as a whole, confirmed only where identity and amount leave no other reading."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from pilotage.tally.matching.assignment import UNIT, Assigned, assign
from pilotage.tally.matching.candidates import candidate_pairs
from pilotage.tally.matching.equations import equation
from pilotage.tally.matching.evidence import SAME, TEXT_EDGES, Evidence
from pilotage.tally.matching.spec import ReconcileSpec, Window
from pilotage.tally.matching.states import Book, Match, State
from pilotage.tally.matching.units import Unit, tokens, units_of
from pilotage.tally.matching.weights import Weights

CUT = 3.0  # a pair is assigned down to odds of 1 : 20, since the assignment leaves it no better partner
TIE = 0.2  # log odds: closer than this two readings are equally good
SURE = 0.999
ALIKE = 2  # level of likeness from which texts tell that another amount may be meant


def match_one_to_one(book: Book, spec: ReconcileSpec, window: Window, *, grouped: bool) -> None:
    """Pair what is still open on both sides; batches without their deposit count as one amount. Never two ways at once.

    Another amount than the exact one is only thought of inside the window and where account, reference or text speak for it.
    """
    right = units_of(book.open(1), (), grouped=False)
    left = units_of(book.open(0), spec.fees, grouped=grouped) if right else []
    if not left:
        return
    _accounts_from_text(left, right)
    mine, theirs = candidate_pairs(left, right, window, spec.amount_band)
    if not len(mine):
        return
    import numpy as np

    evidence = Evidence(left, right, window)
    weights = Weights(left, right, evidence, mine, theirs)
    log_odds = weights.log_odds()
    chance = weights.posterior(log_odds)
    levels = evidence.levels(mine, theirs)
    known = (levels["account"] == SAME) | (levels["reference"] == SAME)
    known |= (levels["text"] >= ALIKE) & (levels["text"] <= len(TEXT_EDGES))
    usable = (levels["amount"] == 0) | (known & evidence.within(mine, theirs, window))
    whole = np.where(usable, np.rint((log_odds + CUT) * UNIT), 0).astype(np.int64)
    place = {pair: at for at, pair in enumerate(zip(mine.tolist(), theirs.tolist(), strict=True))}
    judge = _Judge(left, right, window)
    for pair in assign(mine, theirs, whole):
        at = place[pair.left, pair.right]
        found = {name: int(level[at]) for name, level in levels.items()}
        judged = judge.state(pair, found, float(chance[at]))
        _settle(book, spec, (left, right), pair, judged, float(chance[at]))
        if judged.state == State.AMBIGUOUS:
            _tie(book, (left, right), pair)


def _tie(book: Book, sides: tuple[list[Unit], list[Unit]], pair: Assigned) -> None:
    """Who is as good as one of an ambiguous pair, and stays without a partner, is ambiguous as well."""
    partners = sides[1][pair.right].label, sides[0][pair.left].label
    for side in (0, 1):
        for loss, place in pair.free[side]:
            if loss < TIE * UNIT:
                for item in sides[side][place].items:
                    book.tied[side].setdefault(item.at, []).append(partners[side])


def _accounts_from_text(left: list[Unit], right: list[Unit]) -> None:
    """A bank's line without an account whose text holds exactly one known account number belongs to that account."""
    known = {unit.account.upper(): unit.account for unit in left if sum(sign.isdigit() for sign in unit.account) >= 5}
    for unit in right:
        if not unit.account and unit.text:
            named = tokens(unit.text) & known.keys()
            if len(named) == 1:
                unit.account = known[named.pop()]


@dataclass(frozen=True)
class _Judged:
    state: State
    reason: str


class _Judge:
    """When a pair is confirmed, suggested or a tie."""

    def __init__(self, left: list[Unit], right: list[Unit], window: Window) -> None:
        self._left, self._right, self._window = left, right, window
        self._names = tuple(Counter(token for unit in side for token in _identifying(unit)) for side in (left, right))
        self._accounts = tuple(Counter((unit.account, unit.amount) for unit in side) for side in (left, right))

    def state(self, pair: Assigned, levels: dict[str, int], chance: float) -> _Judged:
        mine, theirs = self._left[pair.left], self._right[pair.right]
        if pair.margin < TIE * UNIT:
            return _Judged(State.AMBIGUOUS, "equally_good_elsewhere")
        if levels["amount"] != 0:
            return _Judged(State.SUGGESTED, "amount_is_near")
        if levels["reference"] == 1:
            return _Judged(State.SUGGESTED, "reference_differs")
        if not self._in_window(mine, theirs):
            return _Judged(State.SUGGESTED, "outside_the_window")
        if chance >= SURE and self._is_named(mine, theirs, levels):
            return _Judged(State.CONFIRMED, "identity_amount_and_window")
        return _Judged(State.SUGGESTED, "amount_and_window")

    def _in_window(self, mine: Unit, theirs: Unit) -> bool:
        if not (mine.is_dated and theirs.is_dated):
            return False
        return -self._window.before <= theirs.number - mine.number <= self._window.latest(mine.method)

    def _is_named(self, mine: Unit, theirs: Unit, levels: dict[str, int]) -> bool:
        """The only one on either side of this account and amount, or the only ones that hold a common identifying word."""
        if levels["account"] == SAME:
            return all(
                side[unit.account, unit.amount] == 1 for side, unit in zip(self._accounts, (mine, theirs), strict=True)
            )
        if levels["account"] == 1:
            return False
        shared = _identifying(mine) & _identifying(theirs)
        return any(self._names[0][token] == 1 and self._names[1][token] == 1 for token in shared)


def _identifying(unit: Unit) -> set[str]:
    """Words with at least five digits: numbers of something, no dates of the day."""
    return {token for token in tokens(f"{unit.text} {unit.key}") if sum(sign.isdigit() for sign in token) >= 5}


def _settle(
    book: Book,
    spec: ReconcileSpec,
    sides: tuple[list[Unit], list[Unit]],
    pair: Assigned,
    judged: _Judged,
    chance: float,
) -> None:
    mine, theirs = sides[0][pair.left], sides[1][pair.right]
    terms = equation(mine.items, theirs.items, spec.fees)
    facts: dict[str, Any] = {
        "score": pair.score / UNIT - CUT, "chance": round(chance, 6), "margin": pair.margin / UNIT,
        "alternatives": [sides[1][at].label for at in pair.rivals],
        "instead": [sides[0][at].label for loss, at in pair.free[0][:3] if loss < TIE * UNIT],
    }  # fmt: skip
    book.match(
        Match("one_to_one", "best total of scores", judged.state, judged.reason, mine.items, theirs.items, terms, facts)
    )
