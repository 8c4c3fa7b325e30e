"""Staffing over the API: what people can take on, and runs that propose who takes what, or when."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.core.viewer import Viewer
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    not_found,
    once,
    page,
    pages,
    person,
    staff_in,
    whole,
    with_etag,
)
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.staffing import operations, queries
from pilotage.staffing.enums import ROLES, STAFFED, RunKind, Scope, Who
from pilotage.staffing.models import Capacity, Run

router = Router(tags=["staffing"])
Points = Annotated[int, Field(ge=0, le=200), BeforeValidator(whole)]
Week = Annotated[int, Field(ge=0, le=5), BeforeValidator(whole)]
AtOnce = Annotated[int, Field(ge=1, le=20), BeforeValidator(whole)]
Change = Annotated[int, Field(ge=-100, le=100), BeforeValidator(whole)]
Seconds = Annotated[int, Field(ge=1, le=300), BeforeValidator(whole)]


class CapacityOut(Schema):
    """What a person can take on from a day to a day, both included; without end until further notice."""

    id: int
    from_date: date
    to_date: date | None
    points: int
    days_a_week: int
    at_once: int
    remark: str


class StaffOut(Schema):
    """Somebody who takes on billers, with their periods of capacity; without one `points` count."""

    id: int
    name: str
    roles: list[str]
    skills: list[str]
    points: int
    capacities: list[CapacityOut]


class StaffList(Schema):
    """Everybody who onboards or supports billers."""

    items: list[StaffOut]


class CapacityIn(Given):
    """What a person can take on from a day on."""

    person: Whole
    from_date: Day
    to_date: Day | None = None
    points: Points
    days_a_week: Week = 5
    at_once: AtOnce = 3
    remark: Text = Field("", max_length=120)


class StaffingRunOut(Schema):
    """A question about staffing; it changes nothing until somebody accepts it."""

    id: UUID
    version: int
    kind: str
    name: str
    state: str
    problem: str
    asked_at: datetime
    finished_at: datetime | None


class StaffingRunPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[StaffingRunOut]
    next: str | None


class StaffingRunWhole(StaffingRunOut):
    """A run with what was asked and, once it is there, its answer: for assignments `proposals`, each with why and who else was near."""

    asked: dict[str, Any]
    found: dict[str, Any] | None


class PointsMore(Given):
    """What if somebody could take so many points more, or less?"""

    person: Whole
    points: Change


class StaffingRunIn(Given):
    """What to work out. `roles`, `scope`, `locks` and `extra` are for assignments, `who`, `seconds` and `projects` for levelling.

    `locks` keeps people where they are put, by the `need` of a proposal; `extra` gives people points more or less than they have.
    """

    kind: RunKind
    name: Text = Field("", max_length=120)
    roles: list[Text] = Field(default_factory=lambda: list(ROLES), min_length=1, max_length=3)
    scope: Scope = Scope.OPEN
    without: list[Whole] = Field(default_factory=list, max_length=500)
    locks: dict[str, Whole] = Field(default_factory=dict, max_length=2000)
    extra: list[PointsMore] = Field(default_factory=list, max_length=500)
    who: Who = Who.ASSIGNED
    seconds: Seconds = 20
    projects: list[UUID] = Field(default_factory=list, max_length=500)


class StaffingAcceptance(Given):
    """Which proposals are taken: the `need` of each assignment, the `key` of each levelled task."""

    accept: list[Annotated[Text, Field(max_length=100)]] = Field(min_length=1, max_length=10_000)


def run_out(row: Run) -> dict[str, Any]:
    """Plain values of a run, without its answer."""
    names = ("kind", "name", "state", "problem", "asked_at", "finished_at")
    return {"id": row.pk, "version": row.record.version} | {name: getattr(row, name) for name in names}


def capacity_out(row: Capacity) -> dict[str, Any]:
    """Plain values of a period."""
    names = ("from_date", "to_date", "points", "days_a_week", "at_once", "remark")
    return {"id": row.pk} | {name: getattr(row, name) for name in names}


def _staff_out(row: User) -> dict[str, Any]:
    periods = sorted(row.capacities.all(), key=lambda each: each.from_date)
    return {
        "id": row.pk, "name": row.name, "roles": row.roles, "skills": row.skills, "points": row.capacity,
        "capacities": [capacity_out(each) for each in periods],
    }  # fmt: skip


@router.get("/staff", auth=TokenDoor("projects:read"), response={200: StaffList, **ERRORS})
def list_staff(request: HttpRequest) -> Any:
    """Who takes on billers, with skills and capacity; staff only."""
    staff_in(request)
    return {"items": [_staff_out(row) for row in users_with_role(*STAFFED).prefetch_related("capacities")]}


@router.post("/capacities", auth=TokenDoor("projects:write"), response={201: CapacityOut, **CREATES})
@once
def create_capacity(request: HttpRequest, given: CapacityIn) -> Any:
    """Says what a person can take on from a day on."""
    by, fields = staff_in(request), given.dict(exclude={"person"})
    user = person(given.person)
    made = operations.add_capacity(user=user, by=by, now=timezone.now(), **fields)  # type: ignore[arg-type]
    return Status(201, capacity_out(made))


@router.get("/staffing-runs", auth=TokenDoor("projects:read"), response={200: StaffingRunPage, **ERRORS})
def list_staffing_runs(
    request: HttpRequest, kind: RunKind | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Runs in the order in which they were asked; staff only."""
    rows = queries.runs(staff_in(request), kind or "").select_related("record")
    return pages(page(rows, cursor, limit), run_out)


