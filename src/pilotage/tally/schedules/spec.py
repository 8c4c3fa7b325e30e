"""The spec of a schedule check as checked values."""

import datetime
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pilotage.tally.intake.banking_days import BankCalendar
from pilotage.tally.intake.dates import read_clock
from pilotage.tally.intake.documents import Section, as_date, as_section, load_document

DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ROLLS = ("same", "before", "after")


@dataclass(frozen=True)
class AutoPayRules:
    """When and how much is drawn: `days_before` the due date, rolled off days on which no bank works by `closed_day`."""

    days_before: int = 0
    counted_in: str = "calendar"
    closed_day: str = "after"
    tolerance_days: int = 0


@dataclass(frozen=True)
class NoticeRule:
    """One notice of the plan: `days` from the date in column `of` (negative: before), allowed `tolerance_days` late;
    with `unless_paid` it stays away once the bill is paid."""

    name: str
    of: str
    days: int
    counted_in: str = "calendar"
    closed_day: str = "same"
    tolerance_days: int = 0
    when_column: str = ""
    when_values: frozenset[str] = frozenset()
    unless_paid: bool = True


@dataclass(frozen=True)
class FileRule:
    """One file that should come: its name with strftime marks of its day, on which days, by what time, how many days later."""

    name: str
    pattern: str
    days: str | frozenset[int] = "banking"
    by: datetime.time | None = None
    days_later: int = 0
    least_rows: int = 0
    change_percent: int | None = None


@dataclass(frozen=True)
class ScheduleSpec:
    """All checks of one spec; the columns of each table by role."""

    scale: int = 2
    as_of: datetime.datetime | None = None
    first: datetime.date | None = None
    last: datetime.date | None = None
    calendar: BankCalendar = field(default_factory=BankCalendar)
    zone: zoneinfo.ZoneInfo | None = None
    autopay: AutoPayRules = AutoPayRules()
    notices: tuple[NoticeRule, ...] = ()
    files: tuple[FileRule, ...] = ()
    report_minutes: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    date_format: str = ""
    limit: int = 10_000


TABLES = ("bills", "draws", "notices", "arrivals", "reports")


def load_spec(path: Path | None) -> ScheduleSpec:
    """The spec in a file, or the defaults. Errors: `TallyError`."""
    return read_spec(load_document(path), str(path)) if path is not None else ScheduleSpec()


def read_spec(document: Mapping[str, Any], place: str) -> ScheduleSpec:
    """The spec from its document. Errors: `TallyError` naming the key."""
    root = as_section(document, place)
    part = root.section("calendar")
    closed = [as_date(day, f"{part.place}: closed") for day in part.raw("closed") or []]
    federal = part.choice("name", ("federal_reserve", "weekdays"), "federal_reserve") == "federal_reserve"
    zone_name = part.text("zone")
    part.close()
    try:
        zone = zoneinfo.ZoneInfo(zone_name) if zone_name else None
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as why:
        raise part.refuse("zone", f"“{zone_name}” is no time zone. Write one such as America/New_York.") from why
    reports = root.sections("reports")
    spec = ScheduleSpec(
        scale=root.integer("scale", 2, most=6), as_of=_moment(root, "as_of"), first=root.date("from"), last=root.date("to"),
        calendar=BankCalendar(closed, federal=federal), zone=zone, autopay=_autopay(root.section("autopay")),
        notices=tuple(_notice(one) for one in root.sections("notices")), files=tuple(_file(one) for one in root.sections("files")),
        report_minutes={one.text("name"): one.integer("at_most_minutes", 60) for one in reports},
        columns={name: _columns(root.section("columns"), name) for name in TABLES}, date_format=root.text("date_format"),
        limit=root.integer("list", 10_000, most=10_000_000),
    )  # fmt: skip
    for one in reports:
        one.close()
    root.close()
    return spec


def _moment(root: Section, name: str) -> datetime.datetime | None:
    """A day, which means its last minute, or a day and a time."""
    found = root.raw(name)
    if found is None or isinstance(found, datetime.datetime):
        return found.replace(tzinfo=None) if found is not None else None
    text = str(found)
    if len(text) > 10:
        try:
            return datetime.datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError as why:
            raise root.refuse(name, f"“{text}” is no time. Write it as YYYY-MM-DD HH:MM.") from why
    return datetime.datetime.combine(as_date(found, f"{root.place}: {name}"), datetime.time(23, 59))


def _autopay(part: Section) -> AutoPayRules:
    rules = AutoPayRules(
        part.integer("days_before", 0, most=60), part.choice("counted_in", ("calendar", "banking"), "calendar"),
        part.choice("closed_day", ROLLS, "after"), part.integer("tolerance_days", 0, most=60),
    )  # fmt: skip
    part.close()
    return rules


def _notice(part: Section) -> NoticeRule:
    name = part.text("name")
    if not name:
        raise part.refuse("name", "is missing. Name the notice as the log names it.")
    when = part.section("when")
    of = part.choice("of", ("due_date", "bill_date"), "due_date")
    rule = NoticeRule(
        name=name, of=of, days=part.integer("days", 0, least=-400, most=400),
        counted_in=part.choice("counted_in", ("calendar", "banking"), "calendar"), closed_day=part.choice("closed_day", ROLLS, "same"),
        tolerance_days=part.integer("tolerance_days", 0, most=60), when_column=when.text("column"),
        when_values=frozenset(one.lower() for one in when.texts("in")), unless_paid=part.flag("unless_paid", default=of == "due_date"),
    )  # fmt: skip
    when.close()
    part.close()
    return rule


def _file(part: Section) -> FileRule:
    days = part.raw("days")
    names = part.texts("days", ("banking",))
    chosen: str | frozenset[int] = "banking"
    if isinstance(days, list):
        wrong = [name for name in names if name.lower() not in DAY_NAMES]
        if wrong:
            raise part.refuse("days", f"“{wrong[0]}” is none of {', '.join(DAY_NAMES)}.")
        chosen = frozenset(DAY_NAMES.index(name.lower()) for name in names)
    elif days is not None:
        chosen = part.choice("days", ("banking", "daily", "weekdays"), "banking")
    by = part.raw("by")
    try:
        clock = datetime.time(by // 60, by % 60) if isinstance(by, int) else read_clock(by) if by else None
    except (ValueError, AttributeError) as why:
        raise part.refuse("by", 'must be a time such as "06:00".') from why
    rule = FileRule(
        name=part.text("name"), pattern=part.text("pattern"), days=chosen, by=clock, days_later=part.integer("days_later", 0, most=30),
        least_rows=part.integer("least_rows", 0), change_percent=part.integer("change_percent", 0, most=10_000) or None,
    )  # fmt: skip
    part.close()
    if not rule.name or not rule.pattern:
        raise part.refuse("pattern", "name and pattern are needed, such as balance and balance_%Y%m%d.csv.")
    return rule


def _columns(part: Section, name: str) -> dict[str, str]:
    own = part.section(name)
    part.taken.update(TABLES)
    part.close()
    return {role: own.text(role) for role in own.data}
