"""What versions of the support policy look like over the API."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator

from pilotage.catalogue.enums import Vertical
from pilotage.core.models.tables import PolicyVersion
from pilotage.people.api import Amount, Day, Flag, Given, Text, whole
from pilotage.transition.enums import DraftState
from pilotage.transition.models import PolicyDraft
from pilotage.transition.policy_rows import content_of, rows_of
from pilotage.transition.what_if import Filled, WhatIf

Supports = Literal["transition_success", "transition_success_light", "help_desk"]
Afterwards = Literal["client_services", "client_services_and_csm"]
#: At most so many changed transitions are told one by one.
MOST_CHANGED = 1000


class PolicyRowOut(Schema):
    """A row: for which billers it holds (null and none is any), and what they get. Money is USD; `mrr_below` doesn't belong to it."""

    id: str
    integration: Literal["new", "existing"] | None
    verticals: list[Vertical]
    mrr_from: Decimal | None
    mrr_below: Decimal | None
    support: Supports
    window_days: int
    window_is_minimum: bool
    meetings: int
    after_window: Afterwards | None
    note: str


class PolicyVersionOut(Schema):
    """A published version; it never changes again."""

    name: str
    effective_date: date
    author: str
    reason: str
    rows: list[PolicyRowOut]


class PolicyVersionList(Schema):
    """All published versions; `in_force` is the name of the one that decides today."""

    in_force: str
    items: list[PolicyVersionOut]


class PolicyDraftOut(Schema):
    """A version in the making; `version` is what If-Match takes, `name` what decisions will show."""

    id: UUID
    version: int
    name: str
    effective_date: date
    reason: str
    state: DraftState
    author: int
    reviewer: int | None
    reviewed_at: datetime | None
    review_note: str
    rows: list[PolicyRowOut]


class PolicyDraftPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[PolicyDraftOut]
    next: str | None


class PolicyRowIn(Given):
    """A row: for which billers it holds, and what they get. What is left out of the conditions is any."""

    id: Text = Field(min_length=1, max_length=10)
    integration: Literal["new", "existing"] | None = None
    verticals: list[Vertical] = Field(default_factory=list, max_length=10)
    mrr_from: Amount | None = None
    mrr_below: Amount | None = None
    support: Supports
    window_days: Annotated[int, Field(ge=0, le=365), BeforeValidator(whole)]
    window_is_minimum: Flag = False
    meetings: Annotated[int, Field(ge=0, le=20), BeforeValidator(whole)]
    after_window: Afterwards | None = None
    note: Text = Field("", max_length=300)


Rows = Annotated[list[PolicyRowIn], Field(min_length=1, max_length=60)]


class PolicyDraftIn(Given):
    """A version: its name, from when, why, and all of its rows."""

    name: Text = Field(min_length=1, max_length=30)
    effective_date: Day
    reason: Text = Field(min_length=1, max_length=4000)
    rows: Rows


class PolicyDraftPatch(Given):
    """What changes; rows are given all together."""

    name: Text | None = Field(None, min_length=1, max_length=30)
    effective_date: Day | None = None
    reason: Text | None = Field(None, min_length=1, max_length=4000)
    rows: Rows | None = None


class PolicyReturnIn(Given):
    """What is to be changed; the author may take it back without."""

    reason: Text = Field("", max_length=2000)


class PolicyChangeOut(Schema):
    """A transition that would be proposed otherwise."""

    phase: UUID
    name: str
    is_decided: bool
    row: str
    support: str
    row_then: str
    support_then: str
    window_days_then: int | None
    meetings_then: int | None


class PolicyMonthOut(Schema):
    """What go-lives of a month cost now and would cost; null is those without a date."""

    month: date | None
    go_lives: int
    days_now: int
    days_then: int
    meetings_now: int
    meetings_then: int


class PolicyRoomOut(Schema):
    """The fullest week of a month ahead in points: decided and pending as now, or with the draft, and what TSMs and TAMs can take."""

    month: date
    monday: date
    now: int
    then: int
    room: float


class PolicyWhatIf(Schema):
    """What the draft would do: of all that is pending or was decided in the last year. `left_off` changes aren't told one by one."""

    pending: int
    pending_changed: int
    decided: int
    decided_changed: int
    changed: list[PolicyChangeOut]
    left_off: int
    months: list[PolicyMonthOut]
    ahead: list[PolicyRoomOut]


def content_in(rows: Sequence[PolicyRowIn], base: Mapping[str, Any]) -> dict[str, Any]:
    """Rows as sent, as the table that is stored."""
    return content_of([_fields(row) for row in rows], base)


def _fields(row: PolicyRowIn) -> dict[str, Any]:
    money = {
        name: None if getattr(row, name) is None else Decimal(getattr(row, name)) for name in ("mrr_from", "mrr_below")
    }
    words = {"verticals": [str(one) for one in row.verticals], "integration": row.integration or ""}
    return row.dict() | money | words | {"after_window": row.after_window or "", "id": " ".join(row.id.split())}


def _row_out(row: Mapping[str, Any]) -> dict[str, Any]:
    return dict(row) | {"integration": row["integration"] or None, "after_window": row["after_window"] or None}


def version_out(row: PolicyVersion) -> dict[str, Any]:
    """Plain values of a published version."""
    names = ("effective_date", "author", "reason")
    rows = [_row_out(one) for one in rows_of(row.content)]
    return {name: getattr(row, name) for name in names} | {"name": row.version, "rows": rows}


def draft_out(row: PolicyDraft) -> dict[str, Any]:
    """Plain values of a version in the making."""
    names = ("effective_date", "reason", "state", "reviewed_at", "review_note")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "version": row.record.version, "name": row.version, "author": row.author_id,
        "reviewer": row.reviewer_id, "rows": [_row_out(one) for one in rows_of(row.content)],
    }  # fmt: skip


def what_if_out(found: WhatIf, ahead: Sequence[Filled]) -> dict[str, Any]:
    """Plain values of a version that was replayed; pending ones first."""
    changed = sorted(found.changed, key=lambda one: one.standing.is_decided)
    pending = sum(1 for one in changed if not one.standing.is_decided)
    return {
        "pending": found.total - found.decided,
        "pending_changed": pending,
        "decided": found.decided,
        "decided_changed": len(changed) - pending,
        "changed": [
            {
                "phase": one.standing.key, "name": one.standing.name, "is_decided": one.standing.is_decided,
                "row": one.standing.row, "support": one.standing.support, "row_then": one.then.row or "",
                "support_then": one.then.support.value, "window_days_then": one.then.window_days,
                "meetings_then": one.then.meetings,
            }
            for one in changed[:MOST_CHANGED]
        ],
        "left_off": max(0, len(changed) - MOST_CHANGED),
        "months": [{"month": month} | vars(one) for month, one in found.months.items()],
        "ahead": [vars(one) for one in ahead],
    }  # fmt: skip
