"""Counts and samples for the report, read from the table of differences in one go and bounded in size."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

SAMPLES: Final = 12
SHEET_ROWS: Final = 2_000
BUCKETS: Final = 48
#: Upper ends of the distances' classes, in the field's unit, and how each is called.
STEPS: Final = (
    ("0.01", "1 cent"),
    ("0.10", "10 cents"),
    ("1", "1"),
    ("10", "10"),
    ("100", "100"),
    ("1000", "1,000"),
    ("10000", "10,000"),
)
CELLS: Final = (
    "key",
    "field",
    "left_raw",
    "right_raw",
    "left_value",
    "right_value",
    "left_line",
    "right_line",
    "reason",
    "delta",
)
_KEY, _FIELD, _LINE = (CELLS.index(name) for name in ("key", "field", "left_line"))
_ROWS: Final = 100_000
_DECIMALS: Final = 4
#: A distance that is a plain number, of as many digits as fit 64 bits with four decimals.
_NUMBER: Final = r"^-?[0-9]{1,14}(?:\.[0-9]{1,4})?$"


@dataclass
class Found:
    """`heat` counts (field, reason); `spread` a field's distances by class, below and above zero; `places` where in the file."""

    heat: dict[tuple[str, str], int] = field(default_factory=dict)
    spread: dict[str, list[int]] = field(default_factory=dict)
    places: dict[str, list[int]] = field(default_factory=dict)
    last_line: int = 0
    samples: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    total: int = 0

    @property
    def reasons(self) -> dict[str, int]:
        """Differences by reason, the most frequent first."""
        counted: dict[str, int] = {}
        for (_, reason), count in self.heat.items():
            counted[reason] = counted.get(reason, 0) + count
        return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))


def gather(mismatches: Path) -> Found:
    """Everything that the page and the workbook show of the differences, in one pass.

    The file has the columns of `CELLS`; its rows stand in the order of `left_line`.
    """
    from pyarrow import parquet

    found = Found()
    if not mismatches.is_file():
        return found
    with parquet.ParquetFile(mismatches, read_dictionary=["field", "reason"]) as file:
        found.last_line = _last_line(file)
        firsts: dict[tuple[str, str], list[tuple[Any, ...]]] = {}
        for batch in file.iter_batches(_ROWS, columns=list(CELLS)):
            _add(found, batch, firsts)
    found.heat = dict(sorted(found.heat.items()))
    found.total = sum(found.heat.values())
    found.samples = _samples(firsts)
    found.rows = sorted(found.rows, key=lambda row: (row[_LINE], row[_FIELD], row[_KEY]))[:SHEET_ROWS]
    return found


def _last_line(file: Any) -> int:
    place = file.schema_arrow.get_field_index("left_line")
    groups = range(file.metadata.num_row_groups)
    told = [file.metadata.row_group(group).column(place).statistics for group in groups]
    return max((int(one.max) for one in told if one is not None and one.has_min_max), default=0)


def _add(found: Found, batch: Any, firsts: dict[tuple[str, str], list[tuple[Any, ...]]]) -> None:
    import numpy as np

    names, fields = _codes(batch.column("field"))
    whys, reasons = _codes(batch.column("reason"))
    lines = batch.column("left_line").to_numpy()
    both = fields * len(whys) + reasons
    counts = np.bincount(both, minlength=len(names) * len(whys))
    order = np.argsort(both, kind="stable")
    begins = np.concatenate(([0], np.cumsum(counts)))
    for place in np.flatnonzero(counts).tolist():
        one = names[place // len(whys)], whys[place % len(whys)]
        found.heat[one] = found.heat.get(one, 0) + int(counts[place])
        known = firsts.setdefault(one, [])
        if (wanted := SAMPLES - len(known)) > 0:
            known += _tuples(batch, order[begins[place] : begins[place + 1]][:wanted])
    if len(found.rows) < SHEET_ROWS:
        # A line's differences stay together: they are put in the order of their names afterwards.
        end = min(SHEET_ROWS - len(found.rows), len(lines))
        end += int(np.argmax(np.append(lines[end:], -1) != lines[end - 1])) if end else 0
        found.rows += _tuples(batch, np.arange(end))
    _add_spread(found, batch, names, fields)
    if found.last_line >= BUCKETS:
        buckets = np.minimum((lines - 1) * BUCKETS // found.last_line, BUCKETS - 1)
        _count(found.places, names, fields[lines > 0], buckets[lines > 0], BUCKETS)


def _add_spread(found: Found, batch: Any, names: list[str], fields: Any) -> None:
    """Classes from far below zero to far above it."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    deltas = batch.column("delta")
    is_number = pc.fill_null(pc.match_substring_regex(deltas, _NUMBER), False)
    numbers = deltas.filter(is_number).cast(pa.decimal128(18, _DECIMALS))
    units = np.frombuffer(numbers.buffers()[1], dtype="<i8")[::2] if len(numbers) else np.zeros(0, dtype=np.int64)
    fields, apart = fields[is_number.to_numpy(zero_copy_only=False)][units != 0], units[units != 0]
    bounds = [int(Decimal(bound).scaleb(_DECIMALS)) for bound, _ in STEPS]
    places, half = np.searchsorted(bounds, np.abs(apart)), len(STEPS) + 1
    _count(found.spread, names, fields, np.where(apart < 0, half - 1 - places, half + places), 2 * half)


def _count(counted: dict[str, list[int]], names: list[str], fields: Any, places: Any, size: int) -> None:
    import numpy as np

    counts = np.bincount(fields * size + places, minlength=len(names) * size).reshape(-1, size)
    for number in np.flatnonzero(counts.any(axis=1)).tolist():
        known = counted.setdefault(names[number], [0] * size)
        known[:] = [one + more for one, more in zip(known, counts[number].tolist(), strict=True)]


def _codes(column: Any) -> tuple[list[str], Any]:
    """The words of a column, and the place of each cell's word among them."""
    import numpy as np

    return column.dictionary.to_pylist(), column.indices.to_numpy().astype(np.int64)


def _tuples(batch: Any, places: Any) -> list[tuple[Any, ...]]:
    import pyarrow as pa

    rows = batch.take(pa.array(places))
    return list(zip(*(rows.column(name).to_pylist() for name in CELLS), strict=True))


def _samples(firsts: dict[tuple[str, str], list[tuple[Any, ...]]]) -> dict[str, list[dict[str, Any]]]:
    """Of each reason some rows, spread over its fields."""
    by_reason: dict[str, list[tuple[Any, ...]]] = {}
    for (name, why), rows in firsts.items():
        by_reason.setdefault(why, []).extend((nth, row[_LINE], name, row) for nth, row in enumerate(rows))
    found = {}
    for why, told in sorted(by_reason.items()):
        kept = [row for *_, row in sorted(told)[:SAMPLES]]
        kept.sort(key=lambda row: (row[_FIELD], row[_LINE], row[_KEY]))
        found[why] = [dict(zip(CELLS, row, strict=True)) for row in kept]
    return found


def amount(text: Any) -> str:
    """A number with separators and at least the decimals that it has."""
    if text in (None, ""):
        return ""
    number = Decimal(str(text))
    return f"{number:,}"
