"""Fees of whole columns of payments, to the same unit as item by item."""

from collections.abc import Callable, Sequence
from math import lcm

import numpy as np

from pilotage.tally.intake.money import rounded
from pilotage.tally.matching.columns import Flags, Numbers
from pilotage.tally.matching.fees import FeeModel
from pilotage.tally.matching.rowkinds import KindReader

#: A larger payment goes the way of the rows, so that a hundred million of them cannot outgrow 64 bits.
MOST_CENTS = 10**10
_MOST = 2**62


class Fees:
    """The fees of a spec's models on rows that are known by their kinds and amounts."""

    def __init__(self, models: Sequence[FeeModel], kinds: KindReader) -> None:
        self._kinds = kinds
        self._by_item = [model for model in models if model.round_per == "item"]
        self._models = models

    @staticmethod
    def can(models: Sequence[FeeModel]) -> bool:
        """Whether these models stay whole numbers of 64 bits, and take only from what is paid."""
        for model in models:
            percent, per_item, per_batch = parts = _whole(model)[1]
            if min(parts) < 0 or MOST_CENTS * percent + per_item + per_batch >= _MOST:
                return False
        return True

    def of_rows(self, codes: Numbers, cents: Numbers) -> Numbers | None:
        """What the models that round by the item take of each row; None without such a model."""
        if not self._by_item:
            return None
        found = np.zeros(len(codes), np.int64)
        for model in self._by_item:
            rows = np.flatnonzero(self._meant(model)[codes])
            unit, (percent, per_item, _) = _whole(model)
            found[rows] += _rounded(np.abs(cents[rows]) * percent + per_item, unit, model.rounding)
        return found

    def of_batches(self, codes: Numbers, counts: Numbers, money: Numbers, starts: Numbers) -> Numbers:
        """What is taken of each batch as one: its cells, of one kind each, begin at `starts`; money of a kind has one sign."""
        found = np.zeros(len(starts), np.int64)
        for model in self._models:
            meant = self._meant(model)[codes]
            items = np.add.reduceat(np.where(meant, counts, 0), starts)
            if model.round_per == "item":
                found += np.where(items > 0, rounded(model.per_batch, model.rounding), 0)
                continue
            volumes = np.add.reduceat(np.where(meant, np.abs(money), 0), starts)
            rows = np.flatnonzero(items)
            if len(rows):
                found[rows] += _of_batches(model, volumes[rows], items[rows])
        return found

    def _meant(self, model: FeeModel) -> Flags:
        found: Flags = self._kinds.table(f"fee {self._models.index(model)}", model.applies_to) > 0
        return found


def _of_batches(model: FeeModel, volumes: Numbers, items: Numbers) -> Numbers:
    unit, (percent, per_item, per_batch) = _whole(model)
    if int(volumes.max()) * percent + int(items.max()) * per_item + per_batch < _MOST:
        return _rounded(volumes * percent + items * per_item + per_batch, unit, model.rounding)
    each = zip(volumes.tolist(), items.tolist(), strict=True)
    exact = (model.percent * volume + model.per_item * count + model.per_batch for volume, count in each)
    return np.array([rounded(one, model.rounding) for one in exact], np.int64)


def _whole(model: FeeModel) -> tuple[int, tuple[int, int, int]]:
    """The parts of a model as whole numbers of a common part of the smallest unit."""
    parts = (model.percent, model.per_item, model.per_batch)
    unit = lcm(*(part.denominator for part in parts))
    percent, per_item, per_batch = (int(part * unit) for part in parts)
    return unit, (percent, per_item, per_batch)


def _rounded(parts: Numbers, unit: int, rounding: str) -> Numbers:
    """As `intake.money.rounded`, of a whole column that is not below zero."""
    whole, rest = np.divmod(parts, unit)
    twice = 2 * rest
    up: dict[str, Callable[[], Flags]] = {
        "half_up": lambda: twice >= unit,
        "half_down": lambda: twice > unit,
        "half_even": lambda: (twice > unit) | ((twice == unit) & (whole % 2 == 1)),
        "up": lambda: rest > 0,
        "ceiling": lambda: rest > 0,
        "down": lambda: rest < 0,
        "floor": lambda: rest < 0,
    }
    found: Numbers = whole + up[rounding]()
    return found
