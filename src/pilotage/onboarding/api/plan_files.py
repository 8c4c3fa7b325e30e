"""Plans as files of other programs over the API: taken along, looked at, brought back."""

from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.core.errors import Stale
from pilotage.documents.rules import KINDS
from pilotage.onboarding import operations
from pilotage.onboarding.exchange import FileRefused, PlanDocument, read_plan_file
from pilotage.onboarding.exchange.mspdi_writing import write_mspdi
from pilotage.onboarding.exchange.workbook import write_workbook
from pilotage.onboarding.models import Project
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.plan_files import Difference, difference, document_of
from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    FileIn,
    Flag,
    Text,
    TokenDoor,
    bytes_in,
    once,
    one,
    rows_of,
    staff_in,
)

router = Router(tags=["plans"])
WRITERS = {"xml": write_mspdi, "xlsx": write_workbook}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILES = {"responses": {200: {"content": {KINDS[ending][0]: _BYTES for ending in WRITERS}}}}
MOST_TOLD = 20


class PlanFileIn(FileIn):
    """A plan file in base64; its name says its kind: .xml (MS Project), .xlsx or .csv.

    Without `seen` nothing changes, and the answer says what the file would do; sent again with the `seen` of that answer it is
    taken. Tasks that it lacks stay, unless they are to be dropped.
    """

    seen: Text = Field("", max_length=64)
    drop_missing: Flag = False


class PlanFilePreview(Schema):
    """What a file changes, adds and lacks, by the codes of tasks; nothing is taken while there are problems."""

    is_taken: bool
    seen: str
    added: list[str]
    changed: dict[str, list[str]]
    missing: list[str]
    same: int
    problems: list[str]


def _read(given: PlanFileIn) -> PlanDocument:
    try:
        return read_plan_file(bytes_in(given), given.name)
    except FileRefused as refused:
        raise _told(refused.problems) from None


def _told(problems: Any) -> ApiProblem:
    words = "\n".join(str(each) for each in problems[:MOST_TOLD])
    return ApiProblem(409, words, code="plan_file", field="content")


def preview_out(found: Difference, *, is_taken: bool) -> dict[str, Any]:
    """Plain values of what a file would do."""
    return {
        "is_taken": is_taken, "seen": found.digest, "added": [row.code for row in found.added],
        "changed": {each.row.code: list(each.fields) for each in found.changed},
        "missing": [row.code for row in found.missing], "same": found.same, "problems": [str(each) for each in found.problems],
    }  # fmt: skip


@router.get(
    "/projects/{uuid:pk}/plan-file",
    auth=TokenDoor("projects:read"),
    response={200: None, **ERRORS},
    openapi_extra=_FILES,
)
def get_plan_file(request: HttpRequest, pk: UUID, kind: Literal["xml", "xlsx"] = "xml") -> Any:
    """The whole plan as MS Project XML or XLSX; staff only."""
    project = one(rows_of(Project, staff_in(request)), pk)
    return HttpResponse(WRITERS[kind](document_of(project)), content_type=KINDS[kind][0])


@router.post(
    "/projects/{uuid:pk}/plan-file", auth=TokenDoor("projects:write"), response={201: PlanFilePreview, **CREATES}
)
@once
def send_plan_file(request: HttpRequest, pk: UUID, given: PlanFileIn) -> Any:
    """Says what a file would change in the plan; with `seen` makes the plan what the file says, all of it or nothing."""
    by, now = staff_in(request), timezone.now()
    project = one(rows_of(Project, by), pk)
    require_may_plan(by)
    plan = _read(given)
    if not given.seen:
        today = now.astimezone(ZoneInfo(project.biller.time_zone)).date()
        return Status(201, preview_out(difference(project, plan, today), is_taken=False))
    try:
        found = operations.take_plan_file(
            project=project, plan=plan, seen=given.seen, drop_missing=given.drop_missing, by=by, now=now
        )
    except Stale:
        words = "The plan changed since you looked. Send the file without `seen`, and look at what it changes now."
        raise ApiProblem(409, words, code="stale", field="seen") from None
    except FileRefused as refused:
        raise _told(refused.problems) from None
    return Status(201, preview_out(found, is_taken=True))
