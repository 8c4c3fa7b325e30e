"""What a change would do to the plan, worked out by the planner on a copy of it that nobody sees."""

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from pilotage.changes.enums import EditKind
from pilotage.changes.models import ChangeRequest, TaskEdit
from pilotage.core.errors import Refused
from pilotage.core.ids import new_id
from pilotage.onboarding import rules as plan_rules
from pilotage.onboarding.dating import dates_of_plan
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.scheduling import PlanLink, ProjectPlan, go_live_of, goal_of, read_plan, working_days_late
from pilotage.planner.errors import PlanError
from pilotage.planner.tasks import Schedule
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task

MOST_TOLD = 30


def impact_of(change: ChangeRequest, target_date: date | None) -> dict[str, Any]:
    """Plain values: go-live before and after, working days by which it moves, tasks added, changed, dropped and moved.

    `target_date` is the new target, None where it stays. Without a project only the target can move.
    Refuses edits that the plan can't take, naming them. Reads only.
    """
    phase = change.phase
    target = phase.target_go_live_date
    found: dict[str, Any] = {
        "target_before": _iso(target),
        "target_after": _iso(target_date or target),
        "scope": [
            f"{one.get_kind_display()}: {one}" for one in change.scope_edits.select_related("line").order_by("pk")
        ],
        "added": [],
        "changed": [],
        "dropped": [],
        "moved": [],
        "moved_total": 0,
        "days_moved": 0,
    }
    edits = list(change.plan_edits.select_related("plan_task__task").order_by("pk"))
    if change.project is None:
        if edits:
            raise Refused(_("The phase has no project whose plan could change."))
        return found
    plan = read_plan(_whole(change.project))
    now, then_plan = _dated(plan), with_edits(plan, edits)
    then = _dated(then_plan)
    live_now, live_then = go_live_of(plan.rows, now), go_live_of(then_plan.rows, then)
    baseline = _baseline(plan.rows)
    moved = _moved(plan, now, then)
    late = working_days_late(target_date or target, live_then)
    return found | {
        "go_live_before": _iso(live_now),
        "go_live_after": _iso(live_then),
        "days_moved": working_days_late(live_now, live_then),
        "baseline": _iso(baseline),
        "days_from_baseline": working_days_late(baseline, live_then),
        "days_after_target": late,
        "added": [_added(one, then) for one in edits if one.kind == EditKind.ADD],
        "changed": [_changed(one) for one in edits if one.kind == EditKind.CHANGE],
        "dropped": [
            f"{one.plan_task.code} {one.plan_task.task.title}"
            for one in edits
            if one.kind == EditKind.DROP and one.plan_task is not None
        ],
        "moved": moved[:MOST_TOLD],
        "moved_total": len(moved),
    }


def with_edits(plan: ProjectPlan, edits: Sequence[TaskEdit]) -> ProjectPlan:
    """A copy of the plan with the edits made in memory. Refuses codes that it doesn't hold, and what is finished."""
    rows = [_copy(row) for row in plan.rows]
    by_pk, by_code = {row.pk: row for row in rows}, {row.code.lower(): row for row in rows}
    links = list(plan.links)
    for edit in edits:
        if edit.kind == EditKind.ADD:
            row = _new_row(plan, edit, len(rows) + 1)
            rows.append(row)
            by_code[edit.code.lower()] = row
    for edit in edits:
        if edit.kind == EditKind.ADD:
            links += _new_links(plan, edit, by_code)
            continue
        row = by_pk[edit.plan_task_id]
        if row.task.state in FINISHED:
            raise Refused(_("%(code)s is finished; take it out of the change.") % {"code": row.code})
        if edit.kind == EditKind.CHANGE:
            row.duration_days = edit.duration_days or row.duration_days
        else:
            row.task.state = TaskState.DROPPED
    return replace(plan, rows=rows, links=links)


def _copy(row: PlanTask) -> PlanTask:
    found = copy(row)
    found.task = copy(row.task)
    return found


def _new_row(plan: ProjectPlan, edit: TaskEdit, position: int) -> PlanTask:
    task = Task(record_id=new_id(), biller_id=plan.project.biller_id, title=edit.title, state=TaskState.OPEN)
    task.side = plan_rules.side_of(edit.roles)
    return PlanTask(
        task=task, biller_id=plan.project.biller_id, project=plan.project, position=position, code=edit.code,
        part=edit.part, roles=edit.roles, duration_days=edit.duration_days or 1,
    )  # fmt: skip


def _new_links(plan: ProjectPlan, edit: TaskEdit, by_code: dict[str, PlanTask]) -> list[PlanLink]:
    own = by_code[edit.code.lower()]
    pairs = [(code, True) for code in edit.after] + [(code, False) for code in edit.before]
    found = []
    for code, is_after in pairs:
        other = by_code.get(code.lower())
        if other is None:
            field = "after" if is_after else "before"
            raise Refused(_("The plan holds no task %(code)s.") % {"code": code}, field=field)
        first, second = (other, own) if is_after else (own, other)
        found.append(PlanLink(plan.project.pk, first.pk, second.pk, "FS", 0))
    return found


def _whole(project: Project) -> Project:
    found = Project.objects.everywhere().select_related("phase__integration__product", "biller")
    held: Project = found.get(pk=project.pk)
    return held


def _dated(plan: ProjectPlan) -> Schedule:
    try:
        return dates_of_plan(plan)
    except PlanError as problem:
        raise Refused(str(problem)) from None


def _baseline(rows: Sequence[PlanTask]) -> date | None:
    goal = goal_of(rows)
    finishes = {row.code: row.baseline_finish_date for row in rows if row.baseline_finish_date}
    return finishes.get(goal) if goal in finishes else max(finishes.values(), default=None)


def _moved(plan: ProjectPlan, now: Schedule, then: Schedule) -> list[dict[str, Any]]:
    titles = {row.code: row.task.title for row in plan.rows}
    before = now.by_id
    return [
        {
            "code": one.id,
            "title": titles[one.id],
            "before": _iso(before[one.id].finish),
            "after": _iso(one.finish),
            "days": working_days_late(before[one.id].finish, one.finish),
        }
        for one in then.tasks
        if one.id in before and before[one.id].finish != one.finish
    ]


def _added(edit: TaskEdit, then: Schedule) -> dict[str, Any]:
    one = then.by_id[edit.code]
    return {"title": edit.title, "days": edit.duration_days, "start": _iso(one.start), "finish": _iso(one.finish)}


def _changed(edit: TaskEdit) -> dict[str, Any]:
    row = PlanTask.objects.everywhere().select_related("task").get(pk=edit.plan_task_id)
    return {"code": row.code, "title": row.task.title, "before": row.duration_days, "after": edit.duration_days}


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
