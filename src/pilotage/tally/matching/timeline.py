"""Settlement timeline: banking days from authorisation or payment to the deposit and to the bank, p50 and p95."""

import datetime
from collections import Counter
from typing import Any

from pilotage.tally.intake.banking_days import BankCalendar
from pilotage.tally.matching.legs import Leg
from pilotage.tally.matching.states import State

_USABLE = (State.CONFIRMED, State.SUGGESTED)


Lags = dict[str, Counter[int]]


def timeline(to_deposit: Lags, to_bank: Lags) -> dict[str, Any]:
    """For each method and for all: how many items, p50, p95 and the slowest, to the deposit and (with a bank file) to the bank."""
    return {"unit": "banking days", "to_deposit": summaries(to_deposit), "to_bank": summaries(to_bank)}


def lags(legs: list[Leg], calendar: BankCalendar) -> tuple[Lags, Lags]:
    """Method → banking days → items, to the deposit and to the bank."""
    reached = _reached_bank(legs[1]) if len(legs) > 1 else {}
    to_deposit: Lags = {}
    to_bank: Lags = {}
    for match in legs[0].book.matches if legs else ():
        if match.state not in _USABLE or not match.right or match.right[0].date is None:
            continue
        deposit = match.right[0]
        arrived = reached.get(deposit.at)
        for item in match.left:
            start = item.authorised or item.date
            if start is None or item.kind != "payment":
                continue
            began = item.number if item.authorised is None else calendar.number(start)
            to_deposit.setdefault(item.method, Counter())[deposit.number - began] += 1
            if arrived is not None:
                to_bank.setdefault(item.method, Counter())[calendar.number(arrived) - began] += 1
    return to_deposit, to_bank


def add_lags(found: Lags, others: Lags) -> None:
    """Put the others beside those that were found."""
    for method, counted in others.items():
        found.setdefault(method, Counter()).update(counted)


def _reached_bank(leg: Leg) -> dict[int, datetime.date]:
    found = {}
    for match in leg.book.matches:
        if match.state in _USABLE and match.right[0].date is not None:
            for item in match.left:
                found[item.at] = match.right[0].date
    return found


def summaries(lags: Lags) -> dict[str, Any]:
    """Counts of lags by method as p50, p95, slowest; `all` beside the methods."""
    total: Counter[int] = Counter()
    for counted in lags.values():
        total.update(counted)
    if not total:
        return {}
    named = {method or "unnamed": counted for method, counted in sorted(lags.items())}
    return {name: _summary(counted) for name, counted in {"all": total, **named}.items()}


def _summary(counted: Counter[int]) -> dict[str, Any]:
    return {"items": counted.total(), "p50": _percentile(counted, 50), "p95": _percentile(counted, 95), "slowest": max(counted),
            "days": {str(day): counted[day] for day in sorted(counted)}}  # fmt: skip


def _percentile(counted: Counter[int], percent: int) -> int:
    """The smallest number of days within which at least `percent` of the items arrived (nearest rank)."""
    needed = -(-counted.total() * percent // 100)
    seen = 0
    for day in sorted(counted):
        seen += counted[day]
        if seen >= needed:
            return day
    return max(counted)
