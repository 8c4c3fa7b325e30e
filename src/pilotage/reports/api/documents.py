"""Documents of a phase over the API: made anew, their versions, and reports as files."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.documents.models import StoredFile
from pilotage.documents.rules import KINDS
from pilotage.people.api import CREATES, ERRORS, QueryFlag, TokenDoor, not_found, once, one, rows_of, staff_in
from pilotage.reports import operations
from pilotage.reports.api.drafts import report_of
from pilotage.reports.files import file_of

router = Router(tags=["reports"])
Slug = Annotated[str, Field(pattern="^[a-z0-9_-]*$", max_length=60)]
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILES = {"responses": {200: {"content": {KINDS[kind][0]: _BYTES for kind in ("pdf", "pptx")}}}}


class DocumentOut(Schema):
    """A file of one version of a document (RAID log, schedule, test results, scope plan, notes …)."""

    id: UUID
    document: str
    number: int
    name: str
    content_type: str
    size: int
    sha256: str
    is_shared: bool
    made_at: datetime


class DocumentList(Schema):
    """Those of a phase, the newest version of each first."""

    items: list[DocumentOut]


class AskedOut(Schema):
    """The documents are being made in the background; read `/phases/{pk}/documents`."""

    phase: UUID


def document_out(row: StoredFile) -> dict[str, Any]:
    """Plain values of a document's file."""
    names = ("number", "name", "content_type", "size", "sha256", "is_shared")
    own = {name: getattr(row, name) for name in names}
    return own | {"id": row.pk, "document": row.series, "made_at": row.uploaded_at}


@router.get("/phases/{uuid:pk}/documents", auth=TokenDoor("projects:read"), response={200: DocumentList, **ERRORS})
def list_documents(request: HttpRequest, pk: UUID, document: Slug = "", all_versions: QueryFlag = False) -> Any:
    """The documents of a phase: the newest version of each, or all; `/files/{pk}/content` has the bytes. Staff only."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    rows = StoredFile.objects.visible_to(by).filter(subject_id=phase.pk, removed_at=None).exclude(series="")
    if document:
        rows = rows.filter(series=document)
    found = list(rows.order_by("series", "-number", "name"))
    newest: dict[str, int] = {}
    for row in found:
        newest.setdefault(row.series, row.number)
    return {"items": [document_out(row) for row in found if all_versions or row.number == newest[row.series]]}


@router.post("/phases/{uuid:pk}/documents", auth=TokenDoor("projects:write"), response={201: AskedOut, **CREATES})
@once
def make_documents(request: HttpRequest, pk: UUID) -> Any:
    """Has the phase's documents made: a new version of each that says something new."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    operations.ask_for_documents(phase_ids=[phase.pk], by=by, now=timezone.now())
    return Status(201, {"phase": phase.pk})


@router.get(
    "/reports/{uuid:pk}/file",
    auth=TokenDoor("projects:read"),
    response={200: None, **ERRORS},
    openapi_extra=_FILES,
)
def get_report_file(request: HttpRequest, pk: UUID, kind: Literal["pdf", "pptx"] = "pdf") -> Any:
    """A report as PDF, or a pack as slides: as it was sent, or as the draft is now."""
    found = file_of(report_of(request, pk), kind)
    if found is None:
        raise not_found()
    return found
