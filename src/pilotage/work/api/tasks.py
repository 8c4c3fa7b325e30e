"""Tasks over the API."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.core.models import Record
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    not_found,
    once,
    one,
    page,
    pages,
    person,
    rows_of,
    viewer_in,
    with_etag,
)
from pilotage.work import operations as work
from pilotage.work.enums import Side, TaskState
from pilotage.work.models import Task
from pilotage.work.places import record_for
from pilotage.work.planned import mover_of

router = Router(tags=["tasks"])
MOVES = {"doing": "start", "done": "complete", "open": "reopen"}


class TaskOut(Schema):
    """A task; its dates are working days, both included."""

    id: UUID
    version: int
    biller: UUID
    subject: UUID
    title: str
    description: str
    state: str
    side: str
    owner: int | None
    start_date: date | None
    due_date: date | None
    blocked_reason: str
    done_at: datetime | None


class TaskIn(Given):
    """A new task about a record of a biller."""

    subject: UUID
    title: Text = Field(min_length=1, max_length=300)
    description: Text = ""
    owner: Whole | None = None
    side: Side = Side.PROVIDER
    due_date: Day | None = None


class TaskChange(Given):
    """What changes; `state` open, doing or done moves it."""

    title: Text | None = Field(None, min_length=1, max_length=300)
    description: Text | None = None
    owner: Whole | None = None
    state: Literal["open", "doing", "done"] | None = None


class TaskPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[TaskOut]
    next: str | None


def task_out(row: Task) -> dict[str, Any]:
    """Plain values of a task."""
    names = ("title", "description", "state", "side", "start_date", "due_date", "blocked_reason", "done_at")
    own = {name: getattr(row, name) for name in names}
    return own | {
        "id": row.pk,
        "version": row.record.version,
        "biller": row.biller_id,
        "subject": row.subject_id,
        "owner": row.owner_id,
    }


@router.get("/tasks", auth=TokenDoor("tasks:read"), response={200: TaskPage, **ERRORS})
def list_tasks(
    request: HttpRequest,
    biller: UUID | None = None,
    subject: UUID | None = None,
    state: TaskState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """Tasks, of a biller, of a record, or all. A biller's people get those of their side."""
    viewer = viewer_in(request)
    rows = _tasks(viewer)
    for name, value in (("biller", biller), ("subject", subject), ("state", state)):
        if value:
            rows = rows.filter(**{name: value})
    return pages(page(rows, cursor, limit), task_out)


def _tasks(viewer: Any) -> Any:
    rows = rows_of(Task, viewer)
    return rows if viewer.is_provider else rows.filter(side="biller")


@router.post("/tasks", auth=TokenDoor("tasks:write"), response={201: TaskOut, **CREATES})
@once
def create_task(request: HttpRequest, given: TaskIn) -> Any:
    """Adds a task about a record of a biller."""
    by = viewer_in(request)
    try:
        record, biller = record_for(by, given.subject)
    except Record.DoesNotExist:
        raise not_found() from None
    made = work.create_task(
        subject=record, biller=biller, title=given.title, description=given.description, owner=person(given.owner), side=given.side,
        due_date=given.due_date, by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, task_out(one(_tasks(by), made.pk)))


@router.get("/tasks/{uuid:pk}", auth=TokenDoor("tasks:read"), response={200: TaskOut, **ERRORS})
def get_task(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One task, with its ETag."""
    row = one(_tasks(viewer_in(request)), pk)
    with_etag(response, row.record)
    return task_out(row)


@router.patch("/tasks/{uuid:pk}", auth=TokenDoor("tasks:write"), response={200: TaskOut, **CHANGES})
def change_task(request: HttpRequest, response: HttpResponse, pk: UUID, given: TaskChange) -> Any:
    """Changes a task, or moves it. Needs If-Match."""
    by = viewer_in(request)
    row = one(_tasks(by).select_related("plan__project"), pk)
    version: int | None = expected_version(request, row.record)
    fields, now = given.dict(exclude_unset=True), timezone.now()
    state = fields.pop("state", None)
    if "owner" in fields:
        fields["owner"] = person(fields["owner"])
    fields = {name: value for name, value in fields.items() if value is not None or name == "owner"}
    with transaction.atomic():
        if fields:
            work.change_task(task=row, expect=version, by=by, now=now, **fields)
        if state is not None:
            mover_of(row, MOVES[state])(by=by, now=now)
    row = one(_tasks(by), pk)
    with_etag(response, row.record)
    return task_out(row)
