"""Works a project's dates out anew, and changes what they depend on."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.onboarding import rules
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.scheduling import calendar, go_live_of, planned
from pilotage.people.models import User
from pilotage.planner.errors import PlanError
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Schedule
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task

PLAN_MOVED = "onboarding.plan_moved"
TASK_MOVED = "onboarding.task_moved"
DATE_FIXED = "onboarding.date_fixed"
TIER_APPLIED = "onboarding.tier_applied"


def replan(*, project: Project, by: Viewer, now: datetime) -> int:
    """Works out dates, float and critical path anew; returns how many tasks moved.

    Dates that a person fixed stay; which of them can't hold is written beside the task. Also: an event
    `onboarding.task_moved` for each moved task, `onboarding.plan_moved` when the go-live moves; PM and IM are told of that,
    and the owners of open tasks that moved, once a day.
    """
    with change(by=by, now=now) as c:
        Project.objects.everywhere().select_for_update().get(pk=project.pk)
        rows = list(
            PlanTask.objects.everywhere()
            .filter(project=project)
            .select_related("task__biller", "task__owner")
            .order_by("position")
        )
        links = list(Dependency.objects.everywhere().filter(project=project))
        try:
            found = schedule(planned(rows, links), start=project.kickoff_date, calendar=calendar())
        except PlanError as problem:
            raise Refused(str(problem)) from None
        moved = _write(c, rows, found)
        told = _write_project(c, project, rows, found)
        _tell_owners(c, project, moved, told)
        return len(moved)


def dates_of(rows: list[PlanTask], found: Schedule) -> None:
    """Puts the planner's answer onto the rows, unsaved."""
    by_id, conflicts = found.by_id, {one.task_id: one for one in found.conflicts}
    for row in rows:
        one = by_id.get(row.code)
        if one is None:
            continue
        row.late_finish_date, row.float_days, row.is_critical = one.late_finish, one.float_days, one.is_critical
        conflict = conflicts.get(row.code)
        row.conflict = f"{conflict.reason} {conflict.remedy}"[:300] if conflict else ""
        row.task.start_date, row.task.due_date = one.start, one.finish


def _write(c: Change, rows: list[PlanTask], found: Schedule) -> list[PlanTask]:
    before = {row.pk: (row.task.start_date, row.task.due_date) for row in rows}
    dates_of(rows, found)
    PlanTask.objects.everywhere().bulk_update(
        rows, ["late_finish_date", "float_days", "is_critical", "conflict"], batch_size=200
    )
    moved = [row for row in rows if before[row.pk] != (row.task.start_date, row.task.due_date)]
    Task.objects.everywhere().bulk_update([row.task for row in moved], ["start_date", "due_date"], batch_size=200)
    for row in moved:
        was = dict(zip(("start_date", "due_date"), map(_iso, before[row.pk]), strict=True))
        now_at = {"start_date": _iso(row.task.start_date), "due_date": _iso(row.task.due_date)}
        c.log(TASK_MOVED, row.task, before=was, after=now_at)
    return moved


def _write_project(c: Change, project: Project, rows: list[PlanTask], found: Schedule) -> set[int]:
    """The project's own dates and counts; who was told that its go-live moved."""
    was, new = project.planned_go_live_date, go_live_of(rows, found)
    counted = [row for row in rows if row.task.state != TaskState.DROPPED]
    c.save(
        project,
        kind=PLAN_MOVED if was and was != new else None,
        planned_go_live_date=new,
        finish_date=found.finish,
        tasks_total=len(counted),
        tasks_done=sum(1 for row in counted if row.task.state == TaskState.DONE),
    )
    if not (was and new and was != new):
        return set()
    people = list(User.objects.filter(cares__biller_id=project.biller_id, cares__role__in=["pm", "im"]).distinct())
    text = f"The planned go-live of {project.name} moved from {was:%-d %b %Y} to {new:%-d %b %Y}."
    _tell(c, project, people, text, f"/projects/{project.pk}/", f"plan:{project.pk}:{c.now.isoformat()}")
    return {user.pk for user in people}


