"""Tasks over the API."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from pilotage.core.models import Record
from pilotage.people.api import (
    ERRORS,
    ApiProblem,
    expected_version,
    need,
    once,
    one,
    page,
    pages,
    person,
    rows_of,
    with_etag,
)
from pilotage.work import operations as work
from pilotage.work.models import Task
from pilotage.work.places import record_for
from pilotage.work.planned import mover_of

router = Router(tags=["tasks"])


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


class TaskIn(Schema):
    """A new task about a record of a biller."""

    subject: UUID
    title: str = Field(min_length=1, max_length=300)
    description: str = ""
    owner: int | None = None
    side: str = "provider"
    due_date: date | None = None


class TaskChange(Schema):
    """What changes; `state` open, doing or done moves it."""

    title: str | None = Field(None, min_length=1, max_length=300)
    description: str | None = None
    owner: int | None = None
    state: str | None = None


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


@router.get("/tasks", response={200: TaskPage, **ERRORS})
def list_tasks(
    request: HttpRequest,
    biller: UUID | None = None,
    subject: UUID | None = None,
    state: str = "",
    cursor: str | None = None,
    limit: int = 50,
) -> Any:
    """Tasks, of a biller, of a record, or all. A biller's people get those of their side."""
    viewer = need(request, "tasks:read")
    rows = _tasks(viewer)
    for name, value in (("biller", biller), ("subject", subject), ("state", state)):
        if value:
            rows = rows.filter(**{name: value})
    return pages(page(rows, cursor, limit), task_out)


def _tasks(viewer: Any) -> Any:
    rows = rows_of(Task, viewer)
    return rows if viewer.is_provider else rows.filter(side="biller")


@router.post("/tasks", response={201: TaskOut, **ERRORS})
@once
def create_task(request: HttpRequest, given: TaskIn) -> Any:
    """Adds a task about a record of a biller."""
    by = need(request, "tasks:write")
    try:
        record, biller = record_for(by, given.subject)
    except Record.DoesNotExist:
        raise ApiProblem(404, "There is nothing at this address.", code="not_found") from None
    if given.side not in ("provider", "biller", "vendor"):
        raise ApiProblem(422, "The side is provider, biller or vendor.", code="side", field="side")
    made = work.create_task(
        subject=record, biller=biller, title=given.title, description=given.description, owner=person(given.owner), side=given.side,
        due_date=given.due_date, by=by, now=timezone.now(),
    )  # fmt: skip
    return 201, task_out(one(_tasks(by), made.pk))


@router.get("/tasks/{uuid:pk}", response={200: TaskOut, **ERRORS})
def get_task(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One task, with its ETag."""
    row = one(_tasks(need(request, "tasks:read")), pk)
    with_etag(response, row.record)
    return task_out(row)


@router.patch("/tasks/{uuid:pk}", response={200: TaskOut, **ERRORS})
def change_task(request: HttpRequest, response: HttpResponse, pk: UUID, given: TaskChange) -> Any:
    """Changes a task, or moves it. Needs If-Match."""
    by = need(request, "tasks:write")
    row = one(_tasks(by).select_related("plan__project"), pk)
    version: int | None = expected_version(request, row.record)
    fields, now = given.dict(exclude_unset=True), timezone.now()
    state = fields.pop("state", None)
    if "owner" in fields:
        fields["owner"] = person(fields["owner"])
    fields = {name: value for name, value in fields.items() if value is not None or name == "owner"}
    if fields:
        work.change_task(task=row, expect=version, by=by, now=now, **fields)
    if state is not None:
        moves = {"doing": "start", "done": "complete", "open": "reopen"}
        if state not in moves:
            raise ApiProblem(422, "A task is moved to open, doing or done here.", code="state", field="state")
        mover_of(row, moves[state])(by=by, now=now)
    row = one(_tasks(by), pk)
    with_etag(response, row.record)
    return task_out(row)
