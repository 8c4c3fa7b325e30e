"""Cut-over plans with their steps and log over the API, to read."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from pilotage.cutover import queries
from pilotage.cutover.models import CutoverPlan
from pilotage.people.api import ERRORS, Cursor, Limit, TokenDoor, one, page, pages, rows_of, staff_in

router = Router(tags=["cutover"])


class PlanOut(Schema):
    """A runbook or a rehearsal of one."""

    id: UUID
    biller: UUID
    phase: UUID
    name: str
    is_rehearsal: bool
    state: str
    starts_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    reviewed_at: datetime | None


class CutoverStepOut(Schema):
    """A step; `expected_*` follow what has really happened."""

    code: str
    kind: str
    section: str
    title: str
    owner: str
    minutes: int
    depends_on: list[str]
    state: str
    outcome: str
    planned_start: datetime | None
    planned_end: datetime | None
    expected_start: datetime | None
    expected_end: datetime | None
    minutes_late: int


class LogLineOut(Schema):
    """A line of the log."""

    at: datetime
    by: str
    step: str | None
    text: str


class FullPlanOut(PlanOut):
    """with steps and log (newest first, 200 lines at most)."""

    steps: list[CutoverStepOut]
    log: list[LogLineOut]


class PlanPage(Schema):
    """A page of them."""

    items: list[PlanOut]
    next: str | None


@router.get("/cutovers", auth=TokenDoor("projects:read"), response={200: PlanPage, **ERRORS})
def list_cutovers(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Cut-over plans and rehearsals, of one phase or all; staff only."""
    rows = rows_of(CutoverPlan, staff_in(request))
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), plan_out)


@router.get("/cutovers/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: FullPlanOut, **ERRORS})
def get_cutover(request: HttpRequest, pk: UUID) -> Any:
    """One cut-over with planned and expected times of its steps, and its log."""
    plan = one(rows_of(CutoverPlan, staff_in(request)), pk)
    lines = queries.lines_of(plan, queries.steps_of(plan), timezone.now())
    return plan_out(plan) | {
        "steps": [_step_out(line) for line in lines],
        "log": [
            {"at": row.made_at, "by": row.made_by_name, "step": row.step.code if row.step else None, "text": row.text}
            for row in queries.entries_of(plan)[:200]
        ],
    }


def plan_out(row: CutoverPlan) -> dict[str, Any]:
    """Plain values of a plan."""
    plain = ("name", "is_rehearsal", "state", "starts_at", "started_at", "ended_at", "reviewed_at")
    return {name: getattr(row, name) for name in plain} | {"id": row.pk, "biller": row.biller_id, "phase": row.phase_id}


def _step_out(line: queries.Line) -> dict[str, Any]:
    step, planned, expected = line.step, line.planned, line.expected
    plain = ("code", "kind", "section", "title", "minutes", "depends_on", "state", "outcome")
    return {name: getattr(step, name) for name in plain} | {
        "owner": step.who, "minutes_late": line.late,
        "planned_start": planned.start if planned else None, "planned_end": planned.end if planned else None,
        "expected_start": expected.start if expected else None, "expected_end": expected.end if expected else None,
    }  # fmt: skip
