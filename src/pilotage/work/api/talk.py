"""Comments and files on any record of a biller over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Biller
from pilotage.core.models import Record
from pilotage.core.viewer import Viewer
from pilotage.documents import queries as documents
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import path_of
from pilotage.people.api import (
    CREATES,
    ERRORS,
    FileIn,
    Flag,
    Given,
    Limit,
    QueryWhole,
    Text,
    TokenDoor,
    not_found,
    once,
    page,
    pages,
    staff_in,
    stream_in,
)
from pilotage.work import operations, queries
from pilotage.work.models import Comment
from pilotage.work.places import record_for

router = Router(tags=["tasks"])
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILES = {"responses": {200: {"content": {"application/octet-stream": _BYTES}}}}


class CommentOut(Schema):
    """What somebody said about a record; `is_shared`: the biller's people read it too."""

    id: int
    record: UUID
    author: int | None
    author_name: str
    text: str
    is_shared: bool
    created_at: datetime
    edited_at: datetime | None


class CommentPage(Schema):
    """A page of them; `next` is the `after` of the following one, or null."""

    items: list[CommentOut]
    next: str | None


class CommentIn(Given):
    """What is said; with `is_shared` the biller's people read it, with `is_for_vendor` those of the CIS vendor."""

    text: Text = Field(min_length=1, max_length=20_000)
    is_shared: Flag = False
    is_for_vendor: Flag = False


class StoredFileOut(Schema):
    """A file of a record; `document` names the document of which it is a version, else it is empty."""

    id: UUID
    record: UUID
    name: str
    content_type: str
    size: int
    sha256: str
    is_shared: bool
    document: str
    sent_at: datetime


class StoredFileList(Schema):
    """The newest thousand files of a record, the newest first."""

    items: list[StoredFileOut]


class StoredFileIn(FileIn):
    """A file of up to about 3.5 MB in base64; a larger one is sent on the page."""

    is_shared: Flag = False
    is_for_vendor: Flag = False


def comment_out(row: Comment) -> dict[str, Any]:
    """Plain values of a comment."""
    names = ("author_name", "text", "created_at", "edited_at")
    own = {name: getattr(row, name) for name in names}
    return own | {"id": row.pk, "record": row.subject_id, "author": row.author_id, "is_shared": not row.is_internal}


def file_out(row: StoredFile) -> dict[str, Any]:
    """Plain values of a file."""
    names = ("name", "content_type", "size", "sha256", "is_shared")
    own = {name: getattr(row, name) for name in names}
    return own | {"id": row.pk, "record": row.subject_id, "document": row.series, "sent_at": row.uploaded_at}


def _record(by: Viewer, pk: UUID) -> tuple[Record, Biller]:
    try:
        return record_for(by, pk)
    except Record.DoesNotExist:
        raise not_found() from None


@router.get("/records/{uuid:pk}/comments", auth=TokenDoor("tasks:read"), response={200: CommentPage, **ERRORS})
def list_comments(request: HttpRequest, pk: UUID, after: QueryWhole = 0, limit: Limit = 50) -> Any:
    """What was said about a task, a project or any other record; `after` is the `next` of the page before. Staff only."""
    by = staff_in(request)
    record, _biller = _record(by, pk)
    return pages(page(queries.comments_on(record.pk, by), min(max(after, 0), 2**62), limit), comment_out)


@router.post("/records/{uuid:pk}/comments", auth=TokenDoor("tasks:write"), response={201: CommentOut, **CREATES})
@once
def create_comment(request: HttpRequest, pk: UUID, given: CommentIn) -> Any:
    """Says something about a record; who works on it is told."""
    by = staff_in(request)
    record, biller = _record(by, pk)
    made = operations.add_comment(
        subject=record, biller=biller, text=given.text, is_internal=not given.is_shared,
        is_for_vendor=given.is_for_vendor and queries.is_for_vendors(record), by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, comment_out(made))


@router.get("/records/{uuid:pk}/files", auth=TokenDoor("tasks:read"), response={200: StoredFileList, **ERRORS})
def list_files(request: HttpRequest, pk: UUID) -> Any:
    """The files of a task, a project or any other record; staff only."""
    by = staff_in(request)
    record, _biller = _record(by, pk)
    return {"items": [file_out(row) for row in documents.files_on(record.pk, by)[:1000]]}


@router.post("/records/{uuid:pk}/files", auth=TokenDoor("tasks:write"), response={201: StoredFileOut, **CREATES})
@once
def create_file(request: HttpRequest, pk: UUID, given: StoredFileIn) -> Any:
    """Keeps a file with a record; who works on it is told."""
    by = staff_in(request)
    record, biller = _record(by, pk)
    made = operations.send_file(
        subject=record, biller=biller, name=given.name, stream=stream_in(given), is_shared=given.is_shared,
        is_for_vendor=given.is_for_vendor and queries.is_for_vendors(record), by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, file_out(made))


@router.get(
    "/files/{uuid:pk}/content",
    auth=TokenDoor("tasks:read"),
    response={200: None, **ERRORS},
    openapi_extra=_FILES,
)
def get_file(request: HttpRequest, pk: UUID) -> Any:
    """The bytes of a file as they were sent; staff only."""
    try:
        row = documents.file_for(staff_in(request), pk)
        opened = open(path_of(row.stored_name), "rb")  # noqa: SIM115 the response closes it
    except (StoredFile.DoesNotExist, FileNotFoundError):
        raise not_found() from None
    return FileResponse(opened, content_type="application/octet-stream", as_attachment=True, filename=row.name)
