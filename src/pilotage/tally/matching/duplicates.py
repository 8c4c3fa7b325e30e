"""Items that stand in a file more than once: found before anything is matched, each with its class and its evidence."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from pilotage.tally.matching.items import Item
from pilotage.tally.matching.states import Book, Outcome, State


def set_apart_duplicates(book: Book, side: int) -> list[dict[str, Any]]:
    """The first of several rows with one id stays; the others become exceptions: `duplicate_line` or, where they differ, `duplicate_id`."""
    named = [item for item in book.open(side) if not item.id.startswith("row ")]
    if len({item.id for item in named}) == len(named):
        return []
    by_id: dict[str, list[Item]] = defaultdict(list)
    for item in named:
        by_id[item.id].append(item)
    found = []
    for key, items in by_id.items():
        if len(items) < 2:
            continue
        first, *others = items
        for other in others:
            reason = "duplicate_line" if content(other) == content(first) else "duplicate_id"
            book.settle(side, other, Outcome(State.EXCEPTION, reason, facts={"same_as_row": first.row}))
        classes = {book.outcomes[side][other.at].reason for other in others}
        found.append({
            "class": "duplicate_line" if classes == {"duplicate_line"} else "duplicate_id",
            "key": key, "rows": [item.row for item in items], "amounts": [item.amount for item in items],
        })  # fmt: skip
    return found


def content(item: Item) -> tuple[object, ...]:
    """What two rows share when one is a copy of the other."""
    return (item.amount, item.date, item.account, item.batch, item.reference, item.kind, item.method)


def same_payment_twice(items: Sequence[Item]) -> list[dict[str, Any]]:
    """Payments with different ids by one account, of one amount, on one day, by one method: to be looked at, no proof."""
    groups: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in items:
        if item.account and item.date is not None and item.kind == "payment" and not item.excluded:
            groups[(item.account, item.amount, item.date, item.method)].append(item)
    return [
        {"class": "same_payment", "key": same[0].account, "rows": [item.row for item in same],
         "amounts": [item.amount for item in same], "ids": [item.id for item in same]}
        for same in groups.values()
        if len(same) > 1 and len({item.id for item in same}) > 1
    ]  # fmt: skip
