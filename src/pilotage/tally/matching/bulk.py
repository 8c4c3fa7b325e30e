"""The plain case of a large file: batches that agree to the cent are settled as sums in DuckDB; only the rest becomes items."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.intake.sheets import LIMITS
from pilotage.tally.intake.workspace import working_folder
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.lines import chosen_lines, records
from pilotage.tally.matching.reading import ItemBuilder, columns_of
from pilotage.tally.matching.spec import ReconcileSpec, SideSpec
from pilotage.tally.tables import open_table

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

_SETTINGS: dict[str, str | int | float | list[str]] = {
    "threads": 2,
    "memory_limit": "90MB",
    "preserve_insertion_order": True,
}
_PARTS = 4  # so many slices of the digests are sorted one after the other, to hold few at a time
_HEAD = 1024 * 1024
LARGE = 20 * 1024 * 1024
_PLAIN_PAYMENTS = frozenset({"id", "amount", "date", "batch", "account", "name", "text"})
_PLAIN_DEPOSITS = _PLAIN_PAYMENTS | {"reference", "kind", "method"}
UNIX_EPOCH = 719_163  # 1970-01-01 as an ordinal of Python


@dataclass
class Settled:
    """What the sums settled: rows and money by side and by day, how many batches, how long they took; and the items that are left."""

    rows: dict[str, int]
    amounts: dict[str, int]
    batches: int
    lags: Counter[int]
    newest: int
    left: dict[str, list[Item]] = field(default_factory=dict)
    days: list[tuple[str, int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class _Text:
    """A plain UTF-8 text with commas: its headers and which of them play a role."""

    path: Path
    side: SideSpec
    headers: tuple[str, ...]
    roles: dict[str, str]

    def source(self) -> str:
        """The file as DuckDB reads it: all text, headers as they are, nothing guessed."""
        named = ", ".join(f"{_quoted(header)}: 'VARCHAR'" for header in self.headers)
        return (
            f"read_csv({_quoted(str(self.path))}, header=true, delim=',', quote='\"', escape='\"', auto_detect=false, "
            f"columns={{{named}}}, buffer_size=4000000, max_line_size=1000000)"
        )

    def column(self, role: str) -> str:
        return '"' + self.roles[role].replace('"', '""') + '"'


def settle_batches(files: Mapping[str, Path], spec: ReconcileSpec) -> Settled | None:
    """Settle the batches that agree exactly, each with one deposit, no repeated id and readable cells. None: not the plain case.

    Everything else is left as items for the usual tiers, so that the answer is the same, only sooner.
    """
    path = files["payments"]
    if "bank" in files or not path.is_file() or path.stat().st_size < LARGE or not _is_plain(spec):
        return None
    payments = _plain_text(files["payments"], spec.sides["payments"], _PLAIN_PAYMENTS, ("id", "batch", "date"))
    deposits = _plain_text(files["deposits"], spec.sides["deposits"], _PLAIN_DEPOSITS, ("date",))
    if payments is None or deposits is None:
        return None
    import duckdb

    with (
        working_folder() as spill,
        duckdb.connect(config={**_SETTINGS, "temp_directory": str(spill)}) as con,
    ):
        con.execute("SET enable_progress_bar = false")  # standard output belongs to the answer
        try:
            _load(con, payments, deposits, spec)
        except duckdb.Error:
            return None  # damaged rows: the row reader names the first of them
        return _settle(con, payments, deposits, spec)


def _is_plain(spec: ReconcileSpec) -> bool:
    sides = (spec.sides["payments"], spec.sides["deposits"])
    usual = all(
        side.format == "csv"
        and side.unit == "decimal"
        and not (side.decimal_comma or side.exclude or side.extract or side.date_format)
        for side in sides
    )
    return (
        usual
        and not spec.fees
        and spec.cut_off is None
        and not spec.split_deposits
        and {"reference", "batch"} <= set(spec.tiers)
    )


def _plain_text(path: Path, side: SideSpec, allowed: frozenset[str], needed: Sequence[str]) -> _Text | None:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    head = head[: head.rfind(b"\n") + 1] or head
    with open_table(io.BytesIO(head), name=path.name, limits=LIMITS) as table:
        roles = columns_of(side).lay_out(table.headers, str(path))
        plain = (
            table.kind == "text" and table.encoding.lower().startswith(("utf-8", "ascii")) and table.delimiter == ","
        )
        if not plain or table.header_number != 1 or set(roles) - allowed or not set(needed) <= set(roles):
            return None
        return _Text(path, side, table.headers, roles)


def _load(con: "duckdb.DuckDBPyConnection", payments: _Text, deposits: _Text, spec: ReconcileSpec) -> None:
    """Tables `d` (a deposit a row) and `p` (a payment a row), both in file order and as numbers only: 22 bytes a payment.

    Batches and ids stand there as 64-bit digests: among a million batches the odds that two share one are 1 : 30 million.
    """
    key = next(deposits.column(role) for role in ("batch", "reference", "id") if role in deposits.roles)
    named = deposits.column("id") if "id" in deposits.roles else "NULL"
    con.execute(
        f"CREATE TEMP TABLE d AS SELECT CASE WHEN {key} <> '' THEN hash({key}) END AS batch, {named} AS id, "
        f"{_cents(deposits, spec, 'BIGINT')} AS cents, {_day(deposits)} AS day FROM {deposits.source()}"
    )
    con.execute(
        f"CREATE TEMP TABLE p AS SELECT hash({payments.column('batch')}) AS batch, "
        f"{_cents(payments, spec, 'INTEGER')} AS cents, "
        f"{_day(payments)} AS day, hash({payments.column('id')}) AS id FROM {payments.source()}"
    )


def _cents(text: _Text, spec: ReconcileSpec, kind: str) -> str:
    """The amount in smallest units; NULL for anything that is not plainly written, which the row reader then judges."""
    column = text.column("amount")
    part = f"(\\.[0-9]{{1,{spec.scale}}})?" if spec.scale else ""
    pattern = f"-?[0-9]{{1,{17 - spec.scale}}}{part}"
    number = f"TRY_CAST({column} AS DECIMAL(18, {spec.scale}))"
    # most amounts stand as they would be written again; the pattern, which costs three times as much, is for the others
    cents = f"TRY_CAST({number} * {10**spec.scale} AS {kind})"
    return f"CASE WHEN CAST({number} AS VARCHAR) = {column} THEN {cents} WHEN regexp_full_match({column}, '{pattern}') THEN {cents} END"


def _day(text: _Text) -> str:
    column = text.column("date")
    return f"CASE WHEN length({column}) = 10 THEN CAST(TRY_CAST({column} AS DATE) - DATE '1970-01-01' AS SMALLINT) END"


def _settle(con: "duckdb.DuckDBPyConnection", payments: _Text, deposits: _Text, spec: ReconcileSpec) -> Settled | None:
    import numpy as np

    con.execute(f"CREATE TEMP TABLE twice AS SELECT unnest({_batches_of_repeated_ids(con)}::UBIGINT[]) AS batch")
    con.execute(
        "CREATE TEMP TABLE s AS SELECT batch, day, count(*) AS items, count(cents) AS readable, sum(cents) AS total "
        "FROM p GROUP BY batch, day"
    )
    con.execute(
        "CREATE TEMP TABLE good AS SELECT d.batch, d.cents, d.day FROM (SELECT batch, sum(total) AS total, sum(items - readable) "
        "AS unread, count(*) - count(day) AS undated FROM s GROUP BY batch) AS s JOIN d USING (batch) "
        "WHERE s.total = d.cents AND s.unread = 0 AND s.undated = 0 AND d.day IS NOT NULL "
        "AND batch NOT IN (SELECT batch FROM twice) AND batch NOT IN (SELECT batch FROM d GROUP BY batch HAVING count(*) > 1) "
        "AND (d.id IS NULL OR d.id = '' OR d.id NOT IN (SELECT id FROM d WHERE id <> '' GROUP BY id HAVING count(*) > 1))"
    )
    paid = "SELECT coalesce(sum(items), 0)::BIGINT, coalesce(sum(total), 0)::BIGINT, max(day) FROM s SEMI JOIN good USING (batch)"
    row = _one(con, paid)
    found = _one(con, "SELECT count(*), coalesce(sum(cents), 0)::BIGINT, max(day) FROM good")
    counted = con.execute(
        "SELECT s.day, good.day, sum(items)::BIGINT, sum(total)::BIGINT FROM s JOIN good USING (batch) GROUP BY ALL"
    ).fetchall()
    lags: Counter[int] = Counter()
    for began, ended, count, _ in counted:
        lags[_number(spec, ended) - _number(spec, began)] += count
    settled = Settled({"payments": row[0], "deposits": found[0]}, {"payments": row[1], "deposits": found[1]}, found[0], lags,
                      max(row[2] or 0, found[2] or 0), days=_days(counted))  # fmt: skip
    for name, text, condition in (
        ("payments", payments, "p ANTI JOIN good USING (batch)"),
        ("deposits", deposits, "d ANTI JOIN good USING (batch)"),
    ):
        places: NDArray[np.int64] = np.asarray(
            con.execute(f"SELECT {name[0]}.rowid AS at FROM {condition} ORDER BY 1").fetchnumpy()["at"]
        )
        expected = _one(con, f"SELECT count(*) FROM {condition.split()[0]}")[0]
        items = _items(text, spec, places, expected)
        if items is None:
            return None
        settled.left[name] = items
    return settled


def _days(counted: list[tuple[int, int, int, int]]) -> list[tuple[str, int, int]]:
    """Day, payments and their sum, over all days of deposits."""
    import datetime

    found: dict[int, tuple[int, int]] = {}
    for began, _, count, total in counted:
        some, sums = found.get(began, (0, 0))
        found[began] = (some + count, sums + total)
    return [(datetime.date.fromordinal(day + UNIX_EPOCH).isoformat(), *both) for day, both in sorted(found.items())]


def _batches_of_repeated_ids(con: "duckdb.DuckDBPyConnection") -> list[int]:
    """Batches that hold an id which stands twice anywhere: found by sorting 64-bit digests, 8 bytes a payment."""
    import numpy as np

    repeated: list[int] = []
    for part in range(_PARTS):
        digests = np.asarray(con.execute(f"SELECT id FROM p WHERE id % {_PARTS} = {part}").fetchnumpy()["id"])
        digests.sort()
        repeated += [int(one) for one in np.unique(digests[1:][digests[1:] == digests[:-1]])]
    if not repeated:
        return []
    # values stand in the statement itself: binding a list would load pandas
    rows = con.execute(
        f"SELECT DISTINCT batch FROM p WHERE id IN (SELECT unnest({repeated}::UBIGINT[])) ORDER BY 1"
    ).fetchall()
    return [row[0] for row in rows]


def _one(con: "duckdb.DuckDBPyConnection", statement: str) -> tuple[Any, ...]:
    row = con.execute(statement).fetchone()
    assert row is not None
    return tuple(row)


def _number(spec: ReconcileSpec, day: int) -> int:
    import datetime

    return spec.calendar.number(datetime.date.fromordinal(day + UNIX_EPOCH))


def _items(text: _Text, spec: ReconcileSpec, places: "NDArray[np.int64]", expected: int) -> list[Item] | None:
    lines = chosen_lines(text.path, places, expected)
    if lines is None:
        return None
    build = ItemBuilder(text.path, text.side, spec)
    return [build(at, record) for at, record in enumerate(records(lines, text.headers, text.roles))]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
