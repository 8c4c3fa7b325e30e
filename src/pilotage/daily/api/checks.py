"""Daily checks: list, read, their days, run."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status

from pilotage.daily import operations
from pilotage.daily.models import CheckDay, CheckSource, DailyCheck, DayFinding
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Given,
    Limit,
    QueryFlag,
    QueryWhole,
    TokenDoor,
    not_found,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    with_etag,
)

router = Router(tags=["daily checks"])
KindWord = Literal["posting", "balance", "settlement", "autopay", "notices"]
StateWord = Literal["waiting", "running", "agrees", "deviates", "missing", "refused"]
#: Findings that one answer holds at most; the page of the day exports all.
MOST_FINDINGS = 1000


class DailyCheckOut(Schema):
    """A check of a live phase; times are the biller's, `weekdays` count from Monday as 0, `alarm_days` are banking days."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    kind: str
    name: str
    due_time: str
    cut_off: str
    time_zone: str
    weekdays: list[int]
    skips_holidays: bool
    alarm_days: int
    look_back: int
    owner: int | None
    is_paused: bool
    alarm_since: date | None
    case: UUID | None
    spec: UUID | None
    spec_text: str


class CheckSourceOut(Schema):
    """Where the file of a role comes from; nothing: by hand. `problem` is what was wrong with the last file of the folder."""

    role: str
    spec: UUID | None
    side: str
    folder: str
    pattern: str
    problem: str


class FullDailyCheckOut(DailyCheckOut):
    """with where its files come from."""

    sources: list[CheckSourceOut]


class DailyCheckPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[DailyCheckOut]
    next: str | None


class DailyCheckDayOut(Schema):
    """One day: amounts in the smallest unit, `oldest` the age in banking days of the oldest open item, `lags` in banking days."""

    id: int
    check: UUID
    day: date
    state: str
    problem: str
    due_at: datetime
    run_count: int
    ended_at: datetime | None
    is_late: bool
    deviations: int
    open_count: int
    open_amount: int
    oldest: int | None
    reasons: dict[str, int]
    lags: dict[str, Any]
    sides: list[dict[str, Any]]
    files: list[dict[str, Any]]
    case: UUID | None
    digest: str


class DailyCheckDayPage(Schema):
    """A page of days, the oldest first."""

    items: list[DailyCheckDayOut]
    next: str | None


class DailyFindingOut(Schema):
    """One thing that a day found: `open` means that money or a notice still waits."""

    reason: str
    open: bool
    file: str
    row: int | None
    number: str
    account: str
    date: date | None
    age: int | None
    amount: int | None
    other_amount: int | None
    details: str


class FullDailyCheckDayOut(DailyCheckDayOut):
    """with its findings: what is open and oldest first, at most 1,000."""

    findings: list[DailyFindingOut]


class RunDayIn(Given):
    """Which day; left out: the check's last one up to today."""

    day: Day | None = None


@router.get("/daily-checks", auth=TokenDoor("projects:read"), response={200: DailyCheckPage, **ERRORS})
def list_daily_checks(
    request: HttpRequest, biller: UUID | None = None, phase: UUID | None = None, kind: KindWord | None = None,
    paused: QueryFlag | None = None, alarm: QueryFlag | None = None, cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Checks of one biller, one phase or all; `alarm=true` those with something open for too long. Staff only."""
    rows = rows_of(DailyCheck, staff_in(request))
    wanted: dict[str, Any] = {"biller": biller, "phase": phase, "kind": kind}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    if paused is not None:
        rows = rows.filter(is_paused=paused)
    if alarm is not None:
        rows = rows.filter(alarm_since__isnull=not alarm)
    return pages(page(rows, cursor, limit), check_out)


@router.get("/daily-checks/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: FullDailyCheckOut, **ERRORS})
def get_daily_check(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One check, and its ETag."""
    row = one(rows_of(DailyCheck, staff_in(request)), pk)
    with_etag(response, row.record)
    return full_check_out(row)


@router.get(
    "/daily-checks/{uuid:pk}/days", auth=TokenDoor("projects:read"), response={200: DailyCheckDayPage, **ERRORS}
)
def list_days(
    request: HttpRequest, pk: UUID, state: StateWord | None = None, cursor: QueryWhole | None = None, limit: Limit = 50
) -> Any:
    """How its days went, in the order in which they were begun."""
    by = staff_in(request)
    rows = CheckDay.objects.visible_to(by).filter(check_of=one(rows_of(DailyCheck, by), pk))
    if state is not None:
        rows = rows.filter(state=state)
    return pages(page(rows, cursor, limit), day_out)


@router.get(
    "/daily-check-days/{int:pk}", auth=TokenDoor("projects:read"), response={200: FullDailyCheckDayOut, **ERRORS}
)
def get_day(request: HttpRequest, pk: int) -> Any:
    """One day with what it found."""
    by = staff_in(request)
    row = CheckDay.objects.visible_to(by).filter(pk=pk).first()
    if row is None:
        raise not_found()
    found = DayFinding.objects.visible_to(by).filter(check_day=row).order_by("position")[:MOST_FINDINGS]
    return day_out(row) | {"findings": [_finding_out(item) for item in found]}


@router.post(
    "/daily-checks/{uuid:pk}/runs", auth=TokenDoor("projects:write"), response={201: DailyCheckDayOut, **CREATES}
)
@once
def run_daily_check(request: HttpRequest, pk: UUID, given: RunDayIn) -> Any:
    """Runs a day now, in the background; look at the day until it is neither waiting nor running."""
    by = staff_in(request)
    check = one(rows_of(DailyCheck, by).select_related("phase__biller"), pk)
    return Status(201, day_out(operations.run_now(check=check, day=given.day, by=by, now=timezone.now())))


def check_out(row: DailyCheck) -> dict[str, Any]:
    """Plain values of a check."""
    names = (
        "kind", "name", "due_time", "cut_off", "weekdays", "skips_holidays", "alarm_days", "look_back", "is_paused", "alarm_since",
        "spec_text",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "owner": row.owner_id,
        "case": row.case_id, "spec": row.spec_id, "time_zone": row.biller.time_zone,
    }  # fmt: skip


def full_check_out(row: DailyCheck) -> dict[str, Any]:
    """Plain values of a check with its sources."""
    names = ("role", "side", "folder", "pattern", "problem")
    sources = CheckSource.objects.everywhere().filter(check_of=row).order_by("pk")
    told = [{name: getattr(one, name) for name in names} | {"spec": one.spec_id} for one in sources]
    return check_out(row) | {"sources": told}


def day_out(row: CheckDay) -> dict[str, Any]:
    """Plain values of a day."""
    names = (
        "day", "state", "problem", "due_at", "run_count", "ended_at", "is_late", "deviations", "open_count", "open_amount", "oldest",
        "reasons", "lags", "sides", "files", "digest",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"id": row.pk, "check": row.check_of_id, "case": row.case_id}


def _finding_out(row: DayFinding) -> dict[str, Any]:
    names = ("reason", "row", "account", "age", "amount", "other_amount", "details")
    return {name: getattr(row, name) for name in names} | {
        "open": row.is_open,
        "file": row.side,
        "number": row.key,
        "date": row.on,
    }
