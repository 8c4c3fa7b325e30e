"""Payments counted by the day on which they were paid, so that runs over several days can be put together without counting twice."""

import datetime
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pilotage.tally.matching.items import Item
from pilotage.tally.matching.legs import Leg
from pilotage.tally.matching.states import Book, State

#: Kinds of items that take a payment back.
BACK = ("return", "refund", "chargeback")
Days = dict[str, Counter[str]]


def count_chain(days: Days, payment: Item, later: list[Item], posted_net: int, *, is_double: bool) -> None:
    """One payment with what undid it: taken and posted after returns; posted is one that has nothing left to post."""
    if payment.date is None:
        return
    net = max(0, payment.amount + sum(item.amount for item in later))
    day = days.setdefault(payment.date.isoformat(), Counter())
    day["taken"] += 1
    day["taken_amount"] += net
    day["posted"] += posted_net >= net
    day["posted_amount"] += min(net, max(0, posted_net))
    day["returns"] += any(item.kind in BACK for item in later)
    day["duplicates"] += is_double


def count_copies(days: Days, book: Book) -> None:
    """Rows of the payments' file that are there more than once, each after the first."""
    for item in book.sides[0]:
        if item.date is not None and book.outcomes[0][item.at].reason.startswith("duplicate"):
            days.setdefault(item.date.isoformat(), Counter())["duplicates"] += 1


def settled_by_day(leg: Leg, as_sums: Iterable[tuple[str, int, int]] = ()) -> Days:
    """Payments and those that a deposit holds to the cent; `as_sums` are days with the number and sum of what was settled before."""
    days: Days = {}
    for on, count, total in as_sums:
        days[on] = Counter(taken=count, taken_amount=total, settled=count, settled_amount=total)
    by_date: dict[datetime.date, Counter[str]] = {}
    for item in leg.book.sides[0]:
        outcome = leg.book.outcomes[0][item.at]
        if item.date is None or outcome.state == State.EXCLUDED or outcome.reason.startswith("duplicate"):
            continue
        if item.date not in by_date:
            by_date[item.date] = days.setdefault(item.date.isoformat(), Counter())
        day = by_date[item.date]
        if item.kind in BACK:
            day["returns"] += 1
        elif item.kind == "payment":
            day["taken"] += 1
            day["taken_amount"] += item.amount
            if outcome.state == State.CONFIRMED:
                day["settled"] += 1
                day["settled_amount"] += item.amount
    return days


def told_days(days: Days) -> dict[str, dict[str, Any]]:
    """As JSON: the days in order, without what is none."""
    return {day: {name: n for name, n in sorted(days[day].items()) if n} for day in sorted(days)}
