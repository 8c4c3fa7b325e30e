"""Tells `work` how tasks of a plan are moved, who may, and what stands before and after them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pilotage.core.viewer import Viewer
from pilotage.onboarding import operations, queries
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.permissions import may_do, may_plan
from pilotage.work.models import Task
from pilotage.work.operations.due import leave_out
from pilotage.work.planned import Mover, register, register_page


def _mover(operation: Callable[..., Any]) -> Mover:
    def move(plan_task: PlanTask, *, by: Viewer, now: datetime, **more: Any) -> Any:
        return operation(plan_task=plan_task, by=by, now=now, **more)

    return move


def _page(plan_task: PlanTask, by: Viewer) -> dict[str, Any]:
    before, after = queries.neighbours_of(plan_task)
    return {"may_do": may_do(by, plan_task), "may_plan": may_plan(by), "before": before, "after": after}


@leave_out
def _of_running_projects(found: QuerySet[Task]) -> QuerySet[Task]:
    """Nobody is told of due tasks of a project that is on hold, over or cancelled."""
    resting = [state for state in ProjectState if state != ProjectState.ACTIVE]
    return found.exclude(plan__project__state__in=resting)


register("start", _mover(operations.start_plan_task))
register("complete", _mover(operations.complete_plan_task))
register("reopen", _mover(operations.reopen_plan_task))
register("block", _mover(operations.block_plan_task))
register("drop", _mover(operations.drop_plan_task))
register_page(_page)
