"""Questions about tasks and comments."""

import uuid
from datetime import date

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from pilotage.core.models import Record
from pilotage.core.viewer import Viewer
from pilotage.work.enums import FINISHED, Side, TaskState
from pilotage.work.models import ApprovalAsk, Comment, Task


def task_for(viewer: Viewer, pk: uuid.UUID) -> Task:
    """Raises `Task.DoesNotExist` when the viewer doesn't see it."""
    found = Task.objects.visible_to(viewer).select_related(
        "record", "biller__record", "owner", "subject", "done_by", "plan__project__record"
    )
    task: Task = found.get(pk=pk)
    return task


def my_tasks(viewer: Viewer, today: date) -> QuerySet[Task]:
    """Open tasks of this person: overdue and blocked first, then by due date."""
    rank = Case(
        When(due_date__lt=today, then=Value(0)), When(state=TaskState.BLOCKED, then=Value(1)), default=Value(2),
        output_field=IntegerField(),
    )  # fmt: skip
    found = Task.objects.visible_to(viewer).filter(owner=viewer.user_id).exclude(state__in=FINISHED)
    return found.select_related("biller").annotate(rank=rank).order_by("rank", "due_date", "pk")


def tasks_of(subject_id: uuid.UUID, viewer: Viewer) -> QuerySet[Task]:
    """Tasks about one record, open ones first."""
    found = Task.objects.visible_to(viewer).filter(subject_id=subject_id).select_related("owner")
    is_over = Case(When(state__in=FINISHED, then=1), default=0, output_field=IntegerField())
    return found.order_by(is_over, "due_date", "pk")


def comments_on(subject_id: uuid.UUID, viewer: Viewer) -> QuerySet[Comment]:
    """What was said about a record, the oldest first; internal words for staff alone."""
    found = Comment.objects.visible_to(viewer).filter(subject_id=subject_id, removed_at=None)
    if not viewer.is_provider:
        found = found.filter(is_internal=False)
    return found.order_by("created_at", "pk")


def comment_for(viewer: Viewer, pk: int) -> Comment:
    """Raises `Comment.DoesNotExist` when the viewer doesn't see it."""
    found = Comment.objects.visible_to(viewer).filter(removed_at=None)
    if not viewer.is_provider:
        found = found.filter(is_internal=False)
    comment: Comment = found.select_related("subject", "biller").get(pk=pk)
    return comment


def found_by_text(viewer: Viewer, text: str) -> QuerySet[Task]:
    """Tasks with these words in their title, open ones first."""
    found = Task.objects.visible_to(viewer).filter(Q(title__icontains=text))
    return found.select_related("biller").order_by("-due_date")


def is_for_vendors(record: Record) -> bool:
    """Whether the CIS vendor may be shown what is said about this record: a task that it owes."""
    return record.kind == "task" and Task.objects.everywhere().filter(pk=record.pk, side=Side.VENDOR).exists()


def approvals_of(task: Task) -> list[ApprovalAsk]:
    """What the biller was asked to approve by a task, the newest first."""
    found = ApprovalAsk.objects.everywhere().filter(task=task).select_related("file", "asked_by")
    return list(found.order_by("-asked_at", "-pk"))


def approvals(viewer: Viewer, *, is_waiting: bool) -> QuerySet[ApprovalAsk]:
    """Questions that wait for a biller's yes or no, by due date; or those that were answered, the newest first."""
    found = ApprovalAsk.objects.visible_to(viewer).filter(is_yes__isnull=is_waiting)
    found = found.select_related("task__record", "biller", "file", "asked_by")
    return found.order_by("task__due_date", "pk") if is_waiting else found.order_by("-answered_at", "-pk")
