"""Payments counted by the day on which they were paid, so that runs over several days can be put together without counting twice."""

import datetime
from collections import Counter
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


def settled_by_day(leg: Leg, before: Days) -> Days:
    """Payments and those that a deposit holds to the cent; `before` are the days of what was settled before."""
    days: Days = {day: Counter(counted) for day, counted in before.items()}
    counted: dict[tuple[datetime.date, str, bool], list[int]] = {}
    outcomes = leg.book.outcomes[0]
    for item in leg.book.sides[0]:
        outcome = outcomes[item.at]
        state = outcome.state
        if item.date is None or state is State.EXCLUDED or outcome.reason.startswith("duplicate"):
            continue
        cell = counted.setdefault((item.date, item.kind, state is State.CONFIRMED), [0, 0])
        cell[0] += 1
        cell[1] += item.amount
    for (date, kind, is_confirmed), (count, amount) in counted.items():
        _count(days, (date, kind), count, amount, is_settled=is_confirmed)
    return days


def count_settled(days: Days, of: tuple[datetime.date, str], count: int, amount: int) -> None:
    """Items of one day and kind that a deposit holds to the cent."""
    _count(days, of, count, amount, is_settled=True)


def _count(days: Days, of: tuple[datetime.date, str], count: int, amount: int, *, is_settled: bool) -> None:
    date, kind = of
    day = days.setdefault(date.isoformat(), Counter())
    if kind in BACK:
        day["returns"] += count
    elif kind == "payment":
        day.update({"taken": count, "taken_amount": amount})
        if is_settled:
            day.update({"settled": count, "settled_amount": amount})


def told_days(days: Days) -> dict[str, dict[str, Any]]:
    """As JSON: the days in order, without what is none."""
    return {day: {name: n for name, n in sorted(days[day].items()) if n} for day in sorted(days)}
