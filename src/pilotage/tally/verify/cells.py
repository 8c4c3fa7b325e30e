"""Looks at the rows that differ, cell by cell: values, reasons, distances, and what that comes to for each field."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pilotage.tally.spec.model import FieldRule, Spec
from pilotage.tally.verify.columnwise import ASKED, judge_column
from pilotage.tally.verify.conform import Conformed
from pilotage.tally.verify.fieldcells import FieldCells, Told, put_together
from pilotage.tally.verify.reasons import REASONS, Pair, agree, reason_for
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
        found: list[FieldCells] = []
        fields = {name: FieldCount() for name in self._names}
        different = np.zeros(len(left.lines), dtype=bool)
        for name in self._names:
            cells = self._field(name, left, right, keys, fields[name])
            different[cells.rows] = True
            found.append(cells)
        return Shard(_assembled(found, self._names, left, right, keys), int(different.sum()), fields)

    def _field(self, name: str, left: Conformed, right: Conformed, keys: list[str], counted: FieldCount) -> FieldCells:
        import numpy as np
        import pyarrow.compute as pc

        rule = self._spec.rule(name)
        places = pc.indices_nonzero(pc.not_equal(left.compared[name], right.compared[name]))
        raws = left.raws[name].take(places), right.raws[name].take(places)
        judged = None
        if self._past is None:
            judged = judge_column(rule, left.compared[name].take(places), right.compared[name].take(places))
        reasons = judged.reasons if judged is not None else np.full(len(places), ASKED, dtype=np.int8)
        asked = np.flatnonzero(reasons == ASKED)
        told = self._told(name, rule, asked, raws, [keys[place] for place in places.take(asked).to_pylist()], counted)
        found = put_together(rule, judged, told, raws, places.to_numpy())
        _count(found, counted)
        counted.samples = [_sample(keys, left, right, found, place) for place in range(min(SAMPLES, len(found.rows)))]
        return found

    def _told(
        self,
        name: str,
        rule: FieldRule,
        asked: Any,
        raws: "tuple[pa.Array, pa.Array]",
        keys: list[str],
        counted: FieldCount,
    ) -> Told:
        """The cells at these places, looked at one by one."""
        import pyarrow as pa

        told = Told()
        texts = [side.take(pa.array(asked)).to_pylist() for side in raws]
        for place, key, left_raw, right_raw in zip(asked.tolist(), keys, *texts, strict=True):
            verdict = self._verdict(name, rule, left_raw, right_raw)
            if isinstance(verdict, str):
                counted.cosmetic += verdict == COSMETIC
                counted.tolerated += verdict == TOLERATED
                continue
            reason, days = self._reason(key, name, verdict)
            told.add(place, verdict, reason, days)
        return told

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


def _count(found: FieldCells, counted: FieldCount) -> None:
    import numpy as np

    counted.different = len(found.rows)
    counts = np.bincount(found.reasons, minlength=len(REASONS)).tolist()
    counted.reasons.update({name: count for name, count in zip(REASONS, counts, strict=True) if count})
    counted.delta += found.total
    counted.stale_days.update(found.days.drop_null().to_pylist())


def _sample(keys: list[str], left: Conformed, right: Conformed, found: FieldCells, place: int) -> dict[str, Any]:
    row, days = int(found.rows[place]), found.days[place].as_py()
    return {
        "key": keys[row],
        "left": found.raws[0][place].as_py(),
        "right": found.raws[1][place].as_py(),
        "left_line": int(left.lines[row]),
        "right_line": int(right.lines[row]),
        "reason": REASONS[found.reasons[place]],
        **({"stale_days": days} if days is not None else {}),
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
    found: Sequence[FieldCells], names: Sequence[str], left: Conformed, right: Conformed, keys: list[str]
) -> "pa.Table":
    """All differences as one table, by the left file's order and then by field."""
    import numpy as np
    import pyarrow as pa

    if not found:
        return no_differences()
    rows = np.concatenate([one.rows for one in found])
    orders = np.concatenate([np.full(len(one.rows), order) for order, one in enumerate(found)])
    order = np.lexsort((orders, rows))
    rows, sorting = rows[order], pa.array(order)

    def together(pick: Any) -> "pa.Array":
        return pa.concat_arrays([pick(one) for one in found]).take(sorting)

    reasons = np.concatenate([one.reasons for one in found])[order]
    return pa.table(
        {
            "key": pa.array(keys, pa.string()).take(pa.array(rows)),
            "field": pa.array(list(names), pa.string()).take(pa.array(orders[order])),
            "left_raw": together(lambda one: one.raws[0]),
            "right_raw": together(lambda one: one.raws[1]),
            "left_value": together(lambda one: one.values[0]),
            "right_value": together(lambda one: one.values[1]),
            "left_line": pa.array(left.lines[rows], pa.int64()),
            "right_line": pa.array(right.lines[rows], pa.int64()),
            "reason": pa.array(REASONS, pa.string()).take(pa.array(reasons)),
            "delta": together(lambda one: one.deltas),
            "stale_days": together(lambda one: one.days),
        }
    )
