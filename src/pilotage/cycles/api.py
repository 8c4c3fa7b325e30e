"""Bill cycles, go-live windows, parts, protections and AutoPay over the API: read, and daily AutoPay figures taken."""

from datetime import date, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.cycles import operations, queries
from pilotage.cycles.models import AutopayMove, BillCycle, GoLivePart, Protection
from pilotage.cycles.rules.dates import is_near
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Given,
    Limit,
    QueryWhole,
    TokenDoor,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    whole,
)

router = Router(tags=["cycles"])
MOST_DAYS = 730
DaysAhead = Annotated[
    QueryWhole, Field(description=f"Days to judge, from 1 to {MOST_DAYS}; what is beyond is taken as the border.")
]
Count = Annotated[int, Field(ge=0, le=2_000_000_000), BeforeValidator(whole)]


class RunOut(Schema):
    """One run of a cycle: its month and its days by kind; `fixed` came from a file."""

    month: date
    days: dict[str, date]
    fixed: list[str]


class CycleOut(Schema):
    """A bill cycle with its runs of the next twelve months."""

    id: UUID
    biller: UUID
    phase: UUID | None
    name: str
    accounts: int | None
    interval_months: int
    is_retired: bool
    rules: list[dict[str, Any]]
    runs: list[RunOut]


class CyclePage(Schema):
    """A page of them."""

    items: list[CycleOut]
    next: str | None


class ReasonOut(Schema):
    """Why a day lost points."""

    code: str
    points: int
    text: str


class DayOut(Schema):
    """A working day with its score, 0 to 100."""

    day: date
    score: int
    verdict: str
    reasons: list[ReasonOut]


class WindowsOut(Schema):
    """Windows, best first; bad stretches in the order of time; every working day between the two."""

    windows: list[list[date]]
    bad: list[list[date]]
    days: list[DayOut]


class PartOut(Schema):
    """A part of a phased go-live."""

    id: UUID
    phase: UUID
    by: str
    what: str
    starts_on: date
    ends_on: date
    accounts: int | None
    state: str
    went_live_on: date | None


class PartPage(Schema):
    """A page of them."""

    items: list[PartOut]
    next: str | None


class ProtectionOut(Schema):
    """No late fees, no shut-offs, from–to, both included."""

    id: UUID
    phase: UUID
    starts_on: date
    ends_on: date
    is_for_fees: bool
    is_for_shut_offs: bool
    scope: str
    owner: int
    agreed_by: str
    state: str
    evidence: str


class ProtectionPage(Schema):
    """A page of them."""

    items: list[ProtectionOut]
    next: str | None


class FigureIn(Given):
    """One method at the end of one day."""

    on: Day
    method: Literal["token", "enrol", "stop"]
    total: Count
    told: Count = 0
    begun: Count = 0
    moved: Count = 0
    drafted: Count = 0
    failed: Count = 0
    at_risk: Count = 0


class AutopayOut(Schema):
    """An AutoPay board: the newest figures by method, their sum, and accounts on both sides in the last check."""

    id: UUID
    phase: UUID
    next_draft: date | None
    methods: dict[str, dict[str, Any]]
    counts: dict[str, int]
    on_both_sides: int | None


class AutopayPage(Schema):
    """A page of them."""

    items: list[AutopayOut]
    next: str | None


