"""Changes over the API."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.changes import operations
from pilotage.changes.impact import impact_of
from pilotage.changes.models import ChangeRequest
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Amount,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.support.models import Case

router = Router(tags=["changes"])


class ChangeOut(Schema):
    """A change: asked, offered, approved, refused or withdrawn. `days_moved`: working days by which the go-live moves, once offered."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    project: UUID | None
    code: str
    title: str
    what: str
    why: str
    kind: str
    state: str
    side: str
    asked_by_name: str
    asked_at: datetime
    wanted_by_date: date | None
    one_off_amount: Decimal | None
    monthly_amount: Decimal | None
    currency: str
    risk: str
    days_moved: int | None
    decided_at: datetime | None
    reason: str


class ChangeIn(Given):
    """A change of a phase; `case` is the production issue of the biller that led to it."""

    phase: UUID
    title: Text = Field(min_length=1, max_length=200)
    what: Text = Field(min_length=1, max_length=10_000)
    why: Text = Field("", max_length=10_000)
    kind: Literal["plan", "integration", "product"] = "plan"
    wanted_by_date: Day | None = None
    case: UUID | None = None


class ChangePage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ChangeOut]
    next: str | None


class ImpactOut(Schema):
    """What it would do to the plan as it is now, worked out by the planner."""

    go_live_before: date | None = None
    go_live_after: date | None = None
    days_moved: int
    days_from_baseline: int | None = None
    target_before: date | None
    target_after: date | None
    added: list[dict[str, Any]]
    changed: list[dict[str, Any]]
    dropped: list[str]
    scope: list[str]
    moved_total: int


class ChangeOfferIn(Given):
    """What it costs and puts at risk; amounts as text with at most two decimals."""

    one_off_amount: Amount | None = None
    monthly_amount: Amount | None = None
    currency: Literal["USD", "CAD", "EUR", "GBP"] = "USD"
    risk: Literal["low", "medium", "high"]
    risk_text: Text = Field("", max_length=2_000)
    target_date: Day | None = None


class ChangeApprovalIn(Given):
    """A yes. With `sponsor`, the biller's sponsor's, written down; `remark` then says where theirs is kept."""

    sponsor: Text = Field("", max_length=200)
    remark: Text = Field("", max_length=300)


class ChangeEndIn(Given):
    """Why not."""

    reason: Text = Field(min_length=1, max_length=2_000)


def change_out(row: ChangeRequest) -> dict[str, Any]:
    """Plain values of a change."""
    plain = (
        "code", "title", "what", "why", "kind", "state", "side", "asked_by_name", "asked_at", "wanted_by_date", "one_off_amount",
        "monthly_amount", "currency", "risk", "decided_at", "reason",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "project": row.project_id,
        "days_moved": row.impact.get("days_moved"),
    }  # fmt: skip


@router.get("/changes", auth=TokenDoor("projects:read"), response={200: ChangePage, **ERRORS})
def list_changes(
    request: HttpRequest, phase: UUID | None = None, biller: UUID | None = None,
    state: Literal["asked", "offered", "approved", "refused", "withdrawn"] | None = None, cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Changes of one phase, one biller or all; staff only."""
    rows = rows_of(ChangeRequest, staff_in(request))
    wanted = {"phase": phase, "biller": biller, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), change_out)


@router.post("/changes", auth=TokenDoor("projects:write"), response={201: ChangeOut, **CREATES})
@once
def create_change(request: HttpRequest, given: ChangeIn) -> Any:
    """Asks for a change."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    case = one(rows_of(Case, by).filter(biller=phase.biller_id), given.case) if given.case else None
    made = operations.ask_for_change(
        phase=phase, came_from=case.record if case else None, by=by, now=timezone.now(),
        **given.dict(exclude={"phase", "case"}),
    )  # fmt: skip
    return Status(201, change_out(one(rows_of(ChangeRequest, by), made.pk)))


@router.get("/changes/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: ChangeOut, **ERRORS})
def get_change(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One change, with its ETag."""
    row = one(rows_of(ChangeRequest, staff_in(request)), pk)
    with_etag(response, row.record)
    return change_out(row)


@router.get("/changes/{uuid:pk}/impact", auth=TokenDoor("projects:read"), response={200: ImpactOut, **ERRORS})
def get_impact(request: HttpRequest, pk: UUID) -> Any:
    """What a change would do to the plan as it is now."""
    row = one(rows_of(ChangeRequest, staff_in(request)), pk)
    return impact_of(row, row.target_date)


@router.post("/changes/{uuid:pk}/offers", auth=TokenDoor("projects:write"), response={201: ImpactOut, **CREATES})
@once
def create_offer(request: HttpRequest, pk: UUID, given: ChangeOfferIn) -> Any:
    """Offers a change for approval with its impact, price and risk; earlier yeses lapse. Answers the impact."""
    by = staff_in(request)
    row = one(rows_of(ChangeRequest, by), pk)
    sent: dict[str, Any] = given.dict()
    sent |= {name: Decimal(sent[name]) for name in ("one_off_amount", "monthly_amount") if sent[name] is not None}
    return Status(201, operations.offer_change(request=row, by=by, now=timezone.now(), **sent))


@router.post("/changes/{uuid:pk}/approvals", auth=TokenDoor("projects:write"), response={201: ChangeOut, **CREATES})
@once
def create_approval(request: HttpRequest, pk: UUID, given: ChangeApprovalIn) -> Any:
    """Says yes for one side; with the last yes that is needed, plan and scope change."""
    by = staff_in(request)
    row = one(rows_of(ChangeRequest, by), pk)
    operations.approve_change(request=row, by=by, now=timezone.now(), **given.dict())
    return Status(201, change_out(one(rows_of(ChangeRequest, by), pk)))


@router.post("/changes/{uuid:pk}/refusals", auth=TokenDoor("projects:write"), response={201: ChangeOut, **CREATES})
@once
def create_refusal(request: HttpRequest, pk: UUID, given: ChangeEndIn) -> Any:
    """Refuses a change: nothing happens."""
    return _ended(request, pk, operations.refuse_change, given.reason)


@router.post("/changes/{uuid:pk}/withdrawals", auth=TokenDoor("projects:write"), response={201: ChangeOut, **CREATES})
@once
def create_withdrawal(request: HttpRequest, pk: UUID, given: ChangeEndIn) -> Any:
    """Withdraws a change that nobody wants any more."""
    return _ended(request, pk, operations.withdraw_change, given.reason)


def _ended(request: HttpRequest, pk: UUID, end: Any, reason: str) -> Any:
    by = staff_in(request)
    row = one(rows_of(ChangeRequest, by), pk)
    end(request=row, reason=reason, by=by, now=timezone.now())
    return Status(201, change_out(one(rows_of(ChangeRequest, by), pk)))
