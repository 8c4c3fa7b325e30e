"""Baselines of a plan over the API, and the ledger of lost days between two of its states."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.onboarding import operations, queries
from pilotage.onboarding.models import Baseline, Project
from pilotage.onboarding.scheduling import read_plan
from pilotage.onboarding.why_moved import explain
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Given,
    QueryWhole,
    Text,
    TokenDoor,
    not_found,
    once,
    one,
    rows_of,
    staff_in,
)
from pilotage.planner.errors import PlanError

router = Router(tags=["plans"])
Since = Annotated[QueryWhole | None, Field(description="The id of a baseline; without one the first.")]
Until = Annotated[QueryWhole | None, Field(description="The id of a baseline; without one the plan of today.")]


class BaselineOut(Schema):
    """A plan as it stood, under a name."""

    id: int
    name: str
    remark: str
    today: date | None
    taken_at: datetime
    go_live_date: date | None
    finish_date: date | None
    tasks_total: int


class BaselineList(Schema):
    """Those of a project, the first one first; at most fifty."""

    items: list[BaselineOut]


class BaselineIn(Given):
    """The name of the baseline, and why it is taken."""

    name: Text = Field(min_length=1, max_length=120)
    remark: Text = Field("", max_length=300)


class LostDaysOut(Schema):
    """Working days lost, or won when negative, by one task for one cause; `task` is null for the kickoff."""

    task: UUID | None
    code: str
    title: str
    party: str
    cause: str
    days: int
    first_day: date | None
    last_day: date | None
    evidence: str


class PartyDays(Schema):
    """Working days that stand on one party."""

    party: str
    days: int


class LedgerOut(Schema):
    """By how many working days the go-live moved, and on whom each of them stands: the entries add up to `days`."""

    since: int
    until: int | None
    was: date | None
    now: date | None
    days: int
    words: str
    parties: list[PartyDays]
    entries: list[LostDaysOut]


def baseline_out(row: Baseline) -> dict[str, Any]:
    """Plain values of a baseline."""
    names = ("name", "remark", "today", "taken_at", "go_live_date", "finish_date", "tasks_total")
    return {"id": row.pk} | {name: getattr(row, name) for name in names}


def today_of(project: Project) -> date:
    """Today where the biller is."""
    return timezone.now().astimezone(ZoneInfo(project.biller.time_zone)).date()


@router.get("/projects/{uuid:pk}/baselines", auth=TokenDoor("projects:read"), response={200: BaselineList, **ERRORS})
def list_baselines(request: HttpRequest, pk: UUID) -> Any:
    """The baselines of a project; staff only."""
    project = one(rows_of(Project, staff_in(request)), pk)
    return {"items": [baseline_out(row) for row in queries.baselines_of(project)]}


@router.post("/projects/{uuid:pk}/baselines", auth=TokenDoor("projects:write"), response={201: BaselineOut, **CREATES})
@once
def create_baseline(request: HttpRequest, pk: UUID, given: BaselineIn) -> Any:
    """Keeps the plan as it stands."""
    by = staff_in(request)
    project = one(rows_of(Project, by), pk)
    made = operations.take_baseline(
        project=project, name=given.name, remark=given.remark, today=today_of(project), by=by, now=timezone.now()
    )
    return Status(201, baseline_out(made))


@router.get("/projects/{uuid:pk}/lost-days", auth=TokenDoor("projects:read"), response={200: LedgerOut, **ERRORS})
def get_lost_days(request: HttpRequest, pk: UUID, since: Since = None, until: Until = None) -> Any:
    """The ledger of lost days: why the go-live moved since a baseline, day by day, and on whom it stands; staff only."""
    project = one(rows_of(Project, staff_in(request)), pk)
    held = {row.pk: row for row in queries.baselines_of(project)}
    first = next(iter(held.values()), None) if since is None else held.get(since)
    last = None if until is None else held.get(until)
    if first is None or (until is not None and last is None):
        raise not_found()
    try:
        found = explain(read_plan(project), first, today_of(project), last)
    except PlanError as problem:
        raise ApiProblem(404, str(problem), code="plan") from None
    return {
        "since": first.pk, "until": until, "was": found.ledger.was, "now": found.ledger.now, "days": found.ledger.days,
        "words": found.words, "parties": [{"party": party, "days": days} for party, _name, days in found.parties],
        "entries": [_entry(each) for each in found.entries],
    }  # fmt: skip


def _entry(each: Any) -> dict[str, Any]:
    lost = each.lost
    return {
        "task": each.task_id, "code": lost.task_id or "", "title": each.name, "party": lost.party, "cause": lost.cause,
        "days": lost.days, "first_day": lost.first, "last_day": lost.last, "evidence": lost.evidence,
    }  # fmt: skip