@router.get("/cycles", auth=TokenDoor("projects:read"), response={200: CyclePage, **ERRORS})
def list_cycles(request: HttpRequest, biller: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Bill cycles with their runs of the next twelve months, of one biller or all; staff only."""
    rows = rows_of(BillCycle, staff_in(request))
    found = page(rows.filter(biller=biller) if biller else rows, cursor, limit)
    today = timezone.now().date()
    return pages(found, lambda row: cycle_out(row, queries.runs_of([row], today, today + timedelta(days=365))))


@router.get("/cycles/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: CycleOut, **ERRORS})
def get_cycle(request: HttpRequest, pk: UUID) -> Any:
    """One bill cycle."""
    row, today = one(rows_of(BillCycle, staff_in(request)), pk), timezone.now().date()
    return cycle_out(row, queries.runs_of([row], today, today + timedelta(days=365)))


@router.get("/phases/{uuid:pk}/go-live-windows", auth=TokenDoor("projects:read"), response={200: WindowsOut, **ERRORS})
def get_windows(request: HttpRequest, pk: UUID, first: Day | None = None, days: DaysAhead = 120) -> Any:
    """How good each working day is for the go-live of a phase, and the windows that follow; from today unless told."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    start = first or timezone.now().date()
    if not is_near(start):
        return {"windows": [], "bad": [], "days": []}
    end = start + timedelta(days=min(max(days, 1), MOST_DAYS))
    judge = queries.judge_of(phase, start, end)
    if judge is None:
        return {"windows": [], "bad": [], "days": []}
    good, bad = judge.propose(start, end)
    return {
        "windows": [[window.first, window.last] for window in good],
        "bad": [[window.first, window.last] for window in bad],
        "days": [
            {
                "day": row.day,
                "score": row.score,
                "verdict": row.verdict,
                "reasons": [vars(reason) for reason in row.reasons],
            }
            for row in map(judge.day, judge.calendars.working.working_days(start, end))
        ],
    }


@router.get("/go-live-parts", auth=TokenDoor("projects:read"), response={200: PartPage, **ERRORS})
def list_parts(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Parts of phased go-lives, of one phase or all; staff only."""
    rows = rows_of(GoLivePart, staff_in(request)).select_related("record", "invoice_type", "cycle")
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), part_out)


@router.get("/penalty-protections", auth=TokenDoor("projects:read"), response={200: ProtectionPage, **ERRORS})
def list_protections(
    request: HttpRequest, phase: UUID | None = None, state: Literal["agreed", "closed"] | None = None, cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Penalty protections, of one phase or all; staff only."""
    rows = rows_of(Protection, staff_in(request)).select_related("record", "invoice_type", "cycle")
    wanted = {"phase": phase, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), protection_out)


@router.get("/autopay", auth=TokenDoor("projects:read"), response={200: AutopayPage, **ERRORS})
def list_autopay(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """AutoPay boards, of one phase or all; staff only."""
    rows = rows_of(AutopayMove, staff_in(request)).select_related("record", "phase__biller")
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), autopay_out)


@router.post("/autopay/{uuid:pk}/figures", auth=TokenDoor("projects:write"), response={201: AutopayOut, **CREATES})
@once
def take_figures(request: HttpRequest, pk: UUID, given: FigureIn) -> Any:
    """Takes the figures of one method at the end of one day; earlier ones of that day are replaced."""
    by = staff_in(request)
    move = one(rows_of(AutopayMove, by).select_related("record", "phase__biller"), pk)
    operations.take_figures(move=move, rows=[given.dict()], by=by, now=timezone.now())
    return Status(201, autopay_out(move))


def cycle_out(row: BillCycle, runs: list[queries.Run]) -> dict[str, Any]:
    """Plain values of a cycle."""
    plain = ("name", "accounts", "interval_months", "is_retired", "rules")
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "biller": row.biller_id, "phase": row.phase_id,
        "runs": [
            {"month": run.month, "days": {str(kind): on for kind, on in run.days.items()}, "fixed": sorted(map(str, run.fixed))}
            for run in runs
        ],
    }  # fmt: skip


def part_out(row: GoLivePart) -> dict[str, Any]:
    """Plain values of a part."""
    plain = ("by", "what", "starts_on", "ends_on", "accounts", "state", "went_live_on")
    return {name: getattr(row, name) for name in plain} | {"id": row.pk, "phase": row.phase_id}


def protection_out(row: Protection) -> dict[str, Any]:
    """Plain values of a protection."""
    plain = ("starts_on", "ends_on", "is_for_fees", "is_for_shut_offs", "agreed_by", "state", "evidence")
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "phase": row.phase_id, "scope": row.scope_words, "owner": row.owner_id,
    }  # fmt: skip


def autopay_out(row: AutopayMove) -> dict[str, Any]:
    """Plain values of a board."""
    latest = queries.latest_figures([row.pk]).get(row.pk, {})
    check = next(iter(queries.checks_of(row)), None)
    names = ("on", "total", "told", "begun", "moved", "drafted", "failed", "at_risk")
    return {
        "id": row.pk,
        "phase": row.phase_id,
        "next_draft": queries.draft_of(row, timezone.now().date()),
        "methods": {key: {name: getattr(one, name) for name in names} for key, one in latest.items()},
        "counts": queries.summed(latest.values()),
        "on_both_sides": check.both_count if check else None,
    }
