"""Reads a table of payments row by row."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import BinaryIO

from pilotage.tally.entries import CREDIT, DEBIT, Entry, decimals_of, smallest_units
from pilotage.tally.errors import TallyError
from pilotage.tally.formats.report import Report
from pilotage.tally.formats.table.columns import columns_of
from pilotage.tally.tables import Limits, Row, TableUnreadable, open_table

_LIMITS = Limits(file_bytes=1 << 40)
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SIDES = {
    **dict.fromkeys(("credit", "cr", "c", "crdt", "in", "+", "deposit"), CREDIT),
    **dict.fromkeys(("debit", "dr", "d", "dbit", "out", "-", "withdrawal"), DEBIT),
}
_DATES = ("%Y-%m-%d", "%m/%d/%Y", "%Y%m%d", "%m/%d/%y", "%d.%m.%Y", "%Y/%m/%d", "%m-%d-%Y")
_REMEMBERED = 20_000


def read_table(stream: BinaryIO, report: Report, file: str) -> Iterator[Entry]:
    """Entries of a table, one a row. Lines are the rows as a spreadsheet numbers them. Errors: TallyError without an amount column."""
    report.unit = "rows"
    try:
        table = open_table(stream, name=file, limits=_LIMITS)
    except TableUnreadable as problem:
        raise TallyError(str(problem), place=file) from problem
    maker = _Maker(report, table.headers, file)
    for row in table.rows():
        report.read = table.accepted + table.rejected
        entry = maker.entry(row, report.read)
        if entry is not None:
            report.count(entry)
            yield entry


class _Maker:
    def __init__(self, report: Report, headers: tuple[str, ...], file: str) -> None:
        self.report, self.file = report, file
        self.columns, self.more = columns_of(headers, file)
        self.dates: dict[str, date | None] = {}

    def entry(self, row: Row, count: int) -> Entry | None:
        """The row as an entry; None where its amount cannot be told. `line` is the row's number."""
        line = row.number
        if row.problem is not None:
            self.report.fault("row", line, "row", row.problem.column or "", reason=row.problem.reason)
            return None
        cells = row.cells
        told = {field: cells.get(header, "").strip() for field, header in self.columns.items()}
        currency = told.get("currency", "") or "USD"
        if not (len(currency) == 3 and currency.isascii() and currency.isupper() and currency.isalpha()):
            self.report.fault("currency", line, "row", self.columns["currency"])
            return None
        amount = self._amount(line, told, currency)
        if amount is None:
            return None
        direction = self._direction(line, told.get("direction", ""), amount)
        references = {
            name: cells[header].strip() for name, header in self.more.items() if cells.get(header, "").strip()
        }
        get = told.get
        return Entry(
            line, get("kind", "") or "payment", abs(amount), currency, direction, self._date(line, "date", told),
            get("account", ""), get("name", ""), get("reference", ""), get("parent", ""),
            self._date(line, "value_date", told), get("method", "").lower(), get("code", ""), get("bank", ""),
            get("original", ""), get("text", ""), references, self.file,
        )  # fmt: skip

    def _amount(self, line: int, told: dict[str, str], currency: str) -> int | None:
        report = self.report
        if told.get("credit") and told.get("debit"):
            both = {self._number(line, side, told[side], currency) for side in ("credit", "debit")}
            if None in both:
                return None
            if 0 not in both:
                report.fault("two_amounts", line, "row", self.columns["debit"])
                return None
        for field in ("amount", "cents", "credit", "debit"):
            text = told.get(field, "")
            if text:
                number = self._number(line, field, text, currency)
                if number != 0 or field in ("amount", "cents"):
                    return -number if field == "debit" and number is not None else number
        if any(told.get(field) for field in ("credit", "debit")):
            return 0
        field = next(field for field in ("amount", "cents", "credit", "debit") if field in self.columns)
        report.fault("amount_missing", line, "row", self.columns[field])
        return None

    def _number(self, line: int, field: str, text: str, currency: str) -> int | None:
        plain, sign = text.lstrip("$€£ ").rstrip(), 1
        if plain.startswith("(") and plain.endswith(")"):
            plain, sign = plain[1:-1], -1
        elif plain.endswith("-"):
            plain, sign = plain[:-1], -1
        elif plain.startswith("-"):
            plain, sign = plain[1:], -1
        plain = plain.lstrip("$€£ ").strip()
        if _GROUPED.fullmatch(plain):
            plain = plain.replace(",", "")
        try:
            return sign * smallest_units(plain, 0 if field == "cents" else decimals_of(currency))
        except ValueError as why:
            rule = "amount_scale" if "decimals" in str(why) else "amount"
            self.report.fault(rule, line, "row", self.columns[field], currency=currency)
            return None

    def _direction(self, line: int, text: str, amount: int) -> str:
        natural = DEBIT if amount < 0 else CREDIT
        if not text:
            return natural
        side = _SIDES.get(text.lower())
        if side is None:
            self.report.fault("direction", line, "row", self.columns["direction"], found=text[:20])
            return natural
        if amount < 0:
            return CREDIT if side == DEBIT else DEBIT
        return side

    def _date(self, line: int, field: str, told: dict[str, str]) -> date | None:
        header = self.columns.get(field)
        if header is None:
            return None
        text = told[field]
        if not text:
            if field == "date":
                self.report.fault("date_missing", line, "row", header)
            return None
        if text not in self.dates:
            if len(self.dates) >= _REMEMBERED:
                self.dates.clear()
            self.dates[text] = _date_of(text)
        found = self.dates[text]
        if found is None:
            self.report.fault("date", line, "row", header, found=header)
        return found


def _date_of(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 — a calendar day has no zone
        except ValueError:
            continue
    return None
