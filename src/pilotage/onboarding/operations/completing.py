"""Completes and reopens the tasks of a plan; what follows gets its dates anew."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.operations.planning import replan
from pilotage.work.operations import complete_task, reopen_task


def complete_plan_task(
    *, plan_task: PlanTask, on: date | None = None, by: Viewer, now: datetime, expect: int | None = None
) -> int:
    """The task is done, on a day in the biller's zone (today unless given). Returns how many other tasks moved.

    Refuses a day ahead. Raises `Stale`. Also: event `work.task_done`; the plan is worked out anew.
    """
    today = now.astimezone(ZoneInfo(plan_task.task.biller.time_zone)).date()
    day = on or today
    if day > today:
        raise Refused(_("A task can't be done on a day ahead."), field="on")
    with change(by=by, now=now) as c:
        if not complete_task(task=plan_task.task, by=by, now=now, expect=expect):
            return 0
        started = plan_task.actual_start_date or min(plan_task.task.start_date or day, day)
        c.save(plan_task, actual_start_date=started, actual_finish_date=day)
        return replan(project=plan_task.project, by=by, now=now)


def complete_plan_tasks(*, plan_tasks: Iterable[PlanTask], by: Viewer, now: datetime) -> int:
    """`complete_plan_task` for several: all or none. Returns how many were completed."""
    done = 0
    with change(by=by, now=now):
        for row in plan_tasks:
            complete_plan_task(plan_task=row, by=by, now=now)
            done += 1
    return done


def reopen_plan_task(*, plan_task: PlanTask, reason: str = "", by: Viewer, now: datetime) -> int:
    """The task is to be done again. Returns how many tasks moved. Also: event `work.task_reopened`."""
    with change(by=by, now=now) as c:
        if not reopen_task(task=plan_task.task, reason=reason, by=by, now=now):
            return 0
        c.save(plan_task, actual_finish_date=None, actual_start_date=None)
        return replan(project=plan_task.project, by=by, now=now)
