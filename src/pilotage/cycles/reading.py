"""Reads tables that people send about cycles: dates of runs, daily AutoPay figures, lists of accounts. Every bad row is named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

from pilotage.cycles.enums import METHOD_NAMES, DayKind, Method
from pilotage.cycles.rules.accounts import key_of
from pilotage.cycles.rules.dates import is_near, out_of_order
from pilotage.cycles.rules.figures import why_not_figures
from pilotage.planner.calendars import us_bank
from pilotage.tally.forbidden import scan_upload
from pilotage.tally.tables import Limits, TableUnreadable, open_table
from pilotage.tally.tables.rows import Row

LIMITS = Limits(file_bytes=50 * 1024 * 1024)
MOST_ERRORS, MOST_DATE_ROWS, MOST_ACCOUNTS = 200, 5_000, 1_000_000
DATE_COLUMNS = ("cycle", "month", *(str(kind) for kind in DayKind))
FIGURE_COLUMNS = ("date", "method", "total", "told", "begun", "moved", "drafted", "failed", "at_risk")
FORMS = ("%Y-%m-%d", "%m/%d/%Y", "%d %b %Y", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class RowError:
    """What is wrong where, and what to do."""

    row: int | None
    column: str
    value: str
    reason: str


@dataclass
class Read:
    """Rows as plain values; and what was wrong: then nothing of the file is taken."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)

    def wrong(self, row: int | None, column: str, value: str, reason: str) -> None:
        """Keeps an error, while there aren't too many."""
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(row, column, value[:60], reason))


def read_dates(stream: BinaryIO, name: str) -> Read:
    """Dates of runs: `{cycle, month, days: {kind: date}}`. Columns: cycle, month (YYYY-MM), and a column for each kind of day."""
    found, seen = Read(), set()
    for row in rows_in(stream, name, found, ("cycle", "month"), MOST_DATE_ROWS):
        cells = cells_of(row)
        cycle, month = " ".join(cells.get("cycle", "").split()), _month(cells.get("month", ""))
        if not cycle or len(cycle) > 80:
            found.wrong(row.number, "cycle", cycle, "Name the cycle, in at most 80 signs.")
        if month is None or not is_near(month):
            found.wrong(row.number, "month", cells.get("month", ""), "Write the month like 2027-03.")
            continue
        if (cycle.lower(), month) in seen:
            found.wrong(row.number, "month", f"{month:%Y-%m}", f"{cycle} has this month in an earlier row, too.")
        seen.add((cycle.lower(), month))
        days = _days(row.number, cells, month, found)
        if not days:
            found.wrong(row.number, "", "", "The row has no date. Fill at least one column, such as bill.")
        elif problem := out_of_order(days):
            found.wrong(row.number, "", "", problem)
        found.rows.append({"cycle": cycle, "month": month, "days": days})
    return found


def _days(number: int, cells: dict[str, str], month: date, found: Read) -> dict[DayKind, date]:
    days: dict[DayKind, date] = {}
    for kind in DayKind:
        text = cells.get(kind, "")
        if not text:
            continue
        day = day_from(text)
        if day is None or not is_near(day):
            found.wrong(number, kind, text, "This is no date. Write it like 2027-03-15.")
        elif abs((day - month).days) > 200:
            found.wrong(number, kind, text, f"This is far from {month:%B %Y}. Correct the date or the month.")
        elif kind in (DayKind.BANK, DayKind.SETTLEMENT) and not us_bank().is_working(day):
            why = us_bank().holiday_name(day) or f"a {day:%A}"
            found.wrong(number, kind, text, f"The banks are closed that day: {why}. Give a bank day.")
        else:
            days[kind] = day
    return days