def _tell_owners(c: Change, project: Project, moved: list[PlanTask], told: set[int]) -> None:
    """Staff whose open tasks have other dates now; the biller's people read theirs in the portal."""
    owners = {row.task.owner_id: row.task.owner for row in moved if row.task.state not in FINISHED}
    people = [user for user in owners.values() if user is not None and user.roles and user.pk not in told]
    text = f"Tasks of yours in {project.name} have new dates: {c.by.name} changed what they wait for."
    url = f"/projects/{project.pk}/?show=mine"
    _tell(c, project, people, text, url, f"moved:{project.pk}:{c.now.date().isoformat()}")


def _tell(c: Change, project: Project, people: list[User], text: str, url: str, key: str) -> None:
    tell(users=people, kind="plan_moved", text=text, url=url, record=project.record, key=key, by=c.by, now=c.now)


def fix_date(*, plan_task: PlanTask, date: date | None, by: Viewer, now: datetime, expect: int | None = None) -> int:
    """A person sets the start of a task, or lets the plan set it again with None. Returns how many tasks moved.

    Refuses for a task that is done. Raises `Stale`. Also: event `onboarding.date_fixed`; the plan is worked out anew.
    """
    require_may_plan(by)
    with change(by=by, now=now) as c:
        if plan_task.task.state in FINISHED:
            raise Refused(_("This task is finished; its dates are history."), field="date")
        c.save(plan_task, expect=expect, kind=DATE_FIXED, fixed_date=date)
        return replan(project=plan_task.project, by=by, now=now)


def change_plan_task(
    *, plan_task: PlanTask, duration_days: int, by: Viewer, now: datetime, expect: int | None = None
) -> int:
    """Sets a task's length in working days, and works the plan out anew. Returns how many tasks moved.

    Refuses less than one day. Raises `Stale`. Also: event `onboarding.plantask_changed`.
    """
    require_may_plan(by)
    if not 1 <= duration_days <= 1000:
        raise Refused(_("Write a whole number of working days, from 1 to 1,000."), field="duration_days")
    with change(by=by, now=now) as c:
        if not c.save(plan_task, expect=expect, duration_days=duration_days):
            return 0
        return replan(project=plan_task.project, by=by, now=now)


def apply_tier(*, phase: Phase, support: str, window_days: int, by: Viewer, now: datetime) -> None:
    """Fits the running plans of a phase to its support tier: tasks for other tiers are dropped, and come back if it changes.

    The support window in the plan gets the tier's length. Also: event `onboarding.tier_applied`; plans are worked out anew.
    """
    running = (
        Project.objects.everywhere().filter(phase=phase, state=ProjectState.ACTIVE).select_related("playbook_version")
    )
    with change(by=by, now=now) as c:
        for project in running:
            c.log(TIER_APPLIED, project, after={"tier": support, "window_days": window_days})
            _fit(c, project, support, window_days)
            replan(project=project, by=by, now=now)


def _fit(c: Change, project: Project, support: str, window_days: int) -> None:
    conditions: dict[str, str] = {}
    if project.playbook_version is not None:
        conditions = dict(project.playbook_version.tasks.exclude(condition="").values_list("code", "condition"))
    found = PlanTask.objects.everywhere().filter(project=project, code__in=conditions).select_related("task")
    for row in found:
        condition = conditions[row.code]
        if "tier" not in condition:
            continue
        fits = rules.holds(condition, {"tier": support})
        changes: dict[str, Any] = {}
        if not fits and row.task.state not in FINISHED:
            changes = {"state": TaskState.DROPPED, "blocked_reason": ""}
        elif fits and row.task.state == TaskState.DROPPED:
            changes = {"state": TaskState.OPEN}
        if changes:
            c.save(row.task, note=f"support tier: {support}", **changes)
        if fits and window_days and "support window" in row.task.title.lower():
            c.save(row, duration_days=rules.window_working_days(window_days))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
