"""The signature of a difference: same distance, same ratio, same replaced value, another column's amount, or only the reason."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

#: A signature of fewer rows than this is no pattern.
FEWEST: Final = 3
_MOST_COLUMNS: Final = 80
#: A ratio of more is no simple one; up to here the exact products fit whole numbers of 128 bits.
_LARGEST_NUMERATOR: Final = 10**9
#: What tells more comes first where two signatures cover as many rows.
_ORDER: Final = {"column": 0, "ratio": 1, "delta": 2, "value": 3, "reason": 4}
#: Of each side its name, and the table of the rows at least in which something differs (empty where there is none).
Sides = tuple[tuple[str, str], ...]


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


def as_number(text: str) -> str:
    """SQL for a plain decimal text as an exact number with up to four decimals, below 10^14; else null.

    The pattern is looked at first: a failing or a wide cast costs a hundred times as much.
    """
    return f"CASE WHEN regexp_full_match({text}, '-?[0-9]{{1,14}}([.][0-9]{{1,4}})?') THEN TRY_CAST({text} AS DECIMAL(18, 4)) END"


def gather(con: Any, mismatches: str, sides: Sides) -> list[dict[str, Any]]:
    """Every difference put to one signature (table `_members`: id, _row, lines), and the signatures ranked."""
    con.execute(f"""
        CREATE OR REPLACE TABLE _cells AS
        SELECT key, field, left_raw, right_raw, left_value, right_value, left_line, right_line, reason,
               {as_number("delta::VARCHAR")} AS d, {as_number("left_value")} AS l, {as_number("right_value")} AS r,
               row_number() OVER () AS _row
        FROM {quoted(mismatches)}""")
    con.execute("CREATE OR REPLACE TABLE _options (_row BIGINT, kind VARCHAR, what VARCHAR)")
    known = [(side, _light(con, side, table)) for side, table in sides if table]
    with ThreadPoolExecutor(1) as beside:
        waiting = [beside.submit(_add_columns, con.cursor(), side, names) for side, names in known[:1]]
        _add_shared(con, "delta", "d::VARCHAR", "d <> 0")
        _add_shared(con, "value", "coalesce(left_value, '') || chr(31) || coalesce(right_value, '')", "true")
        _add_ratios(con)
        for side, names in known[1:]:
            _add_columns(con, side, names)
        for one in waiting:
            one.result()
    _choose(con)
    return _ranked(con)


def _add_shared(con: Any, kind: str, what: str, where: str) -> None:
    """What enough differences of a field share: few do, and only they are looked at further."""
    con.execute(f"""
        INSERT INTO _options WITH told AS MATERIALIZED (SELECT _row, field, {what} AS what FROM _cells WHERE {where})
        SELECT _row, '{kind}', what FROM told
        SEMI JOIN (SELECT field, what FROM told GROUP BY ALL HAVING count(*) >= {FEWEST}) USING (field, what)""")


def _add_ratios(con: Any) -> None:
    """Simple ratios (p/q with q up to 1000) that many rows share, each tested exactly."""
    rows = con.execute(f"""
        SELECT field, round(r::DOUBLE / l::DOUBLE, 6) AS ratio, count(*) AS n
        FROM _cells WHERE l <> 0 AND r <> 0 GROUP BY ALL HAVING n >= {FEWEST} AND min(d) < max(d)
        ORDER BY n DESC, field, ratio LIMIT 200""")
    ratios = []
    for field, ratio, _ in rows.fetchall():
        exact = Fraction(str(ratio)).limit_denominator(1000)
        if exact in (0, 1) or abs(exact.numerator) > _LARGEST_NUMERATOR:
            continue
        what = str(exact.numerator) if exact.denominator == 1 else f"{exact.numerator}/{exact.denominator}"
        ratios.append((field, what, exact.denominator, exact.numerator))
    if not ratios:
        return
    con.execute(
        """INSERT INTO _options SELECT c._row, 'ratio', s.what FROM _cells c JOIN (
             SELECT unnest(?::VARCHAR[]) AS field, unnest(?::VARCHAR[]) AS what, unnest(?::HUGEINT[]) AS q, unnest(?::HUGEINT[]) AS p
           ) s USING (field)
           WHERE c.l <> 0 AND CASE WHEN abs(c.r::DOUBLE * s.q - c.l::DOUBLE * s.p) <= 1e-9 * abs(c.r::DOUBLE * s.q)
             THEN (c.r::DECIMAL(28, 4) * 10000)::HUGEINT * s.q = (c.l::DECIMAL(28, 4) * 10000)::HUGEINT * s.p ELSE false END""",
        [list(one) for one in zip(*ratios, strict=True)],
    )


def _light(con: Any, side: str, table: str) -> list[str]:
    """The rows in which something differs, as `_lit_left` or `_lit_right` (_line, c1, c2, …). The names of the columns."""
    names = columns_of(con, table)
    columns = "".join(f", {quoted(name)}::VARCHAR AS c{place}" for place, name in enumerate(names, 1))
    con.execute(f"""
        CREATE OR REPLACE TABLE _lit_{side} AS SELECT _line{columns} FROM {quoted(table)}
        WHERE _line IN (SELECT {side}_line FROM _cells)""")
    return names


def _add_columns(con: Any, side: str, names: list[str]) -> None:
    """The distance is what another column of the row holds, as when a fee is left out: of cells that may be numbers, one to a row."""
    if not names:
        return
    places = ", ".join(f"c{place}" for place in range(1, min(len(names), _MOST_COLUMNS) + 1))
    con.execute(
        f"""CREATE OR REPLACE TABLE _spread_{side} AS SELECT ?[place[2:]::INT] AS name, _line, value
        FROM (UNPIVOT (SELECT * FROM _lit_{side} WHERE _line IN (SELECT {side}_line FROM _cells WHERE d <> 0))
              ON {places} INTO NAME place VALUE value) WHERE value < ':'""",
        [names],
    )
    con.execute(f"""
        INSERT INTO _options SELECT c._row, 'column', '{side}.' || v.name || chr(31) || CASE WHEN c.d = v.x THEN '+' ELSE '-' END
        FROM _cells c JOIN (SELECT _line, name, {as_number("value")} AS x FROM _spread_{side}) v ON c.{side}_line = v._line
        WHERE v.x <> 0 AND (c.d = v.x OR c.d = -v.x) AND c.field <> v.name""")


def columns_of(con: Any, table: str) -> list[str]:
    """Columns of a table of rows, without our own."""
    names = [row[0] for row in con.execute(f"DESCRIBE {quoted(table)}").fetchall()]
    return [name for name in names if name != "_line"]


def _choose(con: Any) -> None:
    """Each difference goes to its largest specific signature; what stands alone is rolled up by its reason.

    A known reason is split only by a signature that covers four fifths of it.
    """
    cases = " ".join(f"WHEN '{kind}' THEN {place}" for kind, place in _ORDER.items())
    con.execute(f"""
        CREATE OR REPLACE TABLE _best AS
        WITH reasons AS (SELECT field, reason, count(*) AS total FROM _cells GROUP BY ALL), tagged AS (
            SELECT o._row, c.field, c.reason, o.kind, o.what, c.d FROM _options o JOIN _cells c USING (_row)
        ), sized AS (
            SELECT field, kind, what, count(*) AS n, min(d) = max(d) AS is_one_distance FROM tagged GROUP BY ALL HAVING n >= {FEWEST}
        ), usable AS (
            SELECT * FROM tagged JOIN sized USING (field, kind, what) JOIN reasons USING (field, reason)
            WHERE (reason = 'other' OR 5 * n >= 4 * total) AND NOT (kind = 'column' AND n < 2 * {FEWEST} AND is_one_distance)
        )
        SELECT _row, field, kind, what FROM usable
        QUALIFY row_number() OVER (PARTITION BY _row ORDER BY n DESC, CASE kind {cases} END, what) = 1""")
    con.execute("""
        CREATE OR REPLACE TABLE _signatures AS
        SELECT *, row_number() OVER (ORDER BY field, kind, what) AS id FROM (
            SELECT DISTINCT field, kind, what FROM _best
            UNION SELECT DISTINCT field, 'reason', reason FROM _cells ANTI JOIN _best USING (_row))""")
    con.execute("""
        CREATE OR REPLACE TABLE _members AS
        SELECT s.id, b._row, c.left_line, c.right_line, c.d, c.reason
        FROM _best b JOIN _signatures s USING (field, kind, what) JOIN _cells c ON c._row = b._row
        UNION ALL
        SELECT s.id, c._row, c.left_line, c.right_line, c.d, c.reason
        FROM _cells c ANTI JOIN _best b ON b._row = c._row
        JOIN _signatures s ON s.field = c.field AND s.kind = 'reason' AND s.what = c.reason""")


def _ranked(con: Any) -> list[dict[str, Any]]:
    rows = con.execute("""
        SELECT id, field, kind, what, reason, n, money, sum(n) OVER (PARTITION BY field)::BIGINT
        FROM (
            SELECT id, mode(reason ORDER BY reason) AS reason, count(*) AS n, sum(abs(d)) AS money FROM _members GROUP BY id
        ) JOIN _signatures USING (id)
        ORDER BY n DESC, money DESC NULLS LAST, field, kind, what""").fetchall()
    return [
        {"id": number, "field": field, "kind": kind, "signature": _signature(kind, what), "reason": reason, "rows": count,
         "of": of, "money": None if money is None else plain(money)}
        for number, field, kind, what, reason, count, money, of in rows
    ]  # fmt: skip


def _signature(kind: str, what: str) -> dict[str, str]:
    if kind == "value":
        left, _, right = what.partition("\x1f")
        return {"left": left, "right": right}
    if kind == "column":
        name, _, sign = what.partition("\x1f")
        return {"column": name, "sign": sign}
    return {kind: plain(Decimal(what)) if kind == "delta" else what}


def plain(number: Decimal) -> str:
    """An amount with at least two decimals and no needless zeros behind them."""
    text = f"{number:.6f}".rstrip("0")
    whole, _, part = text.partition(".")
    return f"{whole}.{part.ljust(2, '0')}"
