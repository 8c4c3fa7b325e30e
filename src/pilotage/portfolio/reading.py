"""Reads import files into rows of plain values, outside of any transaction: every bad row named, no card number kept."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pilotage.core.errors import Refused
from pilotage.portfolio.kinds import KINDS, Kind, kind_of, mapping_for, missing_columns
from pilotage.tally.forbidden import ColumnJudge, scan_text
from pilotage.tally.tables import Limits, TableUnreadable, open_table
from pilotage.tally.tables.rows import Row, Table

MOST_ERRORS = 100_000
EVERY = 2000
LIMITS = Limits(file_bytes=200 * 1024 * 1024)


@dataclass(frozen=True)
class RowError:
    """One thing that is wrong: where, the value, why, and what to do."""

    file: str
    row: int | None
    column: str | None
    value: str
    reason: str
    remedy: str

    def answer(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return asdict(self)


@dataclass
class Read:
    """Rows by kind, each with where it stood; and what was wrong (the first hundred thousand, and how many in all)."""

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {name: [] for name in KINDS})
    errors: list[RowError] = field(default_factory=list)
    errors_total: int = 0
    total: int = 0
    has_card_numbers: bool = False
    tell: Callable[[int], None] = lambda done: None

    def count(self) -> None:
        """One more row; `tell` hears now and then how many there are."""
        self.total += 1
        if self.total % EVERY == 0:
            self.tell(self.total)

    def refuse(self, error: RowError) -> None:
        """Counts an error, and keeps it while there are not too many."""
        self.errors_total += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(error)


@dataclass(frozen=True)
class Source:
    """One file: what the user calls it, where it lies, and how its columns are mapped, if people said so."""

    name: str
    path: Path
    kind: str = ""
    mapping: Mapping[str, str] | None = None


def read_files(sources: list[Source], *, today: date, tell: Callable[[int], None] = lambda done: None) -> Read:
    """Every row of the files (of each sheet with anything in it, of workbooks), or why it isn't one.

    `tell` hears now and then how many rows were read.
    """
    found = Read(tell=tell)
    for source in sources:
        try:
            for table, name in _tables(source):
                with table:
                    _read_table(table, name, source, found, today)
        except TableUnreadable as problem:
            found.refuse(RowError(source.name, None, None, "", problem.reason, problem.remedy))
        except OSError as problem:
            found.refuse(
                RowError(
                    source.name,
                    None,
                    None,
                    "",
                    f"The file can't be read ({problem.strerror}).",
                    "Name a file that you may read.",
                )
            )
    return found


def _tables(source: Source) -> Iterator[tuple[Table, str]]:
    first = open_table(source.path, name=source.name, limits=LIMITS)
    others = [sheet.name for sheet in first.other_sheets if not sheet.is_empty]
    many = bool(others) and first.kind == "workbook"
    yield first, f"{source.name} [{first.sheet}]" if many else source.name
    for sheet in others:
        yield open_table(source.path, name=source.name, sheet=sheet, limits=LIMITS), f"{source.name} [{sheet}]"


def _read_table(table: Table, name: str, source: Source, found: Read, today: date) -> None:
    kind = KINDS.get(source.kind) or kind_of(table.sheet if "[" in name else source.name, table.headers)
    if kind is None:
        known = ", ".join(KINDS)
        found.refuse(
            RowError(
                name,
                table.header_number,
                None,
                "",
                "What this file holds can't be told.",
                f"Name it after one of: {known}.",
            )
        )
        return
    mapping = dict(source.mapping) if source.mapping else mapping_for(kind, table.headers)
    missing = missing_columns(kind, mapping)
    if missing:
        words = (
            f"The column {missing[0]} is missing."
            if len(missing) == 1
            else f"The columns {', '.join(missing)} are missing."
        )
        found.refuse(RowError(name, table.header_number, missing[0], "", words, "Add it, or map another column to it."))
        return
    judge = ColumnJudge(table.headers, header_row=table.header_number)
    rows: list[dict[str, Any]] = []
    bad: list[RowError] = []
    for row in table.rows():
        found.count()
        judge.feed_row(row.number, row.cells.items())
        read = _read_row(row, name, kind, mapping, today, bad)
        if read is not None:
            rows.append(read)
    cards = judge.findings()
    found.has_card_numbers |= bool(cards)
    for card in cards:
        more = f" {card.others:,} more in this column." if card.others else ""
        found.refuse(RowError(name, card.row, card.column, card.masked, f"The cell {card.reason}{more}", card.remedy))
    for error in bad:
        found.refuse(RowError(name, error.row, error.column, "", error.reason, error.remedy) if cards else error)
    found.rows[kind.name] += rows


def _read_row(
    row: Row, name: str, kind: Kind, mapping: Mapping[str, str], today: date, bad: list[RowError]
) -> dict[str, Any] | None:
    if row.problem is not None:
        bad.append(RowError(name, row.number, row.problem.column, "", row.problem.reason, row.problem.remedy))
        return None
    values: dict[str, Any] = {"_file": name, "_row": row.number}
    is_good = True
    for column in kind.columns:
        header = mapping.get(column.name)
        if header is None:
            continue
        cell = row.cells.get(header, "")
        if column.is_required and not cell.strip():
            bad.append(RowError(name, row.number, header, "", "The cell is empty.", f"Fill in {column.name}."))
            is_good = False
            continue
        if not cell.strip():
            continue  # an empty cell says nothing: it neither sets nor erases
        try:
            values[column.name] = column.read(cell, today)
        except Refused as refused:
            reason, _, remedy = refused.message.partition(". ")
            bad.append(
                RowError(name, row.number, header, shown(cell), f"{reason.rstrip('.')}.", remedy or "Correct the cell.")
            )
            is_good = False
    return values if is_good else None


def shown(cell: str) -> str:
    """A cell as an error may repeat it: shortened, and never with a card number in it."""
    text = " ".join(cell.split())[:80]
    return "(hidden)" if scan_text(cell) else text
