"""Tells people of tasks that are due or overdue, once for each."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from pilotage.core import app_settings
from pilotage.core.viewer import Viewer
from pilotage.notices.models import Notice
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.enums import FINISHED, Side, TaskState
from pilotage.work.models import Task
from pilotage.work.rules import task_url

#: What is overdue longer was told before, or came with an import.
DAYS_LATE, MOST_AT_ONCE = 3, 200
Narrowing = Callable[[QuerySet[Task]], QuerySet[Task]]
_narrowings: list[Narrowing] = []


def leave_out(narrowing: Narrowing) -> Narrowing:
    """Registers what a higher app takes out of the due tasks: those of projects that rest, for example."""
    if narrowing not in _narrowings:
        _narrowings.append(narrowing)
    return narrowing


def tell_of_due_tasks(*, by: Viewer, now: datetime) -> int:
    """Owners of open tasks hear when one is due tomorrow or today, and when it is overdue; returns how many tasks were told.

    A task that the biller owes and that nobody of theirs has taken is told to all of them. Blocked tasks wait.
    """
    today = now.astimezone(ZoneInfo(app_settings.value("provider_time_zone"))).date()
    waiting = [(task, _key(task, today)) for task in _due(today)]
    keys = [key for _task, key in waiting]
    told = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
    fresh = [(task, key) for task, key in waiting if key not in told][:MOST_AT_ONCE]
    return sum(_tell(task, key, today, by, now) for task, key in fresh)


def _due(today: date) -> QuerySet[Task]:
    found: QuerySet[Task] = Task.objects.everywhere().filter(
        due_date__gte=today - timedelta(days=DAYS_LATE), due_date__lte=today + timedelta(days=1)
    )
    found = found.exclude(state__in=[*FINISHED, TaskState.BLOCKED]).select_related("owner", "record", "biller")
    for narrowing in _narrowings:
        found = narrowing(found)
    return found.order_by("due_date", "pk")


def _key(task: Task, today: date) -> str:
    is_late = task.due_date is not None and task.due_date < today
    return f"due:{task.pk}:{task.due_date}:{'late' if is_late else 'soon'}"


def _tell(task: Task, key: str, today: date, by: Viewer, now: datetime) -> bool:
    users = [task.owner] if task.owner is not None else []
    if not users and task.side == Side.BILLER:
        users = list(User.objects.filter(memberships__biller_id=task.biller_id, is_active=True).distinct())
    assert task.due_date is not None
    said = "was due" if task.due_date < today else "is due"
    text = f"“{task.title}” for {task.biller.name} {said} on {task.due_date:%a %-d %b %Y}."
    for user in users:
        url = task_url(task.pk, task.side, bool(user.roles))
        tell(users=[user], kind="task_due", text=text, url=url, record=task.record, key=key, by=by, now=now)
    return bool(users)
