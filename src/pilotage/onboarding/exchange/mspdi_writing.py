"""Writes a plan as MS Project XML (MSPDI): parts as summary tasks, what Project has no field for as text fields with names."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape

from pilotage.onboarding.exchange.document import PlanDocument, PlanRow

NAMESPACE = "http://schemas.microsoft.com/project"
MINUTES_A_DAY = 480
LINK_TYPES = {"FF": 0, "FS": 1, "SF": 2, "SS": 3}
#: Project's text fields (their ids are fixed by its format) and what we keep in each.
TEXT_FIELDS = {
    "code": 188743731, "part": 188743734, "milestone": 188743737, "roles": 188743740, "party": 188743743, "shape": 188743746,
    "spans": 188743747, "not_before": 188743748,
}  # fmt: skip
ALIASES = {
    "code": "Pilotage code", "part": "Pilotage phase", "milestone": "Pilotage milestone", "roles": "Pilotage roles",
    "party": "Pilotage party", "shape": "Pilotage shape", "spans": "Pilotage spans", "not_before": "Pilotage not before",
}  # fmt: skip
MUST_START_ON, NO_EARLIER = 2, 4


def write_mspdi(plan: PlanDocument) -> bytes:
    """The plan as bytes of UTF-8 XML. Signs that XML can't hold are left out."""
    return "".join(_pieces(plan)).encode()


def _pieces(plan: PlanDocument) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Project xmlns="{NAMESPACE}">\n'
    yield _tag("SaveVersion", 14) + _tag("Name", plan.name) + _tag("Title", plan.name)
    if plan.kickoff:
        yield _tag("ScheduleFromStart", 1) + _tag("StartDate", _begin(plan.kickoff))
    yield _tag("DefaultStartTime", "08:00:00") + _tag("DefaultFinishTime", "17:00:00")
    yield _tag("MinutesPerDay", MINUTES_A_DAY) + _tag("MinutesPerWeek", MINUTES_A_DAY * 5) + _tag("DaysPerMonth", 20)
    yield _tag("CalendarUID", 1)
    yield "<ExtendedAttributes>"
    for number, (key, field_id) in enumerate(TEXT_FIELDS.items(), 1):
        yield f"<ExtendedAttribute>{_tag('FieldID', field_id)}{_tag('FieldName', f'Text{number}')}"
        yield f"{_tag('Alias', ALIASES[key])}</ExtendedAttribute>"
    yield "</ExtendedAttributes>\n"
    yield from _calendar(plan)
    uids = _uids(plan)
    owners = sorted({row.owner for row in plan.rows if row.owner})
    yield from _tasks(plan, uids)
    yield from _resources(owners)
    yield from _assignments(plan, uids, owners)
    yield "</Project>\n"


def _uids(plan: PlanDocument) -> dict[str, int]:
    """Task ids by code; summary tasks take the numbers between."""
    found, number = {}, 0
    for _part, rows in groupby(plan.rows, key=lambda row: row.part):
        number += 1
        for row in rows:
            number += 1
            found[row.code] = number
    return found


def _calendar(plan: PlanDocument) -> Iterator[str]:
    yield "<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><WeekDays>"
    for number in range(1, 8):  # 1 is Sunday
        works = 2 <= number <= 6
        yield f"<WeekDay><DayType>{number}</DayType><DayWorking>{int(works)}</DayWorking>"
        if works:
            yield "<WorkingTimes>"
            for begins, ends in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00")):
                yield f"<WorkingTime><FromTime>{begins}</FromTime><ToTime>{ends}</ToTime></WorkingTime>"
            yield "</WorkingTimes>"
        yield "</WeekDay>"
    yield "</WeekDays><Exceptions>"
    for day in plan.days_off:
        yield f"<Exception><TimePeriod><FromDate>{day}T00:00:00</FromDate><ToDate>{day}T23:59:00</ToDate></TimePeriod>"
        yield "<Occurrences>1</Occurrences><Name>Day off</Name><Type>1</Type><DayWorking>0</DayWorking></Exception>"
    yield "</Exceptions></Calendar></Calendars>\n"


def _tasks(plan: PlanDocument, uids: dict[str, int]) -> Iterator[str]:
    yield "<Tasks>"
    number = 0
    for place, (part, rows) in enumerate(groupby(plan.rows, key=lambda row: row.part), 1):
        number += 1
        yield f"\n<Task>{_tag('UID', number)}{_tag('ID', number)}{_tag('Name', part)}{_tag('OutlineNumber', place)}"
        yield f"{_tag('OutlineLevel', 1)}{_tag('Summary', 1)}</Task>"
        for inner, row in enumerate(rows, 1):
            number += 1
            yield from _task(row, number, f"{place}.{inner}", uids)
    yield "</Tasks>\n"


