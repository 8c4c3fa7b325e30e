"""Blocking: which units of the two sides are worth comparing at all, by amount band and window of banking days."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilotage.tally.matching.spec import Window
from pilotage.tally.matching.units import Unit

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

SLACK = 2  # banking days beyond the window in which a pair is still looked at, and never confirmed
_MOST_A_DAY = 300


def candidate_pairs(
    left: Sequence[Unit], right: Sequence[Unit], window: Window, band: float
) -> "tuple[Places, Places]":
    """Places of pairs (left, right) whose amounts differ by at most `band` of the left one within the window and its slack.

    Units without a date are paired with equal amounts of any day. At most 300 candidates a unit and day, the nearest ones.
    """
    import numpy as np

    mine, theirs = _dated(left), _dated(right)
    days, ordered, starts = _by_day(right, theirs)
    amounts = np.array([right[at].amount for at in ordered], dtype=np.int64)
    latest = max([window.after, *window.methods.values()]) + SLACK
    first: list[Places] = []
    second: list[Places] = []
    by_left_day: dict[int, list[int]] = {}
    for at in mine:
        by_left_day.setdefault(left[at].number, []).append(at)
    for day, units in sorted(by_left_day.items()):
        places = np.array(units, dtype=np.int64)
        wanted = np.array([left[at].amount for at in units], dtype=np.int64)
        reach = np.floor(np.abs(wanted) * band).astype(np.int64)
        for lag in range(-window.before - SLACK, latest + 1):
            slot = days.get(day + lag)
            if slot is not None:
                start, stop = starts[slot], starts[slot + 1]
                found = _in_band(amounts[start:stop], wanted, reach)
                first.append(np.repeat(places, found[1]))
                second.append(np.asarray(ordered, dtype=np.int64)[start + found[0]])
    undated = _equal_amounts(left, right)
    first.append(np.array([one[0] for one in undated], dtype=np.int64))
    second.append(np.array([one[1] for one in undated], dtype=np.int64))
    return np.concatenate(first), np.concatenate(second)


def _dated(units: Sequence[Unit]) -> list[int]:
    return [at for at, unit in enumerate(units) if unit.is_dated]


def _by_day(units: Sequence[Unit], dated: list[int]) -> tuple[dict[int, int], list[int], list[int]]:
    """Places ordered by day and amount; day → slot; where each slot begins (and the last one ends)."""
    ordered = sorted(dated, key=lambda at: (units[at].number, units[at].amount, at))
    days: dict[int, int] = {}
    starts: list[int] = []
    for place, at in enumerate(ordered):
        if units[at].number not in days:
            days[units[at].number] = len(starts)
            starts.append(place)
    return days, ordered, [*starts, len(ordered)]


def _in_band(amounts: "Places", wanted: "Places", reach: "Places") -> "tuple[Places, Places]":
    """For each wanted amount the places within its reach, one after the other, and how many there are of each."""
    import numpy as np

    low = np.searchsorted(amounts, wanted - reach, side="left")
    high = np.searchsorted(amounts, wanted + reach, side="right")
    middle = np.searchsorted(amounts, wanted, side="left")
    low = np.maximum(low, middle - _MOST_A_DAY // 2)
    high = np.minimum(high, low + _MOST_A_DAY)
    counts = np.maximum(high - low, 0)
    offsets = np.arange(int(counts.sum()), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(low, counts) + offsets, counts


def _equal_amounts(left: Sequence[Unit], right: Sequence[Unit]) -> list[tuple[int, int]]:
    by_amount: dict[int, list[int]] = {}
    for at, unit in enumerate(right):
        by_amount.setdefault(unit.amount, []).append(at)
    return [
        (at, other)
        for at, unit in enumerate(left)
        for other in by_amount.get(unit.amount, [])[:_MOST_A_DAY]
        if not (unit.is_dated and right[other].is_dated)
    ]
