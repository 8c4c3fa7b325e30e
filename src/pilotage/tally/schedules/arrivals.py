"""Daily files: expected, arrived, complete, late. Each day's file by its name."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pilotage.tally.errors import TallyError
from pilotage.tally.intake.cells import read_cells
from pilotage.tally.schedules.findings import Check
from pilotage.tally.schedules.spec import FileRule, ScheduleSpec

_USUAL = {
    "file": "file file_name filename name".split(),
    "arrived": "arrived arrived_at received received_at time".split(),
    "rows": "rows row_count records record_count".split(),
    "stated_rows": "stated_rows trailer_rows trailer_count control_rows expected_rows".split(),
}
_MOST_DAYS = 3_700


@dataclass(frozen=True)
class Arrival:
    """One file that came; `stated` is what its trailer says it holds."""

    row: int
    file: str
    at: datetime.datetime
    rows: int | None
    stated: int | None


def read_arrivals(path: Path, spec: ScheduleSpec) -> list[Arrival]:
    """Every arrival in file order. Errors: `TallyError`."""
    return [
        Arrival(
            cells.row, cells.needed("file"), cells.moment("arrived", spec.date_format, spec.zone),
            cells.whole("rows") if cells.text("rows") else None, cells.whole("stated_rows") if cells.text("stated_rows") else None,
        )
        for cells in read_cells(path, _USUAL, ("file", "arrived"), spec.columns.get("arrivals", {}))
    ]  # fmt: skip


def check_arrivals(arrivals: list[Arrival], spec: ScheduleSpec, now: datetime.datetime) -> Check:
    """States of expected files: on_time, late, missing, incomplete, empty, unlike_the_day_before, expected.

    States of arrivals: matched, sent_again, unexpected.
    """
    first, last = spec.first, spec.last or now.date()
    if first is None:
        first = min((one.at.date() for one in arrivals), default=last)
    if (last - first).days > _MOST_DAYS:
        raise TallyError(f"the days from {first} to {last} are more than ten years. Narrow from and to in the spec.")
    by_name: dict[str, list[Arrival]] = defaultdict(list)
    for one in arrivals:
        by_name[one.file].append(one)
    check = Check("files", happened=len(arrivals))
    for rule in spec.files:
        before: int | None = None
        for at in range((last - first).days + 1):
            day = first + datetime.timedelta(days=at)
            if _is_expected(rule, day, spec):
                check.planned += 1
                before = _check(check, rule, day, by_name.pop(day.strftime(rule.pattern), []), now, before)
    for name, left in by_name.items():
        for one in left:
            check.other("unexpected", file=name, row=one.row, arrived=one.at.isoformat(sep=" "))
    return check


def _is_expected(rule: FileRule, day: datetime.date, spec: ScheduleSpec) -> bool:
    if isinstance(rule.days, frozenset):
        return day.weekday() in rule.days
    return rule.days == "daily" or (spec.calendar.is_banking_day(day) if rule.days == "banking" else day.weekday() < 5)


def _check(
    check: Check, rule: FileRule, day: datetime.date, came: list[Arrival], now: datetime.datetime, before: int | None
) -> int | None:
    """Settle one expected file; the rows of the last good one come back."""
    due = datetime.datetime.combine(day + datetime.timedelta(days=rule.days_later), rule.by or datetime.time(23, 59))
    facts: dict[str, Any] = {
        "file": day.strftime(rule.pattern),
        "name": rule.name,
        "day": day.isoformat(),
        "due": due.isoformat(sep=" "),
    }
    if not came:
        check.plan("expected" if due >= now else "missing", **facts)
        return before
    came = sorted(came, key=lambda one: (one.at, one.row))
    first, *others = came
    check.other_states["matched"] += 1
    for again in others:
        check.other("sent_again", **facts, row=again.row, arrived=again.at.isoformat(sep=" "))
    facts |= {"row": first.row, "arrived": first.at.isoformat(sep=" ")}
    if first.stated is not None and first.rows is not None and first.stated != first.rows:
        check.plan("incomplete", **facts, rows=first.rows, stated_rows=first.stated)
    elif first.rows is not None and first.rows < max(rule.least_rows, 1):
        check.plan("empty" if first.rows == 0 else "incomplete", **facts, rows=first.rows, least_rows=rule.least_rows)
    elif (
        rule.change_percent
        and before
        and first.rows is not None
        and abs(first.rows - before) * 100 > rule.change_percent * before
    ):
        check.plan("unlike_the_day_before", **facts, rows=first.rows, rows_before=before)
    elif first.at > due:
        check.plan("late", **facts, minutes=int((first.at - due).total_seconds() // 60))
    else:
        check.plan("on_time")
    return first.rows if first.rows else before
