"""Counts and samples for the report, read from the table of differences in one go and bounded in size."""

from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from pilotage.tally.database import memory_database
from pilotage.tally.patterns.signatures import as_number

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
    """Everything that the page and the workbook show of the differences.

    The file has key, field, left_raw, right_raw, left_line, right_line, reason and delta.
    """
    found = Found()
    if not mismatches.is_file():
        return found
    con = memory_database()
    try:
        con.execute("SET memory_limit = '256MB'")
        table = con.read_parquet(str(mismatches))
        con.register("differences", table)
        _count(con, found)
        if found.total:
            _spread(con, found)
            _places(con, found)
            _sample(con, found)
    finally:
        con.close()
    return found


def _count(con: Any, found: Found) -> None:
    for name, reason, count in con.execute(
        "SELECT field, reason, count(*) FROM differences GROUP BY ALL ORDER BY 1, 2"
    ).fetchall():
        found.heat[(name, reason)] = count
    found.total = sum(found.heat.values())


def _spread(con: Any, found: Found) -> None:
    """Classes from far below zero to far above it."""
    bounds = " ".join(f"WHEN abs(d) <= {bound} THEN {place}" for place, (bound, _) in enumerate(STEPS))
    rows = con.execute(f"""
        SELECT field, d < 0, CASE {bounds} ELSE {len(STEPS)} END, count(*)
        FROM (SELECT field, {as_number("delta::VARCHAR")} AS d FROM differences) WHERE d <> 0 GROUP BY ALL""").fetchall()
    half = len(STEPS) + 1
    for name, is_below, place, count in rows:
        counts = found.spread.setdefault(name, [0] * (2 * half))
        counts[half - 1 - place if is_below else half + place] += count


def _places(con: Any, found: Found) -> None:
    row = con.execute("SELECT max(left_line) FROM differences").fetchone()
    found.last_line = int(row[0] or 0)
    if found.last_line < BUCKETS:
        return
    rows = con.execute(
        f"SELECT field, (left_line - 1) * {BUCKETS} // {found.last_line}, count(*) FROM differences WHERE left_line > 0 GROUP BY ALL"
    ).fetchall()
    for name, place, count in rows:
        found.places.setdefault(name, [0] * BUCKETS)[min(int(place), BUCKETS - 1)] += count


def _sample(con: Any, found: Found) -> None:
    """Of each reason some rows, spread over its fields; for the workbook the first rows by line."""
    cells = ", ".join(CELLS)
    rows = con.execute(f"""
        SELECT {cells} FROM (
            SELECT *, row_number() OVER (PARTITION BY reason ORDER BY nth, left_line, field, key) AS place FROM (
                SELECT *, row_number() OVER (PARTITION BY reason, field ORDER BY left_line, key) AS nth FROM differences))
        WHERE place <= {SAMPLES} ORDER BY reason, field, left_line, key""").fetchall()
    for row in rows:
        one = dict(zip(CELLS, row, strict=True))
        found.samples.setdefault(one["reason"], []).append(one)
    found.rows = con.execute(
        f"SELECT {cells} FROM differences ORDER BY left_line, field, key LIMIT {SHEET_ROWS}"
    ).fetchall()


def amount(text: Any) -> str:
    """A number with separators and at least the decimals that it has."""
    if text in (None, ""):
        return ""
    number = Decimal(str(text))
    return f"{number:,}"
