"""Looks at the rows that differ, cell by cell: values, reasons, distances, and what that comes to for each field."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pilotage.tally.spec.model import FieldRule, Spec
from pilotage.tally.verify.conform import Conformed
from pilotage.tally.verify.reasons import Pair, agree, reason_for
from pilotage.tally.verify.values import BLANKS, decimal_text, money_text, shown, value_of

if TYPE_CHECKING:
    import pyarrow as pa

    from pilotage.tally.verify.history import Past

SAMPLES = 5
_MOST_REMEMBERED = 5_000

#: What comes of two texts: nothing to tell, cosmetic, within the tolerance, or (left value, right value, reason, delta).
Verdict = str | tuple[str, str, str, str | None]
SAME, COSMETIC, TOLERATED = "same", "cosmetic", "tolerated"


@dataclass
class FieldCount:
    """What one field's cells come to. `delta` is right minus left of all different cells with numbers on both sides."""

    different: int = 0
    cosmetic: int = 0
    tolerated: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    delta: Decimal = Decimal(0)
    samples: list[dict[str, Any]] = field(default_factory=list)
    #: Of stale cells whose age is known: days, and how many cells.
    stale_days: Counter[int] = field(default_factory=Counter)

    def add(self, other: "FieldCount") -> None:
        """Adds what a later shard counted."""
        self.different += other.different
        self.cosmetic += other.cosmetic
        self.tolerated += other.tolerated
        self.reasons.update(other.reasons)
        self.delta += other.delta
        self.samples = (self.samples + other.samples)[:SAMPLES]
        self.stale_days.update(other.stale_days)

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "different": self.different,
            "cosmetic": self.cosmetic,
            "tolerated": self.tolerated,
            "reasons": dict(sorted(self.reasons.items())),
            "delta": str(self.delta),
            "samples": self.samples,
            "stale_days": {str(days): count for days, count in sorted(self.stale_days.items())},
        }

    @staticmethod
    def read(told: dict[str, Any]) -> "FieldCount":
        """From JSON."""
        return FieldCount(
            told["different"],
            told["cosmetic"],
            told["tolerated"],
            Counter(told["reasons"]),
            Decimal(told["delta"]),
            told["samples"],
            Counter({int(days): count for days, count in told["stale_days"].items()}),
        )


@dataclass
class Shard:
    """The differences of some pairs of rows: a table in the order of the left file, and what they come to."""

    table: "pa.Table"
    rows_different: int
    fields: dict[str, FieldCount]


class Cells:
    """Judges pairs of rows under one spec."""

    def __init__(self, spec: Spec, names: Sequence[str], past: "Past | None") -> None:
        self._spec, self._names, self._past = spec, list(names), past
        self._memory: dict[str, dict[tuple[str, str], Verdict]] = {}

    def shard(self, left: Conformed, right: Conformed) -> Shard:
        """The differences of rows that stand beside each other in both tables."""
        import numpy as np

        keys = key_texts(left)
        found: list[_Column] = []
        fields = {name: FieldCount() for name in self._names}
        different = np.zeros(len(left.lines), dtype=bool)
        for order, name in enumerate(self._names):
            column = self._field(name, order, left, right, keys, fields[name])
            different[column.rows] = True
            found.append(column)
        return Shard(_assembled(found, self._names, left, right, keys), int(different.sum()), fields)

    def _field(
        self, name: str, order: int, left: Conformed, right: Conformed, keys: list[str], counted: FieldCount
    ) -> "_Column":
        import pyarrow.compute as pc

        rule = self._spec.rule(name)
        unlike = pc.not_equal(left.compared[name], right.compared[name])
        places = pc.indices_nonzero(unlike)
        column = _Column(order)
        raws = zip(
            places.to_pylist(),
            left.raws[name].take(places).to_pylist(),
            right.raws[name].take(places).to_pylist(),
            strict=True,
        )
        for place, left_raw, right_raw in raws:
            verdict = self._verdict(name, rule, left_raw, right_raw)
            if isinstance(verdict, str):
                counted.cosmetic += verdict == COSMETIC
                counted.tolerated += verdict == TOLERATED
                continue
            reason, days = self._reason(keys[place], name, verdict)
            if days is not None:
                counted.stale_days[days] += 1
            counted.different += 1
            counted.reasons[reason] += 1
            if rule.is_numeric and verdict[3]:
                counted.delta += Decimal(verdict[3])
            column.add(place, (left_raw, right_raw), verdict, reason, days)
            if len(counted.samples) < SAMPLES:
                counted.samples.append(_sample(keys[place], left, right, place, column))
        return column

    def _reason(self, key: str, name: str, verdict: tuple[str, str, str, str | None]) -> tuple[str, int | None]:
        """The reason of a difference, with what the history knows of it: an old value, and for how many days."""
        reason = verdict[2]
        if reason != "other" or self._past is None:
            return reason, None
        is_old, days = self._past.age(key, name, verdict[0], verdict[1])
        return ("stale", days) if is_old else (reason, None)

    def _verdict(self, name: str, rule: FieldRule, left_raw: str, right_raw: str) -> Verdict:
        memory = self._memory.setdefault(name, {})
        known = memory.get((left_raw, right_raw))
        if known is None:
            known = judge_cells(left_raw, right_raw, rule)
            if len(memory) < _MOST_REMEMBERED:
                memory[(left_raw, right_raw)] = known
        return known


