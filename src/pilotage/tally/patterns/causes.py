"""Which other column tells where a pattern stands: each value's rows are counted inside the pattern and in all."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pilotage.tally.patterns.signatures import FEWEST, Sides, columns_of, quoted

MOST_VALUES: Final = 5_000
#: A cause covers at least this share of the pattern, and at least this share of its rows differ so.
LEAST_COVERAGE, LEAST_PRECISION = Fraction(4, 5), Fraction(1, 2)
#: It must say more than chance: its rows differ so at least this many times as often as all rows do.
LEAST_LIFT: Final = 2


@dataclass(frozen=True)
class Cause:
    """`inside` rows of the pattern have the value; `with_it` rows of all have it."""

    side: str
    column: str
    value: str
    inside: int
    with_it: int
    size: int

    @property
    def worth(self) -> Fraction:
        """The harmonic mean of coverage and precision."""
        return Fraction(2 * self.inside, self.size + self.with_it)


def find_causes(con: Any, patterns: list[dict[str, Any]], sides: Sides, skipped: frozenset[str]) -> dict[int, Cause]:
    """The best cause of each pattern, by its id; none where no column tells, nor of so few rows that chance makes one."""
    sizes = {one["id"]: (one["rows"], one["field"]) for one in patterns if one["rows"] >= FEWEST}
    best: dict[int, Cause] = {}
    for side, table in sides:
        if not table or not sizes:
            continue
        total = con.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()[0]
        for column in columns_of(con, table):
            if column in skipped:
                continue
            for number, value, inside, with_it in _counts(con, table, column, list(sizes)):
                size, field = sizes[number]
                cause = Cause(side, column, value, inside, with_it, size)
                if field != column and _holds(cause, total) and _is_better(cause, best.get(number)):
                    best[number] = cause
    return best


def _counts(con: Any, table: str, column: str, ids: list[int]) -> list[tuple[int, str, int, int]]:
    name, rows = quoted(column), quoted(table)
    distinct = con.execute(f"SELECT approx_count_distinct({name}) FROM {rows}").fetchone()[0]
    if not 1 < distinct <= MOST_VALUES:
        return []
    found: list[tuple[int, str, int, int]] = con.execute(
        f"""
        WITH inside AS (
            SELECT m.id, trim(v.{name}::VARCHAR) AS value, count(DISTINCT m.key) AS n FROM _members m
            JOIN {rows} v ON v._key = m.key WHERE m.id IN ({", ".join(map(str, ids))}) GROUP BY ALL
        ), likely AS (
            SELECT * FROM inside QUALIFY row_number() OVER (PARTITION BY id ORDER BY n DESC, value) <= 3
        ), everywhere AS (
            SELECT trim({name}::VARCHAR) AS value, count(*) AS n FROM {rows}
            WHERE trim({name}::VARCHAR) IN (SELECT value FROM likely) GROUP BY 1
        )
        SELECT l.id, l.value, l.n, e.n FROM likely l JOIN everywhere e USING (value) WHERE l.value <> '' ORDER BY ALL"""
    ).fetchall()
    return found


def _holds(cause: Cause, total: int) -> bool:
    if cause.inside < LEAST_COVERAGE * cause.size or cause.inside < LEAST_PRECISION * cause.with_it:
        return False
    return cause.inside * total >= LEAST_LIFT * cause.with_it * cause.size


def _is_better(cause: Cause, other: Cause | None) -> bool:
    return other is None or cause.worth > other.worth