def _task(row: PlanRow, uid: int, outline: str, uids: dict[str, int]) -> Iterator[str]:
    yield f"\n<Task>{_tag('UID', uid)}{_tag('ID', uid)}{_tag('Name', row.title)}{_tag('Active', int(not row.is_dropped))}"
    yield f"{_tag('Manual', 0)}{_tag('OutlineNumber', outline)}{_tag('OutlineLevel', 2)}"
    if row.start_date:
        yield _tag("Start", _begin(row.start_date))
    if row.due_date:
        yield _tag("Finish", _end(row.due_date))
    yield _tag("Duration", f"PT{row.duration_days * 8}H0M0S") + _tag("DurationFormat", 7)
    yield _tag("Milestone", int(row.shape == "milestone")) + _tag("Summary", 0)
    if row.actual_finish_date:
        yield _tag("PercentComplete", 100)
    elif row.percent_done is not None:
        yield _tag("PercentComplete", row.percent_done)
    if row.actual_start_date:
        yield _tag("ActualStart", _begin(row.actual_start_date))
    if row.actual_finish_date:
        yield _tag("ActualFinish", _end(row.actual_finish_date))
    yield from _constraints(row)
    if row.notes:
        yield _tag("Notes", row.notes)
    for link in row.links:
        yield f"<PredecessorLink>{_tag('PredecessorUID', uids[link.on])}{_tag('Type', LINK_TYPES[link.kind])}"
        yield f"{_tag('CrossProject', 0)}{_tag('LinkLag', link.lag * MINUTES_A_DAY * 10)}{_tag('LagFormat', 7)}</PredecessorLink>"
    yield from _texts(row)
    if row.baseline_start_date or row.baseline_finish_date:
        begins = _tag("Start", _begin(row.baseline_start_date)) if row.baseline_start_date else ""
        ends = _tag("Finish", _end(row.baseline_finish_date)) if row.baseline_finish_date else ""
        yield f"<Baseline><Number>0</Number>{begins}{ends}</Baseline>"
    yield "</Task>"


def _constraints(row: PlanRow) -> Iterator[str]:
    kind, day = (MUST_START_ON, row.fixed_date) if row.fixed_date else (NO_EARLIER, row.no_earlier_date)
    if day is None:
        yield _tag("ConstraintType", 0)
    else:
        yield _tag("ConstraintType", kind) + _tag("ConstraintDate", _begin(day))
    if row.finish_by_date:
        yield _tag("Deadline", _end(row.finish_by_date))


def _texts(row: PlanRow) -> Iterator[str]:
    held = {
        "code": row.code, "part": row.part, "milestone": row.milestone, "roles": ";".join(row.roles), "party": row.party,
        "shape": row.shape, "spans": ";".join(row.spans),
        "not_before": row.no_earlier_date.isoformat() if row.fixed_date and row.no_earlier_date else "",
    }  # fmt: skip
    for key, value in held.items():
        if value:
            yield f"<ExtendedAttribute>{_tag('FieldID', TEXT_FIELDS[key])}{_tag('Value', value)}</ExtendedAttribute>"


def _resources(owners: list[str]) -> Iterator[str]:
    yield "<Resources>"
    for number, owner in enumerate(owners, 1):
        yield f"<Resource>{_tag('UID', number)}{_tag('ID', number)}{_tag('Name', owner)}{_tag('Type', 1)}"
        yield f"{_tag('EmailAddress', owner)}</Resource>"
    yield "</Resources>\n"


def _assignments(plan: PlanDocument, uids: dict[str, int], owners: list[str]) -> Iterator[str]:
    numbers = {owner: number for number, owner in enumerate(owners, 1)}
    yield "<Assignments>"
    for number, row in enumerate((row for row in plan.rows if row.owner), 1):
        yield f"<Assignment>{_tag('UID', number)}{_tag('TaskUID', uids[row.code])}"
        yield f"{_tag('ResourceUID', numbers[row.owner])}{_tag('Units', 1)}</Assignment>"
    yield "</Assignments>\n"


def _tag(name: str, value: object) -> str:
    return f"<{name}>{escape(_held(str(value)), {chr(13): '&#13;'})}</{name}>"


def _held(text: str) -> str:
    """Without the signs that XML 1.0 has no way to write."""
    return text if text.isprintable() else "".join(sign for sign in text if _is_held(ord(sign)))


def _is_held(code: int) -> bool:
    return code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _begin(day: dt.date) -> str:
    return f"{day.isoformat()}T08:00:00"


def _end(day: dt.date) -> str:
    return f"{day.isoformat()}T17:00:00"
