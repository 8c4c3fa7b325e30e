"""Moves a task between its states."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.work.enums import TASK_STATE_NAMES, TaskState
from pilotage.work.models import ApprovalAsk, Task
from pilotage.work.permissions import require_may_work_on, require_staff
from pilotage.work.rules import MOVES
from pilotage.work.texts import no_card

TASK_DONE = "work.task_done"
TASK_REOPENED = "work.task_reopened"


def start_task(*, task: Task, by: Viewer, now: datetime, expect: int | None = None) -> bool:
    """Somebody has it in hand. Also: event `work.task_changed`."""
    return _move(task, TaskState.DOING, by, now, expect=expect)


def complete_task(
    *, task: Task, by: Viewer, now: datetime, reason: str = "", expect: int | None = None, done_at: datetime | None = None
) -> bool:  # fmt: skip
    """It is done. False when it was. Refuses a dropped one; raises `Stale`. Also: event `work.task_done`, with the reason."""
    return _move(
        task, TaskState.DONE, by, now, expect=expect, kind=TASK_DONE, note=reason.strip(), done_at=done_at or now, done_by=_person(by)
    )  # fmt: skip


def reopen_task(*, task: Task, by: Viewer, now: datetime, reason: str = "", expect: int | None = None) -> bool:
    """It is to be done again. Also: event `work.task_reopened`."""
    return _move(task, TaskState.OPEN, by, now, expect=expect, kind=TASK_REOPENED, note=reason.strip())


def block_task(*, task: Task, reason: str, by: Viewer, now: datetime, expect: int | None = None) -> bool:
    """Something named stands in its way. Refuses without a reason. Also: event `work.task_changed`."""
    return _move(task, TaskState.BLOCKED, by, now, expect=expect, blocked_reason=_reason(reason))


def drop_task(*, task: Task, reason: str, by: Viewer, now: datetime, expect: int | None = None) -> bool:
    """It won't be done. Refuses without a reason. Also: event `work.task_changed` with the reason."""
    require_staff(by)
    return _move(task, TaskState.DROPPED, by, now, expect=expect, note=_reason(reason))


def _reason(given: str) -> str:
    text = " ".join(given.split())
    if not text:
        raise Refused(_("Say why."), field="reason")
    if len(text) > 300:
        raise Refused(_("This is longer than 300 signs. Put the rest into a comment."), field="reason")
    no_card(text, field="reason")
    return text


def _move(
    task: Task,
    to: TaskState,
    by: Viewer,
    now: datetime,
    *,
    expect: int | None,
    kind: str | None = None,
    note: str = "",
    **more: Any,
) -> bool:
    require_may_work_on(by, task)
    fields: dict[str, Any] = {"done_at": None, "done_by": None, "blocked_reason": ""} | more | {"state": to}
    with change(by=by, now=now) as c:
        held = Task.objects.everywhere().select_for_update().get(pk=task.pk)
        if held.state == to and to != TaskState.BLOCKED:
            return False
        if held.state != to and to not in MOVES[held.state]:
            words = {"was": TASK_STATE_NAMES[TaskState(held.state)].lower(), "to": TASK_STATE_NAMES[to].lower()}
            raise Refused(_("This task is %(was)s and can't become %(to)s. Open it again first.") % words)
        if (
            to == TaskState.DONE
            and not by.is_provider
            and ApprovalAsk.objects.everywhere().filter(task=task, is_yes=None).exists()
        ):
            raise Refused(_("This task asks for your yes or no. Open it and answer."))
        _take_over(task, held)
        return c.save(task, expect=expect, kind=kind, note=note, **fields)


def _take_over(task: Task, held: Task) -> None:
    """The row as it is stored, so that the event tells what really changed."""
    for name in ("state", "done_at", "done_by_id", "blocked_reason"):
        setattr(task, name, getattr(held, name))


def _person(by: Viewer) -> User | None:
    return None if by.user_id is None else User.objects.get(pk=by.user_id)