@router.post("/staffing-runs", auth=TokenDoor("projects:write"), response={201: StaffingRunOut, **CREATES})
@once
def create_staffing_run(request: HttpRequest, given: StaffingRunIn) -> Any:
    """Asks who should take which biller, or how projects are levelled over people; a job works it out."""
    by = staff_in(request)
    if strange := sorted(set(given.roles) - set(ROLES)):
        words = f"Nobody is proposed as {strange[0][:40]}. Give {', '.join(ROLES)}."
        raise ApiProblem(409, words, code="roles", field="roles")
    assigns = ("roles", "scope", "without", "locks", "extra")
    names = assigns if given.kind == RunKind.ASSIGN else ("who", "seconds", "without", "projects")
    asked = {name: getattr(given, name) for name in names}
    if "extra" in asked:
        asked["extra"] = {each.person: each.points for each in given.extra}
    made = operations.ask_for_run(kind=given.kind, asked=asked, name=given.name, by=by, now=timezone.now())
    return Status(201, run_out(made))


@router.get("/staffing-runs/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: StaffingRunWhole, **ERRORS})
def get_staffing_run(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One run with its proposals and why, and its ETag."""
    row = _run(staff_in(request), pk)
    with_etag(response, row.record)
    return run_out(row) | {"asked": row.asked, "found": row.found}


@router.post(
    "/staffing-runs/{uuid:pk}/acceptances", auth=TokenDoor("projects:write"), response={201: StaffingRunOut, **CREATES}
)
@once
def accept_staffing_run(request: HttpRequest, pk: UUID, given: StaffingAcceptance) -> Any:
    """Takes over what a run proposes: people get their billers, or tasks begin no earlier than proposed; all or none."""
    by, now = staff_in(request), timezone.now()
    row = _run(by, pk)
    if row.kind == RunKind.ASSIGN:
        operations.accept_assignments(run=row, needs=given.accept, by=by, now=now)
    else:
        operations.accept_starts(run=row, tasks=given.accept, by=by, now=now)
    return Status(201, run_out(_run(by, pk)))


@router.post(
    "/staffing-runs/{uuid:pk}/withdrawals", auth=TokenDoor("projects:write"), response={201: StaffingRunOut, **CREATES}
)
@once
def take_back_staffing_run(request: HttpRequest, pk: UUID) -> Any:
    """Puts back what accepting changed, where nobody has changed it since."""
    by = staff_in(request)
    operations.undo_run(run=_run(by, pk), by=by, now=timezone.now())
    return Status(201, run_out(_run(by, pk)))


def _run(by: Viewer, pk: UUID) -> Run:
    try:
        return queries.run_for(by, pk)
    except Run.DoesNotExist:
        raise not_found() from None
