"""Changes several tasks of plans at once, and takes such an edit back."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.ids import new_id
from pilotage.core.models import Record
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanEdit, PlanTask, Project
from pilotage.onboarding.operations.completing import complete_plan_task, complete_plan_tasks, reopen_plan_task
from pilotage.onboarding.operations.editing import set_plan_fields
from pilotage.onboarding.operations.placing import set_plan_task_state
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.permissions import require_may_plan
from pilotage.people.models import User
from pilotage.work.enums import TaskState
from pilotage.work.operations import assign_task

UNDONE = "onboarding.edit_undone"
MOST_TASKS = 500
#: What an edit may set: owner (a user's key or None), state, and fields of the plan.
PLAN_FIELDS = ("duration_days", "no_earlier_date", "fixed_date")
_KEPT = (*PLAN_FIELDS, "actual_start_date", "actual_finish_date")
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Undone:
    """How many tasks have their former values again; `left` names those that somebody changed since."""

    tasks: int
    left: tuple[str, ...]


def edit_plan_tasks(
    *,
    edits: Sequence[tuple[PlanTask, Values]],
    words: str,
    reason: str = "",
    by: Viewer,
    now: datetime,
    expect: Mapping[uuid.UUID, int] | None = None,
) -> uuid.UUID | None:
    """Sets for each task what its values say: owner, state, `PLAN_FIELDS`. All or none; each plan is worked out anew once.

    Returns the key by which `undo_edit` takes it back; None when nothing changed. Refuses what the single operations refuse,
    naming the task, and more than 500 tasks. Raises `Stale` where a record has moved on since the version in `expect`. Also:
    their events, and `onboarding.planedit_created` for each project.
    """
    if len(edits) > MOST_TASKS:
        raise Refused(_("At most 500 tasks can be changed at once. Choose fewer."))
    with change(by=by, now=now) as c:
        edits = _held(edits, expect or {})
        rows = [row for row, _values in edits]
        before = {str(row.pk): _values_of(row) for row in rows}
        for row, values in edits:
            _set(c, row, values)
        moved = _replan([row for row, values in edits if set(values) & set(PLAN_FIELDS)], by, now)
        _move_states(edits, reason, by, now)
        return _keep(c, rows, before, words, moved)


def _held(edits: Sequence[tuple[PlanTask, Values]], expect: Mapping[uuid.UUID, int]) -> list[tuple[PlanTask, Values]]:
    """The same edits on the rows as they stand once nobody else can change them: what was read before may be older."""
    versions = _lock([row.pk for row, _values in edits])
    for row, _values in edits:
        if row.pk in expect and versions.get(row.pk) != expect[row.pk]:
            raise Stale(str(row))
    rows = _rows_of([row.pk for row, _values in edits])
    return [(rows[str(row.pk)], values) for row, values in edits]


def _lock(keys: Sequence[Any]) -> dict[Any, int]:
    """Locks the records of these tasks, always in one order; their versions."""
    held = Record.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return dict(held.values_list("pk", "version"))


def _rows_of(keys: Sequence[Any]) -> dict[str, PlanTask]:
    found = PlanTask.objects.everywhere().filter(pk__in=keys)
    return {str(row.pk): row for row in found.select_related("task__biller", "task__record", "project__record")}


def _values_of(row: PlanTask) -> dict[str, Any]:
    plain = {name: _plain(getattr(row, name)) for name in _KEPT}
    return plain | {"state": row.task.state, "owner": row.task.owner_id, "reason": row.task.blocked_reason}


def _set(c: Change, row: PlanTask, values: Values) -> None:
    fields = {name: value for name, value in values.items() if name in PLAN_FIELDS}
    try:
        if fields:
            require_may_plan(c.by)
            set_plan_fields(c, row, fields)
        if "owner" in values and values["owner"] != row.task.owner_id:
            owner = User.objects.filter(pk=values["owner"]).first() if values["owner"] else None
            assign_task(task=row.task, owner=owner, by=c.by, now=c.now)
    except Refused as refused:
        raise _about(row, refused) from None


def _about(row: PlanTask, refused: Refused) -> Refused:
    """The same refusal with the task named; who may not at all, may not for any task."""
    return refused if isinstance(refused, Forbidden) else Refused(f"{row.code}: {refused.message}")


def _replan(rows: Sequence[PlanTask], by: Viewer, now: datetime) -> dict[object, int]:
    projects = {row.project_id: row.project for row in rows}
    moved = {key: replan(project=project, by=by, now=now) for key, project in projects.items()}
    for row in rows:
        row.task.refresh_from_db(fields=["start_date", "due_date"])
    return moved


def _move_states(edits: Sequence[tuple[PlanTask, Values]], reason: str, by: Viewer, now: datetime) -> None:
    wanted = [(row, values["state"]) for row, values in edits if values.get("state") not in (None, row.task.state)]
    done = [row for row, state in wanted if state == TaskState.DONE]
    if done:
        complete_plan_tasks(plan_tasks=done, by=by, now=now)
    for row, state in wanted:
        if state == TaskState.DONE:
            continue
        try:
            set_plan_task_state(plan_task=row, state=state, reason=reason, by=by, now=now)
        except Refused as refused:
            raise _about(row, refused) from None


def _keep(
    c: Change, rows: Sequence[PlanTask], before: Mapping[str, dict[str, Any]], words: str, moved: Mapping[object, int]
) -> uuid.UUID | None:
    """One row for each project with what really changed."""
    changed: dict[object, dict[str, tuple[dict[str, Any], dict[str, Any]]]] = defaultdict(dict)
    projects = {row.project_id: row.project for row in rows}
    for row in rows:
        was, now_is = before[str(row.pk)], _values_of(row)
        names = [name for name in now_is if was[name] != now_is[name]]
        if names:
            pair = {name: was[name] for name in names}, {name: now_is[name] for name in names}
            changed[row.project_id][str(row.pk)] = pair
    if not changed:
        return None
    batch = new_id()
    for key, pairs in changed.items():
        c.create(
            PlanEdit, project=projects[key], biller_id=projects[key].biller_id, batch=batch, words=words[:300],
            before={pk: was for pk, (was, _now_is) in pairs.items()},
            after={pk: now_is for pk, (_was, now_is) in pairs.items()},
            tasks_total=len(pairs), moved_total=moved.get(key, 0), made_at=c.now, made_by_id=c.by.user_id,
            made_by_name=c.by.name,
        )  # fmt: skip
    return batch


def undo_edit(*, batch: uuid.UUID, by: Viewer, now: datetime) -> Undone:
    """Gives every task of an edit its former values, unless somebody changed them since. Each plan is worked out anew.

    Refuses an edit that was taken back already. Also: the events of the changes, and `onboarding.edit_undone`.
    """
    with change(by=by, now=now) as c:
        edits = list(PlanEdit.objects.everywhere().select_for_update().filter(batch=batch))
        if not edits or any(edit.undone_at for edit in edits):
            raise Refused(_("This edit is taken back already."))
        left: list[str] = []
        tasks = 0
        _lock([pk for edit in edits for pk in edit.before])
        for edit in edits:
            rows = _rows_of(list(edit.before))
            for pk, was in edit.before.items():
                if _give_back(c, rows[pk], was, edit.after[pk]):
                    tasks += 1
                else:
                    left.append(rows[pk].code)
            replan(project=Project.objects.everywhere().get(pk=edit.project_id), by=by, now=now)
            c.save(edit, kind=UNDONE, undone_at=now)
        return Undone(tasks, tuple(left))


def _give_back(c: Change, row: PlanTask, was: Values, became: Values) -> bool:
    present = _values_of(row)
    if any(present[name] != value for name, value in became.items()):
        return False
    if "state" in was:
        _state_back(c, row, was)
    fields = {name: _day(was[name]) if name.endswith("_date") else was[name] for name in PLAN_FIELDS if name in was}
    if fields:
        require_may_plan(c.by)
        set_plan_fields(c, row, fields)
    if "owner" in was:
        owner = User.objects.filter(pk=was["owner"]).first() if was["owner"] else None
        assign_task(task=row.task, owner=owner, by=c.by, now=c.now)
    return True


def _state_back(c: Change, row: PlanTask, was: Values) -> None:
    """The former state by the same moves that people make, and the days on which it really began and ended."""
    state, by, now = was["state"], c.by, c.now
    if state == TaskState.DONE:
        complete_plan_task(plan_task=row, on=_day(was.get("actual_finish_date")), by=by, now=now)
        return
    if row.task.state != TaskState.OPEN:
        reopen_plan_task(plan_task=row, by=by, now=now)
    if state != TaskState.OPEN:
        set_plan_task_state(plan_task=row, state=state, reason=was.get("reason") or _("as before"), by=by, now=now)
    days: dict[str, Any] = {
        name: _day(was[name]) for name in ("actual_start_date", "actual_finish_date") if name in was
    }
    c.save(row, **days)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
