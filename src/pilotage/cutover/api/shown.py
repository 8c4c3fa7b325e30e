"""What the API answers of a cut-over: plain values of the plan, its steps, triggers and log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from ninja import Schema

from pilotage.core.viewer import Viewer
from pilotage.cutover import queries
from pilotage.cutover.models import CutoverEntry, CutoverPlan, CutoverStep
from pilotage.people.api import one, rows_of


class PlanOut(Schema):
    """A runbook or a rehearsal of one."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    name: str
    is_rehearsal: bool
    state: str
    starts_at: datetime
    remark: str
    started_at: datetime | None
    ended_at: datetime | None
    reviewed_at: datetime | None


class CutoverStepOut(Schema):
    """A step; `expected_*` follow what has really happened. `owner` names who does or decides it."""

    id: int
    code: str
    kind: str
    section: str
    title: str
    detail: str
    owner: str
    minutes: int
    depends_on: list[str]
    not_before_at: datetime | None
    state: str
    outcome: str
    planned_start: datetime | None
    planned_end: datetime | None
    expected_start: datetime | None
    expected_end: datetime | None
    minutes_late: int


class TriggerOut(Schema):
    """What may mean the way back; `fired_at`: it was seen."""

    id: int
    title: str
    threshold: str
    decider: str
    fired_at: datetime | None
    fired_by_name: str


class LogLineOut(Schema):
    """A line of the log."""

    at: datetime
    by: str
    step: str | None
    text: str


class FullPlanOut(PlanOut):
    """With steps, back-out triggers and log (newest first, 200 lines at most)."""

    steps: list[CutoverStepOut]
    triggers: list[TriggerOut]
    log: list[LogLineOut]


class PlanPage(Schema):
    """A page of them."""

    items: list[PlanOut]
    next: str | None


def plan_out(row: CutoverPlan) -> dict[str, Any]:
    """Plain values of a plan."""
    plain = (
        "name", "is_rehearsal", "state", "starts_at", "remark", "started_at", "ended_at", "reviewed_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk,
        "version": row.record.version,
        "biller": row.biller_id,
        "phase": row.phase_id,
    }


def _step_out(line: queries.Line) -> dict[str, Any]:
    step, planned, expected = line.step, line.planned, line.expected
    plain = ("code", "kind", "section", "title", "detail", "minutes", "depends_on", "not_before_at", "state", "outcome")
    return {name: getattr(step, name) for name in plain} | {
        "id": step.pk, "owner": step.who, "minutes_late": line.late,
        "planned_start": planned.start if planned else None, "planned_end": planned.end if planned else None,
        "expected_start": expected.start if expected else None, "expected_end": expected.end if expected else None,
    }  # fmt: skip


def whole_out(plan: CutoverPlan) -> dict[str, Any]:
    """A plan with steps, triggers and the newest lines of its log."""
    lines = queries.lines_of(plan, queries.steps_of(plan), timezone.now())
    names = ("title", "threshold", "decider", "fired_at", "fired_by_name")
    triggers = [{"id": row.pk} | {name: getattr(row, name) for name in names} for row in queries.triggers_of(plan)]
    log = [log_out(row) for row in queries.entries_of(plan)[:200]]
    return plan_out(plan) | {"steps": [_step_out(line) for line in lines], "triggers": triggers, "log": log}


def log_out(row: CutoverEntry) -> dict[str, Any]:
    """Plain values of a line of the log."""
    return {"at": row.made_at, "by": row.made_by_name, "step": row.step.code if row.step else None, "text": row.text}


def now_of(pk: UUID, by: Viewer) -> dict[str, Any]:
    """The whole plan as it stands after a change."""
    return whole_out(one(rows_of(CutoverPlan, by), pk))


def steps_seen(by: Viewer) -> Any:
    """Steps that a person sees, with what the operations read."""
    found = CutoverStep.objects.visible_to(by)
    return found.select_related("owner", "plan__record", "plan__biller", "plan__phase__biller")
