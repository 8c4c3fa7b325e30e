"""One leg of a reconciliation: all tiers in their order, then what is still open is expected or an exception."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from pilotage.tally.matching.batches import match_batches
from pilotage.tally.matching.duplicates import set_apart_duplicates
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.one_to_one import match_one_to_one
from pilotage.tally.matching.references import key_of, match_by_reference
from pilotage.tally.matching.spec import ReconcileSpec, Window
from pilotage.tally.matching.states import Book, Outcome, State
from pilotage.tally.matching.subsets import match_subsets
from pilotage.tally.matching.units import tokens


@dataclass
class Leg:
    """What one leg found. `name` is payments_deposits or deposits_bank."""

    name: str
    book: Book
    window: Window
    spec: ReconcileSpec
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    grouped: bool = True


def run_leg(name: str, left: list[Item], right: list[Item], spec: ReconcileSpec, as_of: datetime.date | None) -> Leg:
    """Match `left` (payments, or deposits) to `right` (deposits, or bank lines). Every item is settled when it returns."""
    is_first = name == "payments_deposits"
    rules = spec if is_first else replace(spec, fees=())
    leg = Leg(name, Book(left, right), spec.window if is_first else spec.bank_window, rules, grouped=is_first)
    _set_aside_excluded(leg.book)
    leg.duplicates += [{"side": 0, **one} for one in set_apart_duplicates(leg.book, 0)]
    leg.duplicates += [{"side": 1, **one} for one in set_apart_duplicates(leg.book, 1)]
    for tier in spec.tiers:
        _TIERS[tier](leg)
    _settle_by_time(leg, as_of)
    return leg


def _set_aside_excluded(book: Book) -> None:
    for side in (0, 1):
        for item in book.open(side):
            if item.excluded:
                book.settle(side, item, Outcome(State.EXCLUDED, item.excluded))


def _by_reference(leg: Leg) -> None:
    left_role, right_role = _reference_roles(leg)
    _name_from_text(leg, left_role, right_role)
    if not leg.grouped:
        _carry(leg.book, 0, left_role)
        _carry(leg.book, 1, right_role)
    leg.duplicates += [{"side": 0, **one} for one in match_by_reference(leg.book, leg.spec, leg.grouped)]


def _reference_roles(leg: Leg) -> tuple[str, str]:
    """Which column of each side holds the common reference: payments their own, deposits whichever the bank repeats."""
    if leg.grouped:
        return "reference", "reference"
    best = ("reference", "reference", 0)
    for mine in ("reference", "batch", "id"):
        keys = {key_of(getattr(item, mine)) for item in leg.book.sides[0]} - {""}
        for theirs in ("reference", "batch", "id"):
            meets = sum(key_of(getattr(item, theirs)) in keys for item in leg.book.sides[1])
            if meets > best[2]:
                best = (mine, theirs, meets)
    if not best[2]:  # nothing meets as a whole: perhaps inside the bank's text
        for mine in ("reference", "batch", "id"):
            keys = {key_of(getattr(item, mine)) for item in leg.book.sides[0]} - {""}
            if any(tokens(item.text) & keys for item in leg.book.sides[1]):
                return mine, "reference"
    return best[0], best[1]


def _name_from_text(leg: Leg, left_role: str, right_role: str) -> None:
    """A bank's line often has the reference inside its text: take it where exactly one known reference stands there."""
    if not any(item.text for item in leg.book.sides[1]):
        return
    roles = ("batch", "reference") if leg.grouped else (left_role,)
    keys = {key_of(getattr(item, role)) for item in leg.book.sides[0] for role in roles} - {""}
    for item in leg.book.sides[1]:
        known = any(key_of(getattr(item, role)) in keys for role in {"batch", "reference", "id", right_role})
        if item.text and not known:
            named = tokens(item.text) & keys
            if len(named) == 1:
                setattr(item, right_role, named.pop())


def _carry(book: Book, side: int, role: str) -> None:
    if role != "reference":
        for item in book.sides[side]:
            item.reference = getattr(item, role)


def _by_batch(leg: Leg) -> None:
    if leg.grouped:
        leg.duplicates += [{"side": 1, **one} for one in match_batches(leg.book, leg.spec)]


def _one_to_one(leg: Leg) -> None:
    match_one_to_one(leg.book, leg.spec, leg.window, grouped=leg.grouped)


def _by_subset(leg: Leg) -> None:
    match_subsets(leg.book, leg.spec, leg.window)


_TIERS: dict[str, Callable[[Leg], None]] = {
    "reference": _by_reference, "batch": _by_batch, "one_to_one": _one_to_one, "subset": _by_subset,
}  # fmt: skip


def _settle_by_time(leg: Leg, as_of: datetime.date | None) -> None:
    """Open items on the left are expected until their last banking day has passed; open ones on the right are exceptions."""
    calendar = leg.spec.calendar
    today = calendar.number(as_of) if as_of is not None else None
    missed = Outcome(State.EXCEPTION, "no_deposit" if leg.grouped else "not_at_the_bank")

    @cache
    def late(number: int, method: str) -> Outcome:
        due = number + leg.window.latest(method)
        facts: dict[str, Any] = {"due": calendar.day(due).isoformat()}
        if today is None or due >= today:
            return Outcome(State.EXPECTED, "not_yet_due", facts=facts)
        return replace(missed, facts={**facts, "overdue_banking_days": today - due})

    for item in leg.book.open(0):
        end = missed if item.date is None or today is None else late(item.number, item.method)
        due = {"due": end.facts["due"]} if end.facts else {}
        if end.state == State.EXPECTED or not _is_tied(leg.book, 0, item, due):
            leg.book.settle(0, item, end)
    for item in leg.book.open(1):
        if _is_tied(leg.book, 1, item, {}):
            continue
        leg.book.settle(1, item, Outcome(State.EXCEPTION, "no_payments" if leg.grouped else "not_in_deposits"))


def _is_tied(book: Book, side: int, item: Item, facts: dict[str, Any]) -> bool:
    """Settles an item that is as good as one that was matched: nobody can say which of them is left over."""
    if item.at not in book.tied[side]:
        return False
    told = {**facts, "equally_good_for": book.tied[side][item.at][:3]}
    book.settle(side, item, Outcome(State.AMBIGUOUS, "equally_good_elsewhere", facts=told))
    return True
