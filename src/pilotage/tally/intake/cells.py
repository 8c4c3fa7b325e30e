"""The cells of one row as typed values; what cannot be read is named with file, row and column."""

import datetime
import zoneinfo
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.dates import read_date
from pilotage.tally.intake.money import read_amount
from pilotage.tally.intake.sheets import Columns, Record, read_sheet

_YES = frozenset({"y", "yes", "true", "t", "1", "on", "x", "enrolled", "active"})
_NO = frozenset({"", "n", "no", "false", "f", "0", "off", "cancelled", "inactive"})


@dataclass(frozen=True)
class Cells:
    """One row of `path`. Every reader takes a role; an absent column reads as empty."""

    path: Path
    record: Record
    named: Mapping[str, str]

    @property
    def row(self) -> int:
        return self.record.number

    def text(self, role: str) -> str:
        return self.record.cells.get(role, "").strip()

    def wrong(self, role: str, words: str) -> TallyError:
        return TallyError(words, place=f"{self.path} row {self.row} column “{self.named.get(role, role)}”")

    def needed(self, role: str) -> str:
        found = self.text(role)
        if not found:
            raise self.wrong(role, "is empty. Fill it in.")
        return found

    def amount(self, role: str, scale: int, *, decimal_comma: bool = False) -> int:
        """Smallest units."""
        text = self.needed(role)
        try:
            return read_amount(text, scale, decimal_comma=decimal_comma)
        except ValueError as why:
            raise self.wrong(role, f"“{text[:40]}” {why}. Correct the amount, or the scale of the spec.") from None

    def decimal(self, role: str) -> Decimal:
        text = self.needed(role)
        try:
            number = Decimal(text.replace(",", ""))
        except InvalidOperation:
            number = Decimal("nan")
        if not number.is_finite():
            raise self.wrong(role, f"“{text[:40]}” is no number. Correct it.")
        return number

    def whole(self, role: str) -> int:
        text = self.needed(role).replace(",", "")
        if not text.isdecimal() or len(text) > 15:
            raise self.wrong(role, f"“{text[:40]}” is no whole number. Correct it.")
        return int(text)

    def moment(self, role: str, form: str = "", zone: zoneinfo.ZoneInfo | None = None) -> datetime.datetime:
        text = self.needed(role)
        try:
            return read_date(text, form, zone)
        except ValueError:
            usual = form or "YYYY-MM-DD, MM/DD/YYYY or YYYYMMDD"
            raise self.wrong(
                role, f"“{text[:40]}” is no date as {usual}. Correct it, or name its date_format."
            ) from None

    def date(self, role: str, form: str = "") -> datetime.date:
        return self.moment(role, form).date()

    def flag(self, role: str, default: bool) -> bool:
        if role not in self.record.cells:
            return default
        text = self.text(role).lower()
        if text in _YES:
            return True
        if text in _NO:
            return False
        raise self.wrong(role, f"“{text[:40]}” is neither yes nor no. Write yes or no.")


def read_cells(
    path: Path,
    usual: Mapping[str, Sequence[str]],
    needed: Sequence[str],
    named: Mapping[str, str],
    extra: Sequence[str] = (),
) -> Iterator[Cells]:
    """The rows of a table by role. Errors: `TallyError`."""
    for record in read_sheet(path, Columns(named, usual, needed), extra):
        yield Cells(path, record, named)
