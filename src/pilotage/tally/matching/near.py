"""Near misses: for an item that found nothing, the three nearest on the other side and the one test that each failed."""

from bisect import bisect_left
from collections import defaultdict
from typing import Any

from pilotage.tally.matching.spec import Window
from pilotage.tally.matching.states import Outcome, State
from pilotage.tally.matching.units import Unit

_REACH = 6
_BY_KEY = 4


class Neighbours:
    """The units of one side, ready to be asked for those nearest to a unit of the other side."""

    def __init__(self, units: list[Unit], outcomes: dict[int, Outcome]) -> None:
        self._units = sorted(units, key=lambda unit: (unit.amount, unit.items[0].at))
        self._amounts = [unit.amount for unit in self._units]
        self._outcomes = outcomes
        self._by_account: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, list[int]] = defaultdict(list)
        for at, unit in enumerate(self._units):
            if unit.account:
                self._by_account[unit.account].append(at)
            if unit.key:
                self._by_key[_digits(unit.key)].append(at)

    def nearest(self, unit: Unit, window: Window, *, is_left: bool) -> list[dict[str, Any]]:
        """Three at most, those with the fewest failed tests first, then by amount and days."""
        ranked = []
        for at in self._candidates(unit):
            other = self._units[at]
            failed = self._failed(unit, other, window, is_left)
            ranked.append(
                (
                    len(failed),
                    abs(unit.amount - other.amount),
                    abs(unit.number - other.number),
                    other.items[0].at,
                    other,
                    failed,
                )
            )
        ranked.sort(key=lambda one: one[:4])
        return [_told(unit, other, failed) for *_, other, failed in ranked[:3]]

    def _candidates(self, unit: Unit) -> list[int]:
        middle = bisect_left(self._amounts, unit.amount)
        found = dict.fromkeys(range(max(0, middle - _REACH), min(len(self._units), middle + _REACH)))
        if unit.account:
            same = self._by_account.get(unit.account, [])
            found |= dict.fromkeys(sorted(same, key=lambda at: abs(self._amounts[at] - unit.amount))[:_BY_KEY])
        if unit.key:
            found |= dict.fromkeys(self._by_key.get(_digits(unit.key), [])[:_BY_KEY])
        return list(found)

    def _failed(self, unit: Unit, other: Unit, window: Window, is_left: bool) -> list[dict[str, Any]]:
        failed: list[dict[str, Any]] = []
        if unit.key and other.key and unit.key != other.key:
            failed.append({"test": "reference", "here": unit.key, "there": other.key})
        if unit.amount != other.amount:
            failed.append({"test": "amount", "difference": other.amount - unit.amount})
        if unit.is_dated and other.is_dated:
            lag = (other.number - unit.number) if is_left else (unit.number - other.number)
            latest = window.latest(unit.method if is_left else other.method)
            if not -window.before <= lag <= latest:
                failed.append({"test": "window", "banking_days": lag, "allowed": [-window.before, latest]})
        if unit.account and other.account and unit.account != other.account:
            failed.append({"test": "account", "here": unit.account, "there": other.account})
        outcome = self._outcomes.get(other.items[0].at)
        if outcome is not None and outcome.state == State.EXCLUDED:
            failed.append({"test": "excluded", "reason": outcome.reason})
        elif outcome is not None and outcome.match is not None:
            failed.append({"test": "already_matched", "match": outcome.match})
        return failed


def _told(unit: Unit, other: Unit, failed: list[dict[str, Any]]) -> dict[str, Any]:
    main = failed[0] if failed else {"test": "better_elsewhere"}
    return {
        "id": other.label, "row": other.items[0].row, "amount": other.amount,
        "date": other.items[0].date.isoformat() if other.items[0].date else None,
        "failed": main, "also_failed": [one["test"] for one in failed[1:]],
    }  # fmt: skip


def _digits(key: str) -> str:
    """What two spellings of one reference share: its digits without leading zeros (else its letters)."""
    return "".join(sign for sign in key if sign.isdigit()).lstrip("0") or key
