"""Works a project's dates out anew, and tells whom it concerns."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.onboarding.dating import dates_of_plan
from pilotage.onboarding.enums import Anchor
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.scheduling import go_live_of, read_plan
from pilotage.people.models import User
from pilotage.planner.errors import PlanError
from pilotage.planner.tasks import Schedule
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task

PLAN_MOVED = "onboarding.plan_moved"
TASK_MOVED = "onboarding.task_moved"
REPLANNED = "onboarding.replanned"
#: What the planner finds out about a task besides its dates.
_FOUND = ("late_finish_date", "float_days", "is_critical", "conflict")


def replan(*, project: Project, by: Viewer, now: datetime) -> int:
    """Works out dates, float and critical path anew; returns how many tasks moved.

    Dates that a person fixed stay; which of them can't hold is written beside the task. Also: an event
    `onboarding.task_moved` for each moved task, `onboarding.plan_moved` when the go-live moves; PM and IM are told of that,
    and the owners of open tasks that moved, once a day.
    """
    with change(by=by, now=now) as c:
        plan = read_plan(locked(project))
        rows = list(plan.rows)
        try:
            found = dates_of_plan(plan)
        except PlanError as problem:
            raise Refused(str(problem)) from None
        moved = _write(c, rows, found)
        told = _write_project(c, project, rows, found)
        _tell_owners(c, project, moved, told)
        return len(moved)


def bring_up_to_date(
    *, project: Project, anchor: str, status_date: date | None, by: Viewer, now: datetime, expect: int | None = None
) -> int:
    """Works the plan out from the chosen end; with `status_date`, nothing that is open is before it. Returns how many tasks moved.

    Refuses to count back without a target, and a status date ahead of today. Raises `Stale`. Also: event
    `onboarding.replanned`, and what `replan` does.
    """
    require_may_plan(by)
    with change(by=by, now=now) as c:
        if anchor == Anchor.TARGET and project.phase.target_go_live_date is None:
            raise Refused(_("Set the target go-live of the phase first, or plan from the kickoff."), field="anchor")
        if status_date is not None and status_date > now.astimezone(ZoneInfo(project.biller.time_zone)).date():
            raise Refused(_("This day is ahead. Choose today or a day before."), field="status_date")
        c.save(project, kind=REPLANNED, expect=expect, anchor=anchor, status_date=status_date)
        return replan(project=project, by=by, now=now)


def locked(project: Project) -> Project:
    """The project as it is stored, so that two who change one plan do so one after the other."""
    found = Project.objects.everywhere().select_for_update(of=("self",))
    held: Project = found.select_related("phase__integration__product", "biller").get(pk=project.pk)
    return held


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
    planned = {row.pk: [getattr(row, name) for name in _FOUND] for row in rows}
    dates_of(rows, found)
    other = [row for row in rows if planned[row.pk] != [getattr(row, name) for name in _FOUND]]
    PlanTask.objects.everywhere().bulk_update(other, _FOUND, batch_size=200)
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


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
