"""Makes, changes and assigns tasks."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller
from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.enums import Side
from pilotage.work.models import Task
from pilotage.work.permissions import require_may_hand_over, require_staff
from pilotage.work.rules import task_url
from pilotage.work.texts import no_card

CHANGEABLE = frozenset({"title", "description", "owner", "owner_role", "side", "start_date", "due_date"})


def create_task(
    *,
    subject: Record,
    biller: Biller,
    title: str,
    description: str = "",
    owner: User | None = None,
    owner_role: str = "",
    side: str = Side.PROVIDER,
    start_date: date | None = None,
    due_date: date | None = None,
    by: Viewer,
    now: datetime,
) -> Task:
    """A task about a record. Refuses an empty title, card numbers and dates the wrong way round.

    Also: event `work.task_created`; its owner is told.
    """
    require_staff(by)
    fields = _checked({"title": title, "description": description, "start_date": start_date, "due_date": due_date})
    with change(by=by, now=now) as c:
        task = c.create(
            Task,
            scope=biller.pk,
            biller=biller,
            subject=subject,
            owner=owner,
            owner_role=owner_role,
            side=side,
            **fields,
        )
        _tell_owner(task, by, now)
        return task


def change_task(*, task: Task, expect: int | None = None, by: Viewer, now: datetime, **fields: Any) -> bool:
    """Sets title, description, owner, owner_role, side or dates; False when nothing changed. Raises `Stale`.

    Refuses as `create_task` does, and dates of a task whose plan gives it its dates. Also: event `work.task_changed`; a new
    owner is told.
    """
    require_staff(by)
    if "owner" in fields and getattr(fields["owner"], "pk", None) != task.owner_id:
        require_may_hand_over(by, task)
    if {"start_date", "due_date"} & set(fields) and getattr(task, "plan", None) is not None:
        raise Refused(
            _("The plan gives this task its dates. Fix its start there, or change its length."), field="due_date"
        )
    if set(fields) - CHANGEABLE:
        raise TypeError(f"change_task does not set {', '.join(sorted(set(fields) - CHANGEABLE))}")
    dates = {"start_date": task.start_date, "due_date": task.due_date}
    checked = _checked(dates | fields) if {"start_date", "due_date"} & set(fields) else _checked(fields)
    owner_before = task.owner_id
    with change(by=by, now=now) as c:
        changed = c.save(task, expect=expect, **{key: checked[key] for key in fields})
        if task.owner_id != owner_before:
            _tell_owner(task, by, now)
        return changed


def assign_task(*, task: Task, owner: User | None, by: Viewer, now: datetime, expect: int | None = None) -> bool:
    """The task is now this person's, or nobody's. Raises `Stale`. Also: event `work.task_changed`; the owner is told."""
    return change_task(task=task, owner=owner, expect=expect, by=by, now=now)


def assign_tasks(*, tasks: Iterable[Task], owner: User | None, by: Viewer, now: datetime) -> int:
    """`assign_task` for several: all or none. Returns how many changed hands."""
    with change(by=by, now=now):
        return sum(assign_task(task=task, owner=owner, by=by, now=now) for task in tasks)


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    checked = dict(fields)
    if "title" in checked:
        checked["title"] = " ".join(str(checked["title"] or "").split())
        if not checked["title"]:
            raise Refused(_("Say what is to be done."), field="title")
        if len(checked["title"]) > 300:
            raise Refused(_("This is longer than 300 signs. Put the rest into the description."), field="title")
    for name in ("title", "description"):
        if checked.get(name):
            no_card(checked[name], field=name)
    start, due = checked.get("start_date"), checked.get("due_date")
    if start and due and due < start:
        raise Refused(_("The due date is before the start."), field="due_date")
    return checked


def _tell_owner(task: Task, by: Viewer, now: datetime) -> None:
    if task.owner is None:
        return
    when = f", due {task.due_date:%-d %b %Y}" if task.due_date else ""
    tell(
        users=[task.owner],
        kind="task_assigned",
        text=f"{by.name} gave you “{task.title}” for {task.biller.name}{when}.",
        url=task_url(task.pk, task.side, bool(task.owner.roles)),
        record=task.record,
        key=f"task:{task.pk}:{task.owner_id}",
        by=by,
        now=now,
    )
