"""The differing cells of one field, put together from what was told for the whole column and what was looked at one by one."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pilotage.tally.spec.model import FieldRule
from pilotage.tally.verify.columnwise import ASKED, Judged
from pilotage.tally.verify.reasons import REASONS

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_PLACES = {name: place for place, name in enumerate(REASONS)}
_PART = 10**9


@dataclass
class Told:
    """Cells that were looked at one by one: their places among the unlike ones, both values, reason, distance, age in days."""

    places: list[int] = field(default_factory=list)
    values: tuple[list[str], list[str]] = field(default_factory=lambda: ([], []))
    reasons: list[int] = field(default_factory=list)
    deltas: list[str | None] = field(default_factory=list)
    days: list[int | None] = field(default_factory=list)

    def add(self, place: int, verdict: tuple[str, str, str, str | None], reason: str, days: int | None) -> None:
        """One more."""
        self.places.append(place)
        self.values[0].append(verdict[0])
        self.values[1].append(verdict[1])
        self.reasons.append(_PLACES[reason])
        self.deltas.append(verdict[3])
        self.days.append(days)


@dataclass
class FieldCells:
    """Different cells of one field in the order of their rows. `total` is the sum of the distances, None where there is none."""

    rows: "np.ndarray[Any, Any]"
    raws: "tuple[pa.Array, pa.Array]"
    values: "tuple[pa.Array, pa.Array]"
    reasons: "np.ndarray[Any, Any]"
    deltas: "pa.Array"
    days: "pa.Array"
    total: Decimal


def put_together(
    rule: FieldRule, judged: Judged | None, told: Told, raws: "tuple[pa.Array, pa.Array]", rows: "np.ndarray[Any, Any]"
) -> FieldCells:
    """`raws` are the texts of all unlike cells, `rows` the rows in which these stand."""
    import numpy as np
    import pyarrow as pa

    text, number = pa.string(), pa.int64()
    places = np.array(told.places, dtype=np.int64)
    reasons = np.array(told.reasons, dtype=np.int8)
    values = [pa.array(side, text) for side in told.values]
    deltas, days = pa.array(told.deltas, text), pa.array(told.days, number)
    total = sum((Decimal(one) for one in told.deltas if one), Decimal(0)) if rule.is_numeric else Decimal(0)
    if judged is not None:
        certain = np.flatnonzero(judged.reasons != ASKED)
        index = pa.array(certain)
        order = np.argsort(np.concatenate((certain, places)), kind="stable")
        places = np.concatenate((certain, places))[order]
        reasons = np.concatenate((judged.reasons[certain], reasons))[order]
        sorting = pa.array(order)
        units = None if judged.units is None else judged.units[certain]
        known = pa.nulls(len(certain), text) if units is None else _delta_texts(rule, units)
        values = [
            pa.concat_arrays([side.take(index), one]).take(sorting)
            for side, one in zip(judged.values, values, strict=True)
        ]
        deltas = pa.concat_arrays([known, deltas]).take(sorting)
        days = pa.concat_arrays([pa.nulls(len(certain), number), days]).take(sorting)
        if units is not None and len(units) and rule.is_numeric:
            total += _sum(rule, units)
    index = pa.array(places)
    return FieldCells(
        rows[places], (raws[0].take(index), raws[1].take(index)), (values[0], values[1]), reasons, deltas, days, total
    )


def _sum(rule: FieldRule, units: "np.ndarray[Any, Any]") -> Decimal:
    """The exact sum, however many they are: in two parts, so that neither overflows."""
    whole, part = int((units // _PART).sum()), int((units % _PART).sum())
    return Decimal(whole * _PART + part).scaleb(-rule.scale if rule.type == "money" else 0)


def _delta_texts(rule: FieldRule, units: "np.ndarray[Any, Any]") -> "pa.Array":
    """Distances as they are shown: amounts with their decimals, numbers and days as they are."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if rule.type != "money" or not rule.scale:
        return pc.cast(pa.array(units), pa.string())
    sizes = np.abs(units)
    whole = pc.cast(pa.array(sizes // 10**rule.scale), pa.string())
    part = pc.ascii_lpad(pc.cast(pa.array(sizes % 10**rule.scale), pa.string()), rule.scale, padding="0")
    sign = pc.if_else(pa.array(units < 0), "-", "")
    return pc.binary_join_element_wise(sign, pc.binary_join_element_wise(whole, part, "."), "")
