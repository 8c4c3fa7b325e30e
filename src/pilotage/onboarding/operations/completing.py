"""Starts, completes, reopens, blocks and drops the tasks of a plan; what follows gets its dates anew."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations.editing import today_of
from pilotage.onboarding.operations.holding import end_hold, hold_plan_task
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.permissions import require_may_do, require_may_plan
from pilotage.work.operations import complete_task, drop_task, reopen_task, start_task


def start_plan_task(*, plan_task: PlanTask, by: Viewer, now: datetime) -> int:
    """Somebody has it in hand since today, where the biller is. Returns how many other tasks moved.

    Also: event `work.task_changed`; the plan is worked out anew.
    """
    require_may_do(by, plan_task)
    with change(by=by, now=now) as c:
        if not start_task(task=plan_task.task, by=by, now=now):
            return 0
        c.save(plan_task, actual_start_date=plan_task.actual_start_date or today_of(plan_task, now))
        end_hold(c, plan_task)
        return replan(project=plan_task.project, by=by, now=now)


def complete_plan_task(
    *, plan_task: PlanTask, on: date | None = None, by: Viewer, now: datetime, expect: int | None = None
) -> int:
    """The task is done, on a day in the biller's zone (today unless given). Returns how many other tasks moved.

    Refuses a day ahead, and people whose task it isn't. Raises `Stale`. Also: event `work.task_done`; the plan is worked
    out anew.
    """
    with change(by=by, now=now) as c:
        if not _complete(c, plan_task, on, expect):
            return 0
        return replan(project=plan_task.project, by=by, now=now)


def complete_plan_tasks(
    *, plan_tasks: Iterable[PlanTask], as_planned: bool = False, reason: str = "", by: Viewer, now: datetime
) -> int:
    """`complete_plan_task` for several: all or none, each plan worked out anew once. Returns how many were completed.

    They were done today or, `as_planned`, on their due dates where these are past.
    """
    done = 0
    projects: dict[object, Project] = {}
    with change(by=by, now=now) as c:
        for row in plan_tasks:
            today = today_of(row, now)
            day = min(row.task.due_date or today, today) if as_planned else today
            done += _complete(c, row, day, None, reason)
            projects.setdefault(row.project_id, row.project)
        for project in projects.values():
            replan(project=project, by=by, now=now)
    return done


def _complete(c: Change, plan_task: PlanTask, on: date | None, expect: int | None, reason: str = "") -> bool:
    require_may_do(c.by, plan_task)
    today = today_of(plan_task, c.now)
    day = on or today
    if day > today:
        raise Refused(_("A task can't be done on a day ahead."), field="on")
    if not complete_task(task=plan_task.task, reason=reason, by=c.by, now=c.now, expect=expect):
        return False
    started = plan_task.actual_start_date or min(plan_task.task.start_date or day, day)
    c.save(plan_task, actual_start_date=started, actual_finish_date=day, percent_done=None)
    end_hold(c, plan_task, on=day)
    return True


def reopen_plan_task(*, plan_task: PlanTask, reason: str = "", by: Viewer, now: datetime) -> int:
    """The task is to be done again, or goes on after a hold. Returns how many tasks moved. Also: event `work.task_reopened`."""
    require_may_do(by, plan_task)
    with change(by=by, now=now) as c:
        was_done = plan_task.actual_finish_date is not None
        if not reopen_task(task=plan_task.task, reason=reason, by=by, now=now):
            return 0
        end_hold(c, plan_task)
        if was_done:
            c.save(plan_task, actual_finish_date=None, actual_start_date=None, percent_done=None)
        return replan(project=plan_task.project, by=by, now=now)


def block_plan_task(*, plan_task: PlanTask, reason: str, by: Viewer, now: datetime) -> bool:
    """Something named stands in its way: it is on hold since today, by whoever answers for it. Refuses without a reason."""
    hold_plan_task(plan_task=plan_task, reason=reason, by=by, now=now)
    return True


def drop_plan_task(*, plan_task: PlanTask, reason: str, by: Viewer, now: datetime) -> int:
    """It leaves the plan, and what waited for it waits for what it waited for. Returns how many tasks moved.

    Refuses without a reason, and people who may not plan. Also: event `work.task_changed` with the reason.
    """
    require_may_plan(by)
    with change(by=by, now=now) as c:
        if not drop_task(task=plan_task.task, reason=reason, by=by, now=now):
            return 0
        end_hold(c, plan_task)
        return replan(project=plan_task.project, by=by, now=now)
