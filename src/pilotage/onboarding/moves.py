"""Tells `work` how tasks of a plan are completed and reopened."""

from datetime import datetime

from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.operations import complete_plan_task, reopen_plan_task
from pilotage.work.planned import register


def _complete(plan_task: PlanTask, *, by: Viewer, now: datetime) -> int:
    return complete_plan_task(plan_task=plan_task, by=by, now=now)


def _reopen(plan_task: PlanTask, *, by: Viewer, now: datetime) -> int:
    return reopen_plan_task(plan_task=plan_task, by=by, now=now)


register("complete", _complete)
register("reopen", _reopen)