def read_figures(stream: BinaryIO, name: str) -> Read:
    """Daily AutoPay figures: `{on, method, total, told, …}`; method is token, enrol or stop."""
    found, seen = Read(), set()
    for row in rows_in(stream, name, found, ("date", "method", "total"), MOST_DATE_ROWS):
        cells = cells_of(row)
        on, method = day_from(cells.get("date", "")), cells.get("method", "").lower()
        if on is None:
            found.wrong(row.number, "date", cells.get("date", ""), "This is no date. Write it like 2027-03-15.")
        if method not in METHOD_NAMES:
            found.wrong(row.number, "method", method, f"Use one of: {', '.join(METHOD_NAMES)}.")
        counts = {}
        for column in FIGURE_COLUMNS[2:]:
            text = cells.get(column, "").replace(",", "")
            if text and not (text.isascii() and text.isdigit() and len(text) < 10):
                found.wrong(row.number, column, text, "Write a whole number from 0.")
            else:
                counts[column] = int(text or 0)
        if on is None or method not in METHOD_NAMES:
            continue
        if (on, method) in seen:
            found.wrong(row.number, "method", method, f"{on:%-d %b %Y} has this method in an earlier row, too.")
        seen.add((on, method))
        if problem := why_not_figures(counts):
            found.wrong(row.number, problem[0], str(counts.get(problem[0], "")), problem[1])
        found.rows.append({"on": on, "method": Method(method), **counts})
    return found


def read_accounts(stream: BinaryIO, name: str, *, field_name: str) -> Read:
    """A list of accounts: `{key, given, shut_off}`. The column `account` (or `hash`, else the first one); `shut_off` where there is one."""
    found, seen = Read(), set()
    for row in rows_in(stream, name, found, (), MOST_ACCOUNTS):
        cells = cells_of(row)
        given = next((cells[one] for one in ("account", "hash", "account_id", "account_number") if cells.get(one)), "")
        given = given or next(iter(cells.values()), "")
        key = key_of(given)
        if not key:
            found.wrong(row.number, "account", given, "The account is empty.")
            continue
        text = cells.get("shut_off", "")
        shut_off = day_from(text) if text else None
        if text and shut_off is None:
            found.wrong(row.number, "shut_off", text, "This is no date. Write it like 2027-03-15.")
        if key not in seen:
            seen.add(key)
            found.rows.append({"key": key, "given": given.strip()[:80], "shut_off": shut_off})
    return found


def rows_in(stream: BinaryIO, name: str, found: Read, needed: Sequence[str], most: int) -> Iterator[Row]:
    """Rows of the first sheet, when the file can be read, holds no card number, and has the columns."""
    try:
        cards = scan_upload(stream, name, LIMITS)
        for one in cards:
            found.wrong(one.row, one.column, one.masked, f"{one.reason} {one.remedy}")
        if cards:
            return
        stream.seek(0)
        with open_table(stream, name=name, limits=LIMITS) as table:
            have = {_plain(header) for header in table.headers}
            missing = [column for column in needed if column not in have]
            if missing:
                words = (
                    f"The column {missing[0]} is missing."
                    if len(missing) == 1
                    else f"The columns {', '.join(missing)} are missing."
                )
                found.wrong(table.header_number, missing[0], "", words)
                return
            yield from _some(table.rows(), found, most)
    except TableUnreadable as problem:
        found.wrong(None, "", "", str(problem))


def _some(rows: Iterator[Row], found: Read, most: int) -> Iterator[Row]:
    count = 0
    for row in rows:
        count += 1
        if count > most:
            found.wrong(row.number, "", "", f"The file has more than {most:,} rows. Split it.")
            return
        if row.problem is not None:
            found.wrong(row.number, row.problem.column or "", "", f"{row.problem.reason} {row.problem.remedy}")
        else:
            yield row
    if not count:
        found.wrong(None, "", "", "The file has no rows below its header.")


def _plain(header: str) -> str:
    return "_".join(header.strip().lower().replace("-", " ").split())


def cells_of(row: Row) -> dict[str, str]:
    """The cells of a row by the plain name of their column."""
    return {_plain(header): cell.strip() for header, cell in row.cells.items()}


def _month(text: str) -> date | None:
    for form in ("%Y-%m", "%m/%Y", "%b %Y", "%B %Y"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC, day=1).date()
        except ValueError:
            continue
    day = day_from(text)
    return day.replace(day=1) if day else None


def day_from(text: str) -> date | None:
    """A date as people and spreadsheets write it; None when it is none."""
    for form in FORMS:
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return None
