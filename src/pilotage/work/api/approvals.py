"""What billers are asked to approve, over the API."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.documents.models import StoredFile
from pilotage.people.api import CREATES, ERRORS, Given, Text, TokenDoor, once, one, rows_of, staff_in, viewer_in
from pilotage.work import operations
from pilotage.work.enums import ABOUT_NAMES
from pilotage.work.models import ApprovalAsk, Task

router = Router(tags=["approvals"])


class ApprovalOut(Schema):
    """A yes or no that a biller is asked for. `digest` covers words and file exactly as they were asked about."""

    task: UUID
    biller: UUID
    about: str
    question: str
    details: str
    file: UUID | None
    digest: str
    asked_at: datetime
    is_yes: bool | None
    reason: str
    answered_by: str
    answered_at: datetime | None


class ApprovalList(Schema):
    """Those of a task, the oldest first."""

    items: list[ApprovalOut]


class ApprovalIn(Given):
    """What is asked; a file must be shared with the biller."""

    about: Literal[tuple(ABOUT_NAMES)]  # type: ignore[valid-type]
    question: Text = Field(min_length=1, max_length=300)
    details: Text = Field("", max_length=10_000)
    file: UUID | None = None


def approval_out(row: ApprovalAsk) -> dict[str, Any]:
    """Plain values of an approval."""
    names = ("about", "question", "details", "digest", "asked_at", "is_yes", "reason", "answered_at")
    own = {name: getattr(row, name) for name in names}
    return own | {"task": row.task_id, "biller": row.biller_id, "file": row.file_id, "answered_by": row.answered_name}


@router.get("/tasks/{uuid:pk}/approvals", auth=TokenDoor("tasks:read"), response={200: ApprovalList, **ERRORS})
def list_approvals(request: HttpRequest, pk: UUID) -> Any:
    """What the biller was asked to approve by a task, and what they said."""
    viewer = viewer_in(request)
    rows = rows_of(Task, viewer)
    task = one(rows if viewer.is_provider else rows.filter(side="biller"), pk)
    found = ApprovalAsk.objects.visible_to(viewer).filter(task=task).order_by("asked_at", "pk")
    return {"items": [approval_out(row) for row in found]}


@router.post("/tasks/{uuid:pk}/approvals", auth=TokenDoor("tasks:write"), response={201: ApprovalOut, **CREATES})
@once
def ask_for_approval(request: HttpRequest, pk: UUID, given: ApprovalIn) -> Any:
    """Asks the biller to say yes or no to these words and this file; the task waits for it. They answer in the portal."""
    by = staff_in(request)
    task = one(rows_of(Task, by).select_related("record", "biller", "owner"), pk)
    file = None
    if given.file is not None:
        file = one(StoredFile.objects.visible_to(by).filter(biller=task.biller_id, removed_at=None), given.file)
    made = operations.ask_approval(
        task=task,
        about=given.about,
        question=given.question,
        details=given.details,
        file=file,
        by=by,
        now=timezone.now(),
    )
    return Status(201, approval_out(made))
