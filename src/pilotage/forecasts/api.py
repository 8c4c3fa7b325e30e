"""Forecasts over the API: the newest of every running project, and those of one."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from pilotage.forecasts import operations, queries
from pilotage.forecasts.models import ProjectForecast
from pilotage.onboarding.models import Project
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Cursor,
    Given,
    Limit,
    TokenDoor,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
)

router = Router(tags=["forecasts"])


class ForecastOut(Schema):
    """When a project goes live, by simulation, as it was seen on a day. `chance` is that of the target, from 0 to 1."""

    project: UUID
    biller: UUID
    made_at: datetime
    day: date
    p50: date
    p80: date
    p95: date
    planned: date
    target: date | None
    chance: float | None
    days_late: int
    simulations: int
    past_tasks: int


class ForecastPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ForecastOut]
    next: str | None


class ForecastHistory(Schema):
    """Those of one project, the oldest first, the last of each day; and what drives the newest, as its page shows it."""

    items: list[ForecastOut]
    drivers: list[dict[str, Any]]


class ForecastIn(Given):
    """Nothing is chosen."""


class JobOut(Schema):
    """It is on its way; the forecast is there when the job is over."""

    job: str


def forecast_out(row: ProjectForecast) -> dict[str, Any]:
    """Plain values of a forecast."""
    return {
        "project": row.project_id, "biller": row.biller_id, "made_at": row.made_at, "day": row.day, "p50": row.p50_date,
        "p80": row.p80_date, "p95": row.p95_date, "planned": row.planned_date, "target": row.target_date, "chance": row.chance,
        "days_late": row.late_days, "simulations": row.simulations, "past_tasks": row.samples,
    }  # fmt: skip


@router.get("/forecasts", auth=TokenDoor("projects:read"), response={200: ForecastPage, **ERRORS})
def list_forecasts(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """The newest forecast of each running project; staff only."""
    rows = queries.latest(staff_in(request), {}).defer("curve", "drivers")
    return pages(page(rows, cursor, limit, key="project_id"), forecast_out)


@router.get("/projects/{uuid:pk}/forecasts", auth=TokenDoor("projects:read"), response={200: ForecastHistory, **ERRORS})
def list_project_forecasts(request: HttpRequest, pk: UUID) -> Any:
    """How the forecast of a project moved, and what drives it now; staff only."""
    project = one(rows_of(Project, staff_in(request)), pk)
    newest = queries.latest_of(project.pk)
    return {
        "items": [forecast_out(row) for row in queries.past_of(project)],
        "drivers": newest.drivers if newest is not None else [],
    }


@router.post("/projects/{uuid:pk}/forecasts", auth=TokenDoor("projects:write"), response={201: JobOut, **CREATES})
@once
def ask_for_forecast(request: HttpRequest, pk: UUID, given: ForecastIn) -> Any:
    """Asks for a forecast of a running project now."""
    by = staff_in(request)
    project = one(rows_of(Project, by), pk)
    if not queries.running(by).filter(pk=project.pk).exists():
        raise ApiProblem(409, "This project does not run, or is live already. Resume it first.", code="state")
    job = operations.ask_for_forecasts(projects=[project], cause="asked", by=by, now=timezone.now())
    return Status(201, {"job": job})
