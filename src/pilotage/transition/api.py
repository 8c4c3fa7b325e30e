"""Transition decisions and support windows over the API."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from pilotage.people.api import (
    ERRORS,
    expected_version,
    need,
    once,
    one,
    page,
    pages,
    person,
    rows_of,
    staff_only,
    with_etag,
)
from pilotage.transition import operations as transition
from pilotage.transition.models import SupportWindow, TransitionDecision

router = Router(tags=["transition"])


class NewerOut(Schema):
    """What the policy proposes by now, where that differs from what was decided on."""

    support: str
    row: str
    policy_version: str
    window_days: int | None
    meetings: int | None
    missing: list[str]
    reason: str


class DecisionOut(Schema):
    """Who supports a phase: the policy's proposal, and what client services decided."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    support: str
    row: str
    policy_version: str
    window_days: int | None
    meetings: int | None
    missing: list[str]
    reason: str
    choice: str
    chosen_support: str
    chosen_window_days: int | None
    chosen_meetings: int | None
    assignee: int | None
    is_override: bool
    override_reason: str
    decided_at: datetime | None
    newer: NewerOut | None


class DecisionIn(Schema):
    """TSM, TAM or help desk, with the person and, where it differs from the policy, a reason."""

    choice: str
    assignee: int | None = None
    support: str | None = None
    window_days: int | None = None
    meetings: int | None = None
    reason: str = ""


class WhyIn(Schema):
    """Why."""

    reason: str = ""


class RequestIn(Schema):
    """Why a TSM is needed."""

    reason: str = Field(min_length=1)


class RequestOut(Schema):
    """A request for a TSM."""

    id: int
    decision: UUID
    reason: str
    asked_at: datetime
    answered_at: datetime | None
    answer: str


class DecisionPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[DecisionOut]
    next: str | None


class WindowOut(Schema):
    """A support window; `ends_at` is midnight where the biller is, after its last day."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    support: str
    owner: int | None
    go_live: date
    days: int
    is_minimum: bool
    ends_at: datetime
    state: str
    closed_at: datetime | None
    closing_note: str
    handed_to: int | None


class WindowPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[WindowOut]
    next: str | None


class ExtendIn(Schema):
    """More days, and why."""

    days: int = Field(ge=1, le=180)
    reason: str = Field(min_length=1)


class EvaluateIn(Schema):
    """A score from 1 to 5 for each question, and what follows: close or extend."""

    scores: dict[str, int]
    comment: str = ""
    outcome: str
    days: int | None = None
    reason: str = ""
    handed_to: int | None = None


class CloseIn(Schema):
    """What client services takes over, and who of them."""

    note: str = Field(min_length=1)
    handed_to: int | None = None


def decision_out(row: TransitionDecision) -> dict[str, Any]:
    """Plain values of a decision."""
    names = (
        "support", "row", "policy_version", "window_days", "missing", "reason", "choice", "chosen_support", "chosen_window_days",
        "chosen_meetings", "is_override", "override_reason", "decided_at",
    )  # fmt: skip
    newer = row.newer and row.newer | {"meetings": row.newer["meetings_required"]}
    own = {name: getattr(row, name) for name in names}
    return own | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id,
        "meetings": row.meetings_required, "assignee": row.assignee_id, "newer": newer,
    }  # fmt: skip


def window_out(row: SupportWindow) -> dict[str, Any]:
    """Plain values of a support window."""
    return {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "support": row.support,
        "owner": row.owner_id, "go_live": row.go_live_date, "days": row.days, "is_minimum": row.is_minimum, "ends_at": row.ends_at,
        "state": row.state, "closed_at": row.closed_at, "closing_note": row.closing_note, "handed_to": row.handed_to_id,
    }  # fmt: skip


@router.get("/decisions", response={200: DecisionPage, **ERRORS})
def list_decisions(
    request: HttpRequest, pending: bool | None = None, cursor: str | None = None, limit: int = 50
) -> Any:
    """Transition decisions; `pending=true` those not decided yet. Staff only."""
    rows = rows_of(TransitionDecision, staff_only(need(request, "decisions:read")))
    if pending is not None:
        rows = rows.filter(decided_at__isnull=pending)
    return pages(page(rows, cursor, limit), decision_out)


@router.get("/decisions/{uuid:pk}", response={200: DecisionOut, **ERRORS})
def get_decision(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One decision, with its ETag."""
    row = one(rows_of(TransitionDecision, staff_only(need(request, "decisions:read"))), pk)
    with_etag(response, row.record)
    return decision_out(row)


