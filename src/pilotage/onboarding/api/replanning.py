"""Re-planning over the API: what would move as of a day, and moving it."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from pilotage.onboarding import operations
from pilotage.onboarding.api.slips import today_of
from pilotage.onboarding.enums import Anchor
from pilotage.onboarding.models import Project
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.scheduling import read_plan, working_days_late
from pilotage.onboarding.what_moves import Moves, what_moves
from pilotage.people.api import CREATES, ERRORS, ApiProblem, Day, Given, TokenDoor, once, one, rows_of, staff_in
from pilotage.planner.errors import PlanError

router = Router(tags=["plans"])
From = Literal["kickoff", "target"]


class ReplanIn(Given):
    """From which end, and as of which day: nothing that is open is planned before it. Left out: as the project has it, and today."""

    anchor: From | None = None
    as_of: Day | None = None


class MoveOut(Schema):
    """One task that moves; `days` is by how many working days its finish is later, negative when sooner."""

    task: UUID
    code: str
    title: str
    start_before: date | None
    due_before: date | None
    start: date
    due: date
    days: int


class PlannedOut(Schema):
    """The dates of one task as they would be."""

    code: str
    start: date
    due: date
    float_days: int
    is_critical: bool


class ReplanOut(Schema):
    """What a plan worked out as of a day looks like: what moves, every task's dates, and fixed dates that could not hold."""

    as_of: date
    anchor: str
    go_live_before: date | None
    go_live: date | None
    go_live_days: int
    target: date | None
    days_late: int | None
    moves: list[MoveOut]
    tasks: list[PlannedOut]
    conflicts: list[dict[str, str]]


@router.get("/projects/{uuid:pk}/replan", auth=TokenDoor("projects:read"), response={200: ReplanOut, **ERRORS})
def look_at_replan(request: HttpRequest, pk: UUID, as_of: Day | None = None, anchor: From | None = None) -> Any:
    """What would move if a plan were worked out as of a day, also one ahead, and every task's dates then; nothing changes."""
    project = one(rows_of(Project, staff_in(request)).select_related("phase"), pk)
    chosen, day = anchor or project.anchor, as_of or today_of(project)
    return _out(project, _look(project, day, chosen), day, chosen)


@router.post("/projects/{uuid:pk}/replan", auth=TokenDoor("projects:write"), response={201: ReplanOut, **CREATES})
@once
def replan(request: HttpRequest, pk: UUID, given: ReplanIn) -> Any:
    """Works a plan out as of today or a day before, and moves it. Answers its dates, and what moved."""
    by = staff_in(request)
    project = one(rows_of(Project, by).select_related("phase"), pk)
    require_may_plan(by)
    chosen, day = given.anchor or project.anchor, given.as_of or today_of(project)
    found = _look(project, day, chosen)
    operations.bring_up_to_date(project=project, anchor=chosen, status_date=day, by=by, now=timezone.now())
    return Status(201, _out(project, found, day, chosen))


def _look(project: Project, day: date, anchor: str) -> Moves:
    if anchor == Anchor.TARGET and project.phase.target_go_live_date is None:
        words = "Set the target go-live of the phase first, or plan from the kickoff."
        raise ApiProblem(409, words, code="anchor", field="anchor")
    try:
        return what_moves(read_plan(project), anchor=anchor, status_date=day)
    except PlanError as problem:
        raise ApiProblem(409, str(problem), code="plan") from None


def _out(project: Project, found: Moves, day: date, anchor: str) -> dict[str, Any]:
    target = project.phase.target_go_live_date
    late = working_days_late(target, found.go_live_after)
    return {
        "as_of": day, "anchor": anchor, "go_live_before": found.go_live_before, "go_live": found.go_live_after,
        "go_live_days": found.go_live_days, "target": target, "days_late": late if target else None,
        "moves": [
            {
                "task": move.task_id, "code": move.code, "title": move.title, "start_before": move.before[0],
                "due_before": move.before[1], "start": move.after[0], "due": move.after[1], "days": move.days,
            }
            for move in found.moves
        ],
        "tasks": [
            {"code": each.id, "start": each.start, "due": each.finish, "float_days": each.float_days, "is_critical": each.is_critical}
            for each in found.found.tasks
        ],
        "conflicts": [{"task": title, "why": why} for title, why in found.conflicts],
    }  # fmt: skip
