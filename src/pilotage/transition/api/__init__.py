"""Transition decisions and support windows over the API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Limit,
    QueryFlag,
    TokenDoor,
    expected_version,
    once,
    one,
    page,
    pages,
    person,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.transition import operations as transition
from pilotage.transition.api.policies import router as policies
from pilotage.transition.api.presentations import router as presentations
from pilotage.transition.api.reviews import router as reviews
from pilotage.transition.api.shapes import (
    CloseIn,
    DecisionIn,
    DecisionOut,
    DecisionPage,
    EvaluateIn,
    ExtendIn,
    RequestIn,
    RequestOut,
    WhyIn,
    WindowOut,
    WindowPage,
    decision_out,
    window_out,
)
from pilotage.transition.enums import WindowState
from pilotage.transition.models import SupportWindow, TransitionDecision

router = Router(tags=["transition"])
router.add_router("", policies)
router.add_router("", presentations)
router.add_router("", reviews)


@router.get("/decisions", auth=TokenDoor("decisions:read"), response={200: DecisionPage, **ERRORS})
def list_decisions(
    request: HttpRequest, pending: QueryFlag | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Transition decisions; `pending=true` those not decided yet. Staff only."""
    rows = rows_of(TransitionDecision, staff_in(request))
    if pending is not None:
        rows = rows.filter(decided_at__isnull=pending)
    return pages(page(rows, cursor, limit), decision_out)


@router.get("/decisions/{uuid:pk}", auth=TokenDoor("decisions:read"), response={200: DecisionOut, **ERRORS})
def get_decision(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One decision, with its ETag."""
    row = one(rows_of(TransitionDecision, staff_in(request)), pk)
    with_etag(response, row.record)
    return decision_out(row)


@router.patch("/decisions/{uuid:pk}", auth=TokenDoor("decisions:write"), response={200: DecisionOut, **CHANGES})
def decide(request: HttpRequest, response: HttpResponse, pk: UUID, given: DecisionIn) -> Any:
    """Decides who supports the biller. Needs If-Match."""
    by = staff_in(request)
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    version = expected_version(request, row.record)
    transition.decide(
        decision=row, choice=given.choice, assignee=person(given.assignee), support=given.support,
        window_days=given.window_days, meetings=given.meetings, reason=given.reason, over_capacity=given.over_capacity,
        expect=version, by=by, now=timezone.now(),
    )  # fmt: skip
    row = one(rows_of(TransitionDecision, by), pk)
    with_etag(response, row.record)
    return decision_out(row)


@router.post(
    "/decisions/{uuid:pk}/reopenings", auth=TokenDoor("decisions:write"), response={201: DecisionOut, **CREATES}
)
@once
def reopen(request: HttpRequest, pk: UUID, given: RequestIn) -> Any:
    """Takes a decision back, with a reason."""
    by = staff_in(request)
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    transition.reopen_decision(decision=row, reason=given.reason, by=by, now=timezone.now())
    return Status(201, decision_out(one(rows_of(TransitionDecision, by), pk)))


@router.post(
    "/decisions/{uuid:pk}/confirmations", auth=TokenDoor("decisions:write"), response={201: DecisionOut, **CREATES}
)
@once
def keep(request: HttpRequest, pk: UUID, given: WhyIn) -> Any:
    """Keeps a decision although its facts changed; with a reason where the policy now proposes otherwise."""
    by = staff_in(request)
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    transition.keep_decision(decision=row, reason=given.reason, by=by, now=timezone.now())
    return Status(201, decision_out(one(rows_of(TransitionDecision, by), pk)))


@router.post(
    "/decisions/{uuid:pk}/tsm-requests", auth=TokenDoor("decisions:write"), response={201: RequestOut, **CREATES}
)
@once
def ask_for_tsm(request: HttpRequest, pk: UUID, given: RequestIn) -> Any:
    """Asks client services for a TSM, whatever the MRR says."""
    by = staff_in(request)
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    made = transition.ask_for_tsm(phase=row.phase, reason=given.reason, by=by, now=timezone.now())
    names = ("id", "reason", "asked_at", "answered_at", "answer")
    return Status(201, {name: getattr(made, name) for name in names} | {"decision": made.decision_id})


@router.get("/windows", auth=TokenDoor("windows:read"), response={200: WindowPage, **ERRORS})
def list_windows(
    request: HttpRequest, state: WindowState | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Support windows. Staff only."""
    rows = rows_of(SupportWindow, staff_in(request))
    return pages(page(rows.filter(state=state) if state else rows, cursor, limit), window_out)


@router.get("/windows/{uuid:pk}", auth=TokenDoor("windows:read"), response={200: WindowOut, **ERRORS})
def get_window(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One support window, with its ETag."""
    row = one(rows_of(SupportWindow, staff_in(request)), pk)
    with_etag(response, row.record)
    return window_out(row)


@router.post("/windows/{uuid:pk}/extensions", auth=TokenDoor("windows:write"), response={201: WindowOut, **CREATES})
@once
def extend(request: HttpRequest, pk: UUID, given: ExtendIn) -> Any:
    """Adds days, with a reason."""
    by = staff_in(request)
    row = one(rows_of(SupportWindow, by).select_related("phase__biller", "owner"), pk)
    transition.extend_window(
        window=row, days=given.days, reason=given.reason, over_capacity=given.over_capacity, by=by, now=timezone.now()
    )
    return Status(201, window_out(one(rows_of(SupportWindow, by), pk)))


@router.post("/windows/{uuid:pk}/evaluations", auth=TokenDoor("windows:write"), response={201: WindowOut, **CREATES})
@once
def evaluate(request: HttpRequest, pk: UUID, given: EvaluateIn) -> Any:
    """Scores the account, and closes or extends the window."""
    by = staff_in(request)
    row = one(rows_of(SupportWindow, by).select_related("phase__biller", "owner"), pk)
    transition.evaluate_window(
        window=row, scores=given.scores, comment=given.comment, outcome=given.outcome, days=given.days, reason=given.reason,
        handed_to=person(given.handed_to), over_capacity=given.over_capacity, by=by, now=timezone.now(),
    )  # fmt: skip
    return Status(201, window_out(one(rows_of(SupportWindow, by), pk)))


@router.post("/windows/{uuid:pk}/closings", auth=TokenDoor("windows:write"), response={201: WindowOut, **CREATES})
@once
def close(request: HttpRequest, pk: UUID, given: CloseIn) -> Any:
    """Hands the biller to client services."""
    by = staff_in(request)
    row = one(rows_of(SupportWindow, by).select_related("phase__biller"), pk)
    handed_to = person(given.handed_to)
    transition.close_window(window=row, note=given.note, handed_to=handed_to, by=by, now=timezone.now())
    return Status(201, window_out(one(rows_of(SupportWindow, by), pk)))
