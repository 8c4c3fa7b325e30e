"""Moves a card of a board: a task gets another state, owner or part."""

from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused, Stale
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.operations.completing import (
    block_plan_task,
    complete_plan_task,
    drop_plan_task,
    reopen_plan_task,
    start_plan_task,
)
from pilotage.onboarding.permissions import require_may_plan
from pilotage.people.models import User
from pilotage.work.enums import TaskState
from pilotage.work.operations import assign_task

PART_CHANGED = "onboarding.part_changed"


def set_plan_task_state(
    *, plan_task: PlanTask, state: str, reason: str = "", by: Viewer, now: datetime, expect: int | None = None
) -> None:
    """The task becomes open, in hand, blocked, done or dropped, by the same rules as on its own page.

    Refuses a state that can't follow, and a block or drop without a reason. Raises `Stale` when the task was changed since
    version `expect`. Also: the events of the move; the plan is worked out anew.
    """
    plain = {TaskState.OPEN: reopen_plan_task, TaskState.DOING: start_plan_task, TaskState.DONE: complete_plan_task}
    reasoned = {TaskState.BLOCKED: block_plan_task, TaskState.DROPPED: drop_plan_task}
    with change(by=by, now=now):
        _still(plan_task, expect)
        if state in plain:
            plain[TaskState(state)](plan_task=plan_task, by=by, now=now)
        elif state in reasoned:
            reasoned[TaskState(state)](plan_task=plan_task, reason=reason, by=by, now=now)
        else:
            raise Refused(_("A task has no such state. Choose one of the columns."), field="to")


def set_plan_task_owner(
    *, plan_task: PlanTask, owner: User | None, by: Viewer, now: datetime, expect: int | None = None
) -> bool:
    """The task is this person's, or nobody's. Raises `Stale`. Also: event `work.task_changed`; the owner is told."""
    return assign_task(task=plan_task.task, owner=owner, expect=expect, by=by, now=now)


def set_plan_task_part(*, plan_task: PlanTask, part: str, by: Viewer, now: datetime, expect: int | None = None) -> bool:
    """The task stands in another part of the plan, as its last one. Its dates stay. False when it stood there.

    Refuses a part without a name, and people who may not plan. Raises `Stale`. Also: event `onboarding.part_changed`.
    """
    require_may_plan(by)
    name = " ".join(part.split())[:120]
    if not name:
        raise Refused(_("The part has no name. Choose one of the columns."), field="to")
    with change(by=by, now=now) as c:
        _still(plan_task, expect)
        if plan_task.part == name:
            return False
        place = make_room(plan_task.project_id, name, leave=plan_task.pk)
        return c.save(plan_task, kind=PART_CHANGED, part=name, position=place)


def make_room(project_id: object, part: str, *, leave: object = None) -> int:
    """The position after the last task of a part, or of the plan; those behind it step back by one, which nobody is told."""
    rows = PlanTask.objects.everywhere().filter(project_id=project_id).exclude(pk=leave)
    last = rows.filter(part=part).order_by("-position").values_list("position", flat=True).first()
    if last is None:
        last = rows.order_by("-position").values_list("position", flat=True).first() or 0
    rows.filter(position__gt=last).update(position=F("position") + 1)
    return int(last) + 1


def _still(plan_task: PlanTask, expect: int | None) -> None:
    """Raises `Stale` when somebody changed the task meanwhile; holds its record until the change is over."""
    found = Record.objects.select_for_update().filter(pk=plan_task.pk).values_list("version", flat=True).first()
    if expect is not None and found != expect:
        raise Stale(str(plan_task))