@router.patch("/decisions/{uuid:pk}", response={200: DecisionOut, **ERRORS})
def decide(request: HttpRequest, response: HttpResponse, pk: UUID, given: DecisionIn) -> Any:
    """Decides who supports the biller. Needs If-Match."""
    by = staff_only(need(request, "decisions:write"))
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    version = expected_version(request, row.record)
    transition.decide(
        decision=row, choice=given.choice, assignee=person(given.assignee), support=given.support,
        window_days=given.window_days, meetings=given.meetings, reason=given.reason, expect=version, by=by, now=timezone.now(),
    )  # fmt: skip
    row = one(rows_of(TransitionDecision, by), pk)
    with_etag(response, row.record)
    return decision_out(row)


@router.post("/decisions/{uuid:pk}/reopenings", response={201: DecisionOut, **ERRORS})
@once
def reopen(request: HttpRequest, pk: UUID, given: RequestIn) -> Any:
    """Takes a decision back, with a reason."""
    by = staff_only(need(request, "decisions:write"))
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    transition.reopen_decision(decision=row, reason=given.reason, by=by, now=timezone.now())
    return 201, decision_out(one(rows_of(TransitionDecision, by), pk))


@router.post("/decisions/{uuid:pk}/confirmations", response={201: DecisionOut, **ERRORS})
@once
def keep(request: HttpRequest, pk: UUID, given: WhyIn) -> Any:
    """Keeps a decision although its facts changed; with a reason where the policy now proposes otherwise."""
    by = staff_only(need(request, "decisions:write"))
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    transition.keep_decision(decision=row, reason=given.reason, by=by, now=timezone.now())
    return 201, decision_out(one(rows_of(TransitionDecision, by), pk))


@router.post("/decisions/{uuid:pk}/tsm-requests", response={201: RequestOut, **ERRORS})
@once
def ask_for_tsm(request: HttpRequest, pk: UUID, given: RequestIn) -> Any:
    """Asks client services for a TSM, whatever the MRR says."""
    by = staff_only(need(request, "decisions:write"))
    row = one(rows_of(TransitionDecision, by).select_related("phase__biller"), pk)
    made = transition.ask_for_tsm(phase=row.phase, reason=given.reason, by=by, now=timezone.now())
    names = ("id", "reason", "asked_at", "answered_at", "answer")
    return 201, {name: getattr(made, name) for name in names} | {"decision": made.decision_id}


@router.get("/windows", response={200: WindowPage, **ERRORS})
def list_windows(request: HttpRequest, state: str = "", cursor: str | None = None, limit: int = 50) -> Any:
    """Support windows. Staff only."""
    rows = rows_of(SupportWindow, staff_only(need(request, "windows:read")))
    return pages(page(rows.filter(state=state) if state else rows, cursor, limit), window_out)


@router.get("/windows/{uuid:pk}", response={200: WindowOut, **ERRORS})
def get_window(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One support window, with its ETag."""
    row = one(rows_of(SupportWindow, staff_only(need(request, "windows:read"))), pk)
    with_etag(response, row.record)
    return window_out(row)


@router.post("/windows/{uuid:pk}/extensions", response={201: WindowOut, **ERRORS})
@once
def extend(request: HttpRequest, pk: UUID, given: ExtendIn) -> Any:
    """Adds days, with a reason."""
    by = staff_only(need(request, "windows:write"))
    row = one(rows_of(SupportWindow, by).select_related("phase"), pk)
    transition.extend_window(window=row, days=given.days, reason=given.reason, by=by, now=timezone.now())
    return 201, window_out(one(rows_of(SupportWindow, by), pk))


@router.post("/windows/{uuid:pk}/evaluations", response={201: WindowOut, **ERRORS})
@once
def evaluate(request: HttpRequest, pk: UUID, given: EvaluateIn) -> Any:
    """Scores the account, and closes or extends the window."""
    by = staff_only(need(request, "windows:write"))
    row = one(rows_of(SupportWindow, by).select_related("phase__biller"), pk)
    transition.evaluate_window(
        window=row, scores=given.scores, comment=given.comment, outcome=given.outcome, days=given.days, reason=given.reason,
        handed_to=person(given.handed_to), by=by, now=timezone.now(),
    )  # fmt: skip
    return 201, window_out(one(rows_of(SupportWindow, by), pk))


@router.post("/windows/{uuid:pk}/closings", response={201: WindowOut, **ERRORS})
@once
def close(request: HttpRequest, pk: UUID, given: CloseIn) -> Any:
    """Hands the biller to client services."""
    by = staff_only(need(request, "windows:write"))
    row = one(rows_of(SupportWindow, by).select_related("phase__biller"), pk)
    handed_to = person(given.handed_to)
    transition.close_window(window=row, note=given.note, handed_to=handed_to, by=by, now=timezone.now())
    return 201, window_out(one(rows_of(SupportWindow, by), pk))
