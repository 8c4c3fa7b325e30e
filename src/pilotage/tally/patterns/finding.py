"""Finds patterns in a table of differences."""

from decimal import Decimal
from typing import Any, Final

from pilotage.tally.patterns.causes import Cause, Counts, counts_of_tables, find_causes
from pilotage.tally.patterns.signatures import gather
from pilotage.tally.patterns.telling import statement

MOST_PATTERNS: Final = 50
EXPLAINED: Final = 20
_SIDES: Final = ("_spread_left", "_spread_right", "_lit_left", "_lit_right")
_TABLES: Final = ("_members", "_signatures", "_best", "_options", "_cells", *_SIDES)


def find(
    con: Any,
    mismatches_table: str,
    left_table: str,
    right_table: str,
    spec: Any,
    counts: Counts | None = None,
) -> list[dict[str, Any]]:
    """Differences with one signature as one pattern each, the one with most rows first, then most money.

    `con` is a DuckDB connection. `mismatches_table` has key, field, left_raw, right_raw, left_value, right_value, left_line,
    right_line, reason, delta. `left_table` and `right_table` (either may be empty) hold the matched rows' raw columns with
    `_line`. Those in which something differs are enough where `counts` tells of all (`causes.Counts`).

    Of each pattern: `field`, `kind` (delta, ratio, value, column, reason), `signature`, `reason`, `rows`,
    `of` (differences of the field), `type` of the field, `money` (sum of the distances, as text; null for other than numbers),
    `statement`, `explanation` (side, column, value, rows, with_it, coverage, exceptions, outside; null where no column tells) and
    `examples`. Every number in a statement is counted on the data.
    """
    sides = (("left", left_table), ("right", right_table))
    found = gather(con, mismatches_table, sides)
    kept = found[:MOST_PATTERNS]
    skipped = frozenset(getattr(spec, "key", ()))
    causes = find_causes(con, kept[:EXPLAINED], sides, skipped, counts or counts_of_tables(con, sides))
    examples = _examples(con, [one["id"] for one in kept])
    for one in kept:
        one["type"] = spec.rule(one["field"]).type if hasattr(spec, "rule") else ""
        if one["type"] in ("date", "datetime"):
            one["money"] = None
        cause = causes.get(one["id"])
        one["explanation"] = None if cause is None else _told(cause, one["rows"])
        one["statement"] = statement(one)
        one["examples"] = examples.get(one.pop("id"), [])
    for table in _TABLES:
        con.execute(f"DROP TABLE IF EXISTS {table}")
    return kept


def _told(cause: Cause, rows: int) -> dict[str, Any]:
    """`rows` of the pattern have the value, `with_it` rows have it in all, `exceptions` have it and do not differ so."""
    return {
        "side": cause.side,
        "column": cause.column,
        "value": cause.value,
        "rows": cause.inside,
        "with_it": cause.with_it,
        "coverage": f"{Decimal(cause.inside) / Decimal(rows):.3f}",
        "exceptions": cause.with_it - cause.inside,
        "outside": rows - cause.inside,
    }


def _examples(con: Any, ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    """The first three of each pattern, by line."""
    if not ids:
        return {}
    rows = con.execute(
        f"""
        SELECT id, c.key, left_raw, right_raw, left_line, right_line, reason FROM (
            SELECT id, _row, row_number() OVER (PARTITION BY id ORDER BY left_line, right_line, _row) AS place
            FROM _members WHERE id IN ({", ".join(map(str, ids))})
        ) JOIN _cells c USING (_row)
        WHERE place <= 3 ORDER BY id, place"""
    ).fetchall()
    found: dict[int, list[dict[str, Any]]] = {}
    names = ("key", "left_raw", "right_raw", "left_line", "right_line", "reason")
    for number, *cells in rows:
        found.setdefault(number, []).append(dict(zip(names, cells, strict=True)))
    return found
