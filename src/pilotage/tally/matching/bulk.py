"""The plain case of a large file: batches that agree to the cent are settled as sums of whole columns; only the rest becomes items."""

import datetime
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from pilotage.tally.intake.sheets import LIMITS, Record
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.reading import ItemBuilder, columns_of
from pilotage.tally.matching.spec import ReconcileSpec, SideSpec
from pilotage.tally.tables import open_table

if TYPE_CHECKING:
    from pilotage.tally.matching.batchsums import Agreed, Stretch
    from pilotage.tally.matching.columns import DayReader
    from pilotage.tally.matching.plaintexts import Picked
    from pilotage.tally.verify.rows import Mark

_HEAD = 1024 * 1024
LARGE = 20 * 1024 * 1024
_PLAIN_PAYMENTS = frozenset({"id", "amount", "date", "batch", "account", "name", "text"})
_PLAIN_DEPOSITS = _PLAIN_PAYMENTS | {"reference", "kind", "method"}
_KEYS = ("batch", "reference", "id")
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
class PlainText:
    """A plain UTF-8 text: its headers and which of them play a role."""

    path: Path
    side: SideSpec
    headers: tuple[str, ...]
    roles: dict[str, str]
    delimiter: str

    def place(self, role: str) -> int:
        """Which column plays the role."""
        return self.headers.index(self.roles[role])


def settle_batches(files: Mapping[str, Path], spec: ReconcileSpec) -> Settled | None:
    """Settle the batches that agree exactly, each with one deposit, no repeated id and readable cells. None: not the plain case.

    Everything else is left as items for the usual tiers, so that the answer is the same, only sooner.
    """
    path = files["payments"]
    if "bank" in files or not path.is_file() or path.stat().st_size < LARGE or not _is_plain(spec):
        return None
    payments = _plain_text(files["payments"], spec.sides["payments"], _PLAIN_PAYMENTS, ("id", "batch", "date"))
    deposits = _plain_text(files["deposits"], spec.sides["deposits"], _PLAIN_DEPOSITS, ("date",))
    if payments is None or deposits is None or not set(_KEYS) & set(deposits.roles):
        return None
    from pilotage.tally.verify.plain import NotPlain

    try:
        return _settle(payments, deposits, spec)
    except NotPlain:
        return None  # damaged rows: the row reader names the first of them


def _is_plain(spec: ReconcileSpec) -> bool:
    sides = (spec.sides["payments"], spec.sides["deposits"])
    usual = all(
        side.format == "csv" and side.unit == "decimal" and not (side.decimal_comma or side.exclude or side.extract)
        for side in sides
    )
    return (
        usual
        and not spec.fees
        and spec.cut_off is None
        and not spec.split_deposits
        and {"reference", "batch"} <= set(spec.tiers)
    )


def _plain_text(path: Path, side: SideSpec, allowed: frozenset[str], needed: Sequence[str]) -> PlainText | None:
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    head = head[: head.rfind(b"\n") + 1] or head
    with open_table(io.BytesIO(head), name=path.name, limits=LIMITS) as table:
        roles = columns_of(side).lay_out(table.headers, str(path))
        plain = table.kind == "text" and table.encoding.lower().startswith(("utf-8", "ascii"))
        if not plain or table.header_number != 1 or set(roles) - allowed or not set(needed) <= set(roles):
            return None
        return PlainText(path, side, table.headers, roles, table.delimiter)


def _settle(payments: PlainText, deposits: PlainText, spec: ReconcileSpec) -> Settled | None:
    from pilotage.tally.matching.batchsums import Among, Ids, agreed, deposits_of, payments_of, suspects
    from pilotage.tally.matching.gathered import Gathered
    from pilotage.tally.matching.plaintexts import each_block

    gathered = Gathered()
    stretches: list[Stretch] = []
    marks: dict[str, list[Mark]] = {"payments": [], "deposits": []}
    ids = Ids(payments.path.stat().st_size)
    for mark, (stretch, sums, some) in each_block(payments, payments_of(spec.scale, _day_reader(payments, spec))):
        gathered.add(sums)
        stretches.append(stretch)
        ids.add(some, mark.place + mark.size)
        marks["payments"].append(mark)
    roles = [role for role in _KEYS if role in deposits.roles]
    blocks = []
    with ThreadPoolExecutor(1) as beside:
        apart = beside.submit(suspects, stretches, ids)
        for mark, block in each_block(deposits, deposits_of(spec.scale, _day_reader(deposits, spec), roles)):
            blocks.append(block)
            marks["deposits"].append(mark)
        if not stretches or not blocks:
            return None
        found = agreed(gathered.all(), blocks, apart.result)
    del ids
    settled = _settled(found, spec)
    bad = Among(found.bad)
    places = {"payments": [one.rows_among(bad) for one in stretches], "deposits": found.open_rows}
    for name, text in (("payments", payments), ("deposits", deposits)):
        settled.left[name] = _items(text, spec, marks[name], places[name])
        if settled.rows[name] + len(settled.left[name]) != sum(mark.count for mark in marks[name]):
            return None
    return settled


def _day_reader(text: PlainText, spec: ReconcileSpec) -> "DayReader":
    """Days as the row reader reads them, from 1 on 1970-01-01; 0 for what it would refuse or leave without one."""
    from pilotage.tally.matching.columns import DayReader

    build = ItemBuilder(text.path, text.side, spec)

    def day_of(written: str) -> int:
        try:
            return build.day(written).toordinal() - UNIX_EPOCH + 1
        except ValueError:
            return 0

    return DayReader(day_of)


def _settled(found: "Agreed", spec: ReconcileSpec) -> Settled:
    lags: Counter[int] = Counter()
    days: dict[int, tuple[int, int]] = {}
    for begun, ended, count, total in found.by_days:
        lags[spec.calendar.number(_date(ended)) - spec.calendar.number(_date(begun))] += count
        some, sums = days.get(begun, (0, 0))
        days[begun] = (some + count, sums + total)
    money = sum(total for _, total in days.values())
    return Settled(
        {"payments": sum(count for count, _ in days.values()), "deposits": found.batches},
        {"payments": money, "deposits": money}, found.batches, lags,
        max((max(begun, ended) for begun, ended, _, _ in found.by_days), default=1) - 1,
        days=[(_date(day).isoformat(), *both) for day, both in sorted(days.items())],
    )  # fmt: skip


def _date(day: int) -> datetime.date:
    return datetime.date.fromordinal(day + UNIX_EPOCH - 1)


def _items(text: PlainText, spec: ReconcileSpec, marks: "Sequence[Mark]", rows: "Sequence[Picked]") -> list[Item]:
    from pilotage.tally.matching.columns import cents_of
    from pilotage.tally.matching.plaintexts import chosen

    found = chosen(text, marks, rows)
    if found is None:
        return []
    numbers, columns = found
    cents, sure = cents_of(columns["amount"], spec.scale)
    cells = {role: columns[role].column().to_pylist() for role in text.roles}
    build = ItemBuilder(text.path, text.side, spec)
    if sure.all():
        return build.plain(numbers.tolist(), cents.tolist(), cells)
    each = zip(numbers.tolist(), zip(*cells.values(), strict=True), strict=True)
    return [build(at, Record(number, dict(zip(cells, row, strict=True)))) for at, (number, row) in enumerate(each)]
