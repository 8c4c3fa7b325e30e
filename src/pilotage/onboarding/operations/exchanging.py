"""Takes a plan from a file: what it has otherwise is changed, what is new is added, and the dates are worked out once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused, Stale
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.exchange.document import PlanDocument, PlanRow
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations.completing import _complete, drop_plan_task
from pilotage.onboarding.operations.editing import EDITABLE, _check, _fitted, _set_links
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.plan_files import Changed, Difference, difference, people_named
from pilotage.people.models import User
from pilotage.work.enums import TaskState
from pilotage.work.models import Task
from pilotage.work.operations import start_task

TAKEN = "onboarding.plan_file_taken"
_OWN = ("part", "milestone", "notes")


def take_plan_file(
    *, project: Project, plan: PlanDocument, seen: str, drop_missing: bool = False, by: Viewer, now: datetime
) -> Difference:
    """Makes the plan what the file says: all of it or nothing. Tasks that the file lacks stay, unless they are to be dropped.

    `seen` is the digest of the plan that the person looked at: raises `Stale` when it changed since. Refuses what the preview
    names, and what the planner can't work out. Also: event `onboarding.plan_file_taken` and those of each change.
    """
    require_may_plan(by)
    with change(by=by, now=now) as c:
        held: Project = (
            Project.objects.everywhere()
            .select_for_update(of=("self",))
            .select_related("biller", "record")
            .get(pk=project.pk)
        )
        today = now.astimezone(ZoneInfo(held.biller.time_zone)).date()
        found = difference(held, plan, today)
        if found.digest != seen:
            raise Stale(held.name)
        if found.problems:
            raise Refused("\n".join(str(one) for one in found.problems[:20]))
        people = people_named(plan, held)
        rows = {row.code.lower(): row for row in held.plan_tasks.select_related("task__biller", "project")}
        rows |= _add(c, held, found.added, people)
        for one in found.changed:
            _change(c, rows[one.row.code.lower()], one, people)
        _link(c, rows, found)
        _finish(c, rows, found)
        _place(plan, rows)
        for row in found.missing if drop_missing else ():
            drop_plan_task(
                plan_task=rows[row.code.lower()], reason=_("The plan file no longer has it."), by=by, now=now
            )
        counts = {
            "added": len(found.added),
            "changed": len(found.changed),
            "dropped": len(found.missing) * drop_missing,
        }
        c.log(TAKEN, held, after=counts)
        replan(project=held, by=by, now=now)
        return found


def _add(c: Change, project: Project, wanted: list[PlanRow], people: Mapping[str, User]) -> dict[str, PlanTask]:
    tasks = c.create_many(Task, [_task(project, one, people) for one in wanted], scope=project.biller_id)
    plan = [
        PlanTask(
            biller_id=project.biller_id, task=task, project=project, position=1_000_000 + n, code=one.code, part=one.part,
            milestone=one.milestone, roles=list(one.roles), duration_days=one.duration_days, notes=one.notes, shape=one.shape,
            spans=list(one.spans), party=one.party, percent_done=one.percent_done, fixed_date=one.fixed_date,
            no_earlier_date=one.no_earlier_date, finish_by_date=one.finish_by_date, actual_start_date=one.actual_start_date,
            baseline_start_date=one.baseline_start_date, baseline_finish_date=one.baseline_finish_date,
        )
        for n, (one, task) in enumerate(zip(wanted, tasks, strict=True))
    ]  # fmt: skip
    PlanTask.objects.everywhere().bulk_create(plan, batch_size=500)
    return {row.code.lower(): row for row in plan}


def _task(project: Project, one: PlanRow, people: Mapping[str, User]) -> dict[str, Any]:
    return {
        "biller_id": project.biller_id,
        "subject": project.record,
        "title": " ".join(one.title.split())[:300],
        "owner": people.get(one.owner.lower()),
        "owner_role": one.roles[0] if one.roles else "",
        "side": rules.side_of(one.roles),
        "state": TaskState.DROPPED if one.is_dropped else TaskState.DOING if one.actual_start_date else TaskState.OPEN,
    }


def _change(c: Change, row: PlanTask, one: Changed, people: Mapping[str, User]) -> None:
    wanted, names = one.wanted, set(one.fields)
    edits = {name: _held(getattr(wanted, name)) for name in names & EDITABLE if name != "actual_finish_date"}
    try:
        _check(row, edits, c.now)
    except Refused as refused:
        raise Refused(f"{wanted.place}: {refused.message}") from None
    own: dict[str, Any] = {name: getattr(wanted, name) for name in _OWN if name in names}
    task: dict[str, Any] = {}
    if "title" in names:
        task["title"] = " ".join(wanted.title.split())[:300]
    if "owner" in names:
        task["owner"] = people.get(wanted.owner.lower())
    if "roles" in names:
        own["roles"] = list(wanted.roles)
        task |= {"owner_role": wanted.roles[0] if wanted.roles else "", "side": rules.side_of(wanted.roles)}
    if "is_dropped" in names and wanted.is_dropped:
        task |= {"state": TaskState.DROPPED, "blocked_reason": ""}
    c.save(row, **own, **_fitted(row, edits))
    c.save(row.task, **task)
    if wanted.actual_start_date and row.task.state == TaskState.OPEN:
        start_task(task=row.task, by=c.by, now=c.now)


def _held(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _link(c: Change, rows: Mapping[str, PlanTask], found: Difference) -> None:
    wanted = [*found.added, *(one.wanted for one in found.changed if "links" in one.fields)]
    codes = {key: row.code for key, row in rows.items()}
    for one in wanted:
        links = [link._replace(on=codes[link.on.lower()]) for link in one.links]
        _set_links(c, rows[one.code.lower()], links)


def _finish(c: Change, rows: Mapping[str, PlanTask], found: Difference) -> None:
    for one in [*found.added, *(each.wanted for each in found.changed if "actual_finish_date" in each.fields)]:
        row = rows[one.code.lower()]
        if one.actual_finish_date is None or one.is_dropped:
            continue
        if row.actual_finish_date is not None:
            c.save(row, actual_finish_date=one.actual_finish_date)
        else:
            _complete(c, row, one.actual_finish_date, None)


def _place(plan: PlanDocument, rows: Mapping[str, PlanTask]) -> None:
    """The file's order; what it lacks stands behind."""
    wanted = {row.code.lower(): place for place, row in enumerate(plan.rows)}
    ordered = sorted(rows.items(), key=lambda pair: (wanted.get(pair[0], len(wanted)), pair[1].position))
    moved = []
    for place, (_key, row) in enumerate(ordered, 1):
        if row.position != place:
            row.position = place
            moved.append(row)
    PlanTask.objects.everywhere().bulk_update(moved, ["position"], batch_size=500)
