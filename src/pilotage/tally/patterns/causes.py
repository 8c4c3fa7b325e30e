"""Which other column tells where a pattern stands: each value's rows are counted inside the pattern and in all."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from pilotage.tally.patterns.signatures import FEWEST, Sides, columns_of, quoted

MOST_VALUES: Final = 5_000
#: A cause covers at least this share of the pattern, and at least this share of its rows differ so.
LEAST_COVERAGE, LEAST_PRECISION = Fraction(4, 5), Fraction(1, 2)
#: It must say more than chance: its rows differ so at least this many times as often as all rows do.
LEAST_LIFT: Final = 2
#: From so many rows on, a value that every row of the pattern has is no chance, however few of its rows differ so.
ALL_OF: Final = 20


#: How many rows there are, and for a side and a column how many of them hold each value (without spaces at its ends); None where the
#: values are too many or only one.
Counts = tuple[int, Callable[[Any], Callable[[str], dict[str, int] | None]]]


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


def find_causes(
    con: Any, patterns: list[dict[str, Any]], sides: Sides, skipped: frozenset[str], counts: Counts
) -> dict[int, Cause]:
    """The best cause of each pattern, by its id; none where no column tells, nor of so few rows that chance makes one.

    Needs the tables `_members` and those of the rows in which something differs.
    """
    sizes = {one["id"]: (one["rows"], one["field"]) for one in patterns if one["rows"] >= FEWEST}
    best: dict[int, Cause] = {}
    known = [(side, columns_of(con, differing)) for side, differing in sides if differing and sizes]
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(_likely, con.cursor(), side, names, sizes, skipped) for side, names in known]
    for (side, _), found in zip(known, waiting, strict=True):
        likely = found.result()
        if not likely:
            continue
        total, counts_of = counts
        counted = counts_of(side)
        for column, values in likely.items():
            everywhere = counted(column)
            if everywhere is None:
                continue
            for number, value, inside in values:
                cause = Cause(side, column, value, inside, everywhere[value], sizes[number][0])
                if _holds(cause, total) and _is_better(cause, best.get(number)):
                    best[number] = cause
    return best


def _likely(
    con: Any, side: str, names: list[str], sizes: dict[int, tuple[int, str]], skipped: frozenset[str]
) -> dict[str, list[tuple[int, str, int]]]:
    """Columns in the table's order, with the values that cover enough of a pattern: its id, the value, how many rows of it."""
    import numpy as np

    lit = con.execute(f"SELECT * FROM _lit_{side} ORDER BY rowid").to_arrow_table()
    members = con.execute(
        f"""SELECT DISTINCT m.id, l.rowid AS _place FROM _members m JOIN _lit_{side} l ON l._line = m.{side}_line
        WHERE m.id IN ({", ".join(map(str, sizes))}) ORDER BY ALL"""
    ).to_arrow_table()
    ids, begins = np.unique(members.column("id").to_numpy(), return_index=True)
    parts = np.split(members.column("_place").to_numpy(), begins[1:])
    rows = dict(zip(ids.tolist(), parts, strict=False))
    found: dict[str, list[tuple[int, str, int]]] = {}
    for place, column in enumerate(names, 1):
        values, codes = _coded(lit.column(f"c{place}"))
        most = int(np.bincount(codes)[1:].max(initial=0))
        for number in sizes:
            if sizes[number][1] == column or column in skipped or number not in rows:
                continue
            if most * LEAST_COVERAGE.denominator < LEAST_COVERAGE.numerator * sizes[number][0]:
                continue
            counts = np.bincount(codes[rows[number]])
            counts[0] = 0
            for code in np.flatnonzero(
                counts * LEAST_COVERAGE.denominator >= LEAST_COVERAGE.numerator * sizes[number][0]
            ):
                if code and (value := values[int(code) - 1].as_py()):
                    found.setdefault(column, []).append((number, value, int(counts[code])))
    return found


def _coded(column: Any) -> tuple[Any, Any]:
    """The distinct values of a column without spaces at their ends, and of each cell the place of its value, from 1; 0 for none."""
    import pyarrow.compute as pc

    encoded = column.combine_chunks().dictionary_encode()
    trimmed = pc.utf8_trim(encoded.dictionary, characters=" ").dictionary_encode()
    places = trimmed.indices.take(encoded.indices)
    return trimmed.dictionary, pc.fill_null(places, -1).to_numpy(zero_copy_only=False) + 1


def counts_of_tables(con: Any, sides: Sides) -> Counts:
    """Counts over tables that hold all rows of both sides."""
    tables = dict(sides)
    total = (
        con.execute(f"SELECT count(*) FROM {quoted(sides[0][1] or sides[1][1])}").fetchone()[0]
        if any(tables.values())
        else 0
    )

    def counts_of(side: Any) -> Callable[[str], dict[str, int] | None]:
        def counted(column: str) -> dict[str, int] | None:
            asked = f"SELECT trim({quoted(column)}::VARCHAR), count(*) FROM {quoted(tables[side])} GROUP BY 1 LIMIT {MOST_VALUES + 1}"
            found = dict(con.execute(asked).fetchall())
            return found if 1 < len(found) <= MOST_VALUES else None

        return counted

    return total, counts_of


def _holds(cause: Cause, total: int) -> bool:
    is_all = cause.inside == cause.size >= ALL_OF
    if not is_all and (cause.inside < LEAST_COVERAGE * cause.size or cause.inside < LEAST_PRECISION * cause.with_it):
        return False
    return cause.inside * total >= LEAST_LIFT * cause.with_it * cause.size


def _is_better(cause: Cause, other: Cause | None) -> bool:
    return other is None or cause.worth > other.worth
