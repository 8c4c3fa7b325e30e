"""Tier 1: one item and one deposit that carry the same reference. A reference used twice is a duplicate, not a match."""

from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pilotage.tally.matching.equations import equation
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.spec import ReconcileSpec
from pilotage.tally.matching.states import Book, Match, Outcome, State


@lru_cache(maxsize=2**16)
def key_of(text: str) -> str:
    """A reference as it is compared: without case and white space."""
    return "".join(text.split()).upper()


def by_key(items: Iterable[Item], role: str) -> dict[str, list[Item]]:
    """Items under their reference, in file order; without one they are left out."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        key = key_of(getattr(item, role))
        if key:
            found[key].append(item)
    return found


def match_by_reference(book: Book, spec: ReconcileSpec, with_fees: bool) -> list[dict[str, Any]]:
    """Settle every reference that stands on both sides; give the duplicate references.

    References that several payments share while no batch key exists are left to the batch tier.
    """
    left, right = by_key(book.open(0), "reference"), by_key(book.open(1), "reference")
    batches = any(item.batch for item in book.sides[0])
    duplicates = []
    for key in left:
        if key not in right:
            continue
        mine, theirs = left[key], right[key]
        if len(mine) == 1 and len(theirs) == 1:
            _settle_pair(book, mine[0], theirs[0], spec, with_fees)
        elif len(theirs) > 1 or batches or _are_copies(mine):
            duplicates.append(_set_apart(book, key, mine, theirs))
    return duplicates


def _settle_pair(book: Book, mine: Item, theirs: Item, spec: ReconcileSpec, with_fees: bool) -> None:
    terms = equation([mine], [theirs], spec.fees if with_fees else ())
    holds = terms["residual"] == 0
    book.match(
        Match(
            "reference", "same reference", State.CONFIRMED if holds else State.EXCEPTION,
            "reference_and_amount" if holds else "amount_differs", [mine], [theirs], terms, {"key": key_of(mine.reference)},
        )
    )  # fmt: skip


def _are_copies(items: list[Item]) -> bool:
    """One payment written twice under the same reference: same account, amount and day."""
    return len({(item.account, item.amount, item.date) for item in items}) < len(items)


def _set_apart(book: Book, key: str, mine: list[Item], theirs: list[Item]) -> dict[str, Any]:
    for side, items in ((0, mine), (1, theirs)):
        others = [item.id for item in (theirs if side == 0 else mine)]
        for item in items:
            book.settle(
                side,
                item,
                Outcome(State.EXCEPTION, "duplicate_reference", facts={"reference": key, "other_side": others[:5]}),
            )
    return {
        "class": "duplicate_reference", "key": key, "rows": [item.row for item in mine], "amounts": [item.amount for item in mine],
        "other_rows": [item.row for item in theirs],
    }  # fmt: skip
