"""Versions of the support policy over the API: read, drafted by table, tried on a year, reviewed by a second person."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from pilotage.core.decision_tables import TableVersion
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Limit,
    TokenDoor,
    expected_version,
    once,
    one,
    page,
    pages,
    staff_in,
    with_etag,
)
from pilotage.transition import operations as transition
from pilotage.transition import policy as policies
from pilotage.transition import queries
from pilotage.transition.api.policy_shapes import (
    PolicyDraftIn,
    PolicyDraftOut,
    PolicyDraftPage,
    PolicyDraftPatch,
    PolicyReturnIn,
    PolicyVersionList,
    PolicyWhatIf,
    content_in,
    draft_out,
    version_out,
    what_if_out,
)
from pilotage.transition.enums import DraftState
from pilotage.transition.models import PolicyDraft
from pilotage.transition.rules import read_policy
from pilotage.transition.shipped_policy import shipped_versions
from pilotage.transition.what_if import replay

router = Router(tags=["support policy"])
READ, WRITE = TokenDoor("decisions:read"), TokenDoor("decisions:write")


@router.get("/policy-versions", auth=READ, response={200: PolicyVersionList, **ERRORS})
def list_policy_versions(request: HttpRequest) -> Any:
    """Published versions of the support policy with their rows, the oldest first; which one is in force. Staff only."""
    staff_in(request)
    in_force = policies.policy().in_force(policies.today(timezone.now())).version
    return {"in_force": in_force, "items": [version_out(row) for row in policies.versions()]}


@router.get("/policy-drafts", auth=READ, response={200: PolicyDraftPage, **ERRORS})
def list_policy_drafts(
    request: HttpRequest, state: DraftState | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Versions of the policy in the making, and what became of them. Staff only."""
    staff_in(request)
    return pages(page(_rows().filter(**({"state": state} if state else {})), cursor, limit), draft_out)


@router.post("/policy-drafts", auth=WRITE, response={201: PolicyDraftOut, **CREATES})
@once
def draft_policy(request: HttpRequest, given: PolicyDraftIn) -> Any:
    """Keeps a version in the making. Gaps and overlaps are refused, each with an example of a biller."""
    by = staff_in(request)
    made = transition.save_draft(
        version=given.name, effective_date=given.effective_date, content=content_in(given.rows, _base()),
        reason=given.reason, by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, draft_out(one(_rows(), made.pk)))


@router.get("/policy-drafts/{uuid:pk}", auth=READ, response={200: PolicyDraftOut, **ERRORS})
def get_policy_draft(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One version in the making with its rows, and its ETag."""
    staff_in(request)
    row = one(_rows(), pk)
    with_etag(response, row.record)
    return draft_out(row)


@router.patch("/policy-drafts/{uuid:pk}", auth=WRITE, response={200: PolicyDraftOut, **CHANGES})
def change_policy_draft(request: HttpRequest, response: HttpResponse, pk: UUID, given: PolicyDraftPatch) -> Any:
    """Changes a draft that isn't in review; what isn't given stays. Rows are given all together."""
    by = staff_in(request)
    row = one(_rows(), pk)
    transition.save_draft(
        draft=row,
        version=row.version if given.name is None else given.name,
        effective_date=given.effective_date or row.effective_date,
        content=row.content if given.rows is None else content_in(given.rows, row.content),
        reason=row.reason if given.reason is None else given.reason,
        expect=expected_version(request, row.record),
        by=by,
        now=timezone.now(),
    )
    row = one(_rows(), pk)
    with_etag(response, row.record)
    return draft_out(row)


@router.get("/policy-drafts/{uuid:pk}/what-if", auth=READ, response={200: PolicyWhatIf, **ERRORS})
def try_policy_draft(request: HttpRequest, pk: UUID) -> Any:
    """The draft replayed over everything pending and the last year's decisions: who would change, what it costs, against capacity."""
    by = staff_in(request)
    row, now = one(_rows(), pk), timezone.now()
    version = TableVersion(row.version, row.effective_date, read_policy(row.content))
    found = replay(version, queries.standings(by, now))
    return what_if_out(found, queries.months_ahead(found, policies.today(now)))


@router.post("/policy-drafts/{uuid:pk}/submissions", auth=WRITE, response={201: PolicyDraftOut, **CREATES})
@once
def submit_policy_draft(request: HttpRequest, pk: UUID) -> Any:
    """Gives a draft to a second person for review."""
    transition.submit_draft(draft=one(_rows(), pk), by=staff_in(request), now=timezone.now())
    return Status(201, draft_out(one(_rows(), pk)))


@router.post("/policy-drafts/{uuid:pk}/approvals", auth=WRITE, response={201: PolicyDraftOut, **CREATES})
@once
def approve_policy_draft(request: HttpRequest, pk: UUID) -> Any:
    """The second person publishes it; it takes effect on its day and never changes again."""
    transition.approve_draft(draft=one(_rows(), pk), by=staff_in(request), now=timezone.now())
    return Status(201, draft_out(one(_rows(), pk)))


@router.post("/policy-drafts/{uuid:pk}/returns", auth=WRITE, response={201: PolicyDraftOut, **CREATES})
@once
def return_policy_draft(request: HttpRequest, pk: UUID, given: PolicyReturnIn) -> Any:
    """The second person sends it back with a reason, or its author takes it back."""
    transition.send_back_draft(draft=one(_rows(), pk), note=given.reason, by=staff_in(request), now=timezone.now())
    return Status(201, draft_out(one(_rows(), pk)))


@router.post("/policy-drafts/{uuid:pk}/drops", auth=WRITE, response={201: PolicyDraftOut, **CREATES})
@once
def drop_policy_draft(request: HttpRequest, pk: UUID) -> Any:
    """Gives a version up before it is published."""
    transition.drop_draft(draft=one(_rows(), pk), by=staff_in(request), now=timezone.now())
    return Status(201, draft_out(one(_rows(), pk)))


def _rows() -> Any:
    return PolicyDraft.objects.select_related("record", "author", "reviewer")


def _base() -> dict[str, Any]:
    """The newest version: what it asks for and what it gives are those of a new one."""
    rows = policies.versions()
    content: dict[str, Any] = rows[-1].content if rows else shipped_versions()[-1]["content"]
    return content
