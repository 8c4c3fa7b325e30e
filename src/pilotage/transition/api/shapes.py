"""What decisions and support windows look like over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator

from pilotage.people.api import Flag, Given, Text, Whole, whole
from pilotage.transition.enums import Choice, ReviewState
from pilotage.transition.models import SupportWindow, TransitionDecision, WeeklyReview
from pilotage.transition.risk_signs import Sign, SignKind

Days = Annotated[int, Field(ge=1, le=180), BeforeValidator(whole)]


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
    over_capacity_reason: str
    decided_at: datetime | None
    newer: NewerOut | None


class DecisionIn(Given):
    """TSM, TAM or help desk, with the person and, where it differs from the policy, a reason.

    `over_capacity` says that a leader means it although the person is full then; it needs a reason too.
    """

    choice: Choice
    assignee: Whole | None = None
    support: Literal["transition_success", "transition_success_light"] | None = None
    window_days: Whole | None = None
    meetings: Whole | None = None
    reason: Text = ""
    over_capacity: Flag = False


class WhyIn(Given):
    """Why."""

    reason: Text = ""


class RequestIn(Given):
    """Why a TSM is needed."""

    reason: Text = Field(min_length=1)


class RequestOut(Schema):
    """A request for a TSM."""

    id: int
    decision: UUID
    reason: str
    asked_at: datetime
    answered_at: datetime | None
    answer: str


class RiskSignOut(Schema):
    """A sign that a biller ahead of its go-live is not going well; `when` is the day of the evidence, `url` its page."""

    kind: SignKind
    words: str
    when: date | None
    url: str


class RiskSignsOut(Schema):
    """The risk signs of one transition; none once it is live or cancelled."""

    decision: UUID
    phase: UUID
    signs: list[RiskSignOut]


class ReviewOut(Schema):
    """A weekly review. `decided` and `left` count its minutes; 0 while it is open."""

    id: UUID
    version: int
    state: ReviewState
    opened_at: datetime
    closed_at: datetime | None
    present: str
    remarks: str
    on_agenda: int
    decided: int
    left: int


class ReviewPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ReviewOut]
    next: str | None


class MinutesIn(Given):
    """Who was at the review, and what else was said."""

    present: Text = Field(min_length=1)
    remarks: Text = ""


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


class ExtendIn(Given):
    """More days, and why. `over_capacity` says that a leader means it although the owner is full then."""

    days: Days
    reason: Text = Field(min_length=1)
    over_capacity: Flag = False


class EvaluateIn(Given):
    """A score from 1 to 5 for each question, and what follows: close or extend."""

    scores: dict[str, Whole]
    comment: Text = ""
    outcome: Literal["close", "extend", "tam"]
    days: Days | None = None
    reason: Text = ""
    handed_to: Whole | None = None
    over_capacity: Flag = False


class CloseIn(Given):
    """What client services takes over, and who of them."""

    note: Text = Field(min_length=1)
    handed_to: Whole | None = None


def decision_out(row: TransitionDecision) -> dict[str, Any]:
    """Plain values of a decision."""
    names = (
        "support", "row", "policy_version", "window_days", "missing", "reason", "choice", "chosen_support", "chosen_window_days",
        "chosen_meetings", "is_override", "override_reason", "over_capacity_reason",
        "decided_at",
    )  # fmt: skip
    newer = row.newer and row.newer | {"meetings": row.newer["meetings_required"]}
    own = {name: getattr(row, name) for name in names}
    return own | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id,
        "meetings": row.meetings_required, "assignee": row.assignee_id, "newer": newer,
    }  # fmt: skip


def sign_out(one: Sign) -> dict[str, Any]:
    """Plain values of a risk sign."""
    when = one.when.date() if isinstance(one.when, datetime) else one.when
    return {"kind": one.kind, "words": one.words, "when": when, "url": one.url}


def review_out(row: WeeklyReview) -> dict[str, Any]:
    """Plain values of a weekly review."""
    names = ("state", "opened_at", "closed_at", "present", "remarks")
    counted = {name: len(row.minutes.get(name, [])) for name in ("decided", "left")}
    own = {name: getattr(row, name) for name in names}
    return own | counted | {"id": row.pk, "version": row.record.version, "on_agenda": len(row.agenda)}


def window_out(row: SupportWindow) -> dict[str, Any]:
    """Plain values of a support window."""
    return {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "support": row.support,
        "owner": row.owner_id, "go_live": row.go_live_date, "days": row.days, "is_minimum": row.is_minimum, "ends_at": row.ends_at,
        "state": row.state, "closed_at": row.closed_at, "closing_note": row.closing_note, "handed_to": row.handed_to_id,
    }  # fmt: skip