def judge_cells(left_raw: str, right_raw: str, rule: FieldRule) -> Verdict:
    """What comes of two raw cells that are not the same text (or do not read alike)."""
    left, right = value_of(left_raw, rule, "left"), value_of(right_raw, rule, "right")
    if left == right:
        is_cosmetic = left_raw != right_raw and left_raw.strip(BLANKS).casefold() == right_raw.strip(BLANKS).casefold()
        return COSMETIC if is_cosmetic else SAME
    if agree(left, right, rule):
        return TOLERATED
    reason = reason_for(Pair(rule, left_raw, right_raw, left, right))
    return shown(left, rule), shown(right, rule), reason, _delta(left, right, rule)


def _delta(left: Any, right: Any, rule: FieldRule) -> str | None:
    """Right minus left: a decimal in the field's unit, days for dates; None where there is no distance."""
    if left is None or right is None:
        return None
    if rule.type == "money":
        return money_text(right - left, rule.scale)
    if rule.type == "integer":
        return str(right - left)
    if rule.type == "decimal":
        return decimal_text(right - left)
    if isinstance(left, datetime):
        apart = right - left
        return str(apart.days) if rule.type == "date" else decimal_text(Decimal(round(apart.total_seconds())) / 86_400)
    return None


class _Column:
    """The different cells of one field, gathered."""

    def __init__(self, order: int) -> None:
        self.order = order
        self.rows: list[int] = []
        self.raws: tuple[list[str], list[str]] = ([], [])
        self.values: tuple[list[str], list[str]] = ([], [])
        self.reasons: list[str] = []
        self.deltas: list[str | None] = []
        self.days: list[int | None] = []

    def add(
        self,
        place: int,
        raws: tuple[str, str],
        verdict: tuple[str, str, str, str | None],
        reason: str,
        days: int | None,
    ) -> None:
        self.rows.append(place)
        self.raws[0].append(raws[0])
        self.raws[1].append(raws[1])
        self.values[0].append(verdict[0])
        self.values[1].append(verdict[1])
        self.reasons.append(reason)
        self.deltas.append(verdict[3])
        self.days.append(days)


def _sample(key: str, left: Conformed, right: Conformed, place: int, column: _Column) -> dict[str, Any]:
    aged = {"stale_days": column.days[-1]} if column.days[-1] is not None else {}
    return {
        "key": key,
        "left": column.raws[0][-1],
        "right": column.raws[1][-1],
        "left_line": int(left.lines[place]),
        "right_line": int(right.lines[place]),
        "reason": column.reasons[-1],
        **aged,
    }


def key_texts(rows: Conformed) -> list[str]:
    """The keys as they are shown: several parts with a bar between them."""
    parts = [key.to_pylist() for key in rows.keys]
    return parts[0] if len(parts) == 1 else ["|".join(one) for one in zip(*parts, strict=True)]


def no_differences() -> "pa.Table":
    """The table of differences without a row."""
    import pyarrow as pa

    numbers = ("left_line", "right_line")
    names = ("key", "field", "left_raw", "right_raw", "left_value", "right_value", *numbers, "reason", "delta")
    empty = {name: pa.array([], pa.int64() if name in numbers else pa.string()) for name in names}
    return pa.table({**empty, "stale_days": pa.array([], pa.int64())})


def _assembled(
    found: Sequence[_Column], names: Sequence[str], left: Conformed, right: Conformed, keys: list[str]
) -> "pa.Table":
    """All differences as one table, by the left file's order and then by field."""
    import numpy as np
    import pyarrow as pa

    rows = (
        np.concatenate([np.array(column.rows, dtype=np.int64) for column in found])
        if found
        else np.array([], dtype=np.int64)
    )
    orders = np.concatenate([np.full(len(column.rows), column.order) for column in found]) if found else rows
    sorting = pa.array(np.lexsort((orders, rows)))

    def together(pick: Any) -> "pa.Array":
        return pa.array([one for column in found for one in pick(column)], pa.string())

    table = pa.table(
        {
            "key": pa.array(keys, pa.string()).take(pa.array(rows)),
            "field": pa.array(list(names), pa.string()).take(pa.array(orders, pa.int64())),
            "left_raw": together(lambda column: column.raws[0]),
            "right_raw": together(lambda column: column.raws[1]),
            "left_value": together(lambda column: column.values[0]),
            "right_value": together(lambda column: column.values[1]),
            "left_line": pa.array(left.lines[rows], pa.int64()),
            "right_line": pa.array(right.lines[rows], pa.int64()),
            "reason": together(lambda column: column.reasons),
            "delta": together(lambda column: column.deltas),
            "stale_days": pa.array([one for column in found for one in column.days], pa.int64()),
        }
    )
    return table.take(sorting)
