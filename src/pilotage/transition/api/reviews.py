"""Risk signs and weekly reviews over the API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from pilotage.billers.rules import BEFORE_LIVE
from pilotage.people.api import CREATES, ERRORS, Cursor, Limit, TokenDoor, once, one, page, pages, rows_of, staff_in
from pilotage.transition import operations as transition
from pilotage.transition import queries
from pilotage.transition.api.shapes import (
    MinutesIn,
    ReviewOut,
    ReviewPage,
    RiskSignsOut,
    review_out,
    sign_out,
)
from pilotage.transition.models import TransitionDecision, WeeklyReview

router = Router(tags=["transition"])


@router.get("/decisions/{uuid:pk}/risk-signs", auth=TokenDoor("decisions:read"), response={200: RiskSignsOut, **ERRORS})
def list_risk_signs(request: HttpRequest, pk: UUID) -> Any:
    """Signs that a biller is not going well, each with its evidence."""
    row = one(rows_of(TransitionDecision, staff_in(request)).select_related("phase__biller"), pk)
    is_ahead = row.phase.stage in BEFORE_LIVE
    signs = queries.risk_signs([row.phase], timezone.now()).get(row.phase_id, []) if is_ahead else []
    return {"decision": row.pk, "phase": row.phase_id, "signs": [sign_out(sign) for sign in signs]}


@router.get("/weekly-reviews", auth=TokenDoor("decisions:read"), response={200: ReviewPage, **ERRORS})
def list_weekly_reviews(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Weekly reviews. Staff only."""
    staff_in(request)
    return pages(page(_rows(), cursor, limit), review_out)


@router.post("/weekly-reviews", auth=TokenDoor("decisions:write"), response={201: ReviewOut, **CREATES})
@once
def open_weekly_review(request: HttpRequest) -> Any:
    """Begins the weekly review; its agenda is kept as it stands."""
    made = transition.open_review(by=staff_in(request), now=timezone.now())
    return Status(201, review_out(one(_rows(), made.pk)))


@router.post(
    "/weekly-reviews/{uuid:pk}/minutes", auth=TokenDoor("decisions:write"), response={201: ReviewOut, **CREATES}
)
@once
def close_weekly_review(request: HttpRequest, pk: UUID, given: MinutesIn) -> Any:
    """Ends the review with its minutes and tells those whom its decisions concern."""
    by = staff_in(request)
    row = one(_rows(), pk)
    transition.close_review(review=row, present=given.present, remarks=given.remarks, by=by, now=timezone.now())
    return Status(201, review_out(one(_rows(), pk)))


def _rows() -> Any:
    return WeeklyReview.objects.select_related("record")
