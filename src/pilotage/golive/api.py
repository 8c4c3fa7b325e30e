"""Readiness, approvals, waivers and the go-live over the API."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from pilotage.billers.models import Phase
from pilotage.golive import operations as golive
from pilotage.golive.queries import readiness
from pilotage.people.api import ERRORS, ApiProblem, need, once, one, rows_of, staff_only

router = Router(tags=["readiness"])


class GateOut(Schema):
    """One gate as read now."""

    id: str
    state: str
    read_at: str
    evidence: str
    missing: list[str]


class ReadinessOut(Schema):
    """Whether a phase may go live."""

    ready: bool
    gates: list[GateOut]


class LiveIn(Schema):
    """The day of the go-live, where the biller is."""

    on: date


class WaiverIn(Schema):
    """A gate that may pass for a time."""

    gate: str
    reason: str = Field(min_length=1)
    expires_at: datetime


@router.get("/phases/{uuid:pk}/readiness", response={200: ReadinessOut, **ERRORS})
def get_readiness(request: HttpRequest, pk: UUID) -> Any:
    """Every gate of a phase, read now. Staff only."""
    return readiness(one(rows_of(Phase, staff_only(need(request, "readiness:read"))), pk), now=timezone.now())


@router.post("/phases/{uuid:pk}/approvals", response={201: ReadinessOut, **ERRORS})
@once
def approve(request: HttpRequest, pk: UUID) -> Any:
    """Signs for the side of the token's account; refused while a gate is blocked."""
    by = staff_only(need(request, "readiness:write"))
    phase, now = one(rows_of(Phase, by), pk), timezone.now()
    golive.approve(phase=phase, by=by, now=now)
    return 201, readiness(phase, now=now)


@router.post("/phases/{uuid:pk}/waivers", response={201: ReadinessOut, **ERRORS})
@once
def waive(request: HttpRequest, pk: UUID, given: WaiverIn) -> Any:
    """Lets one gate pass for a time; for client services leaders."""
    by = staff_only(need(request, "readiness:write"))
    phase, now = one(rows_of(Phase, by), pk), timezone.now()
    if given.expires_at.tzinfo is None:
        raise ApiProblem(
            422, "Give expires_at with its offset, such as 2027-03-01T00:00:00Z.", code="zone", field="expires_at"
        )
    golive.waive_gate(phase=phase, gate=given.gate, reason=given.reason, expires_at=given.expires_at, by=by, now=now)
    return 201, readiness(phase, now=now)


@router.post("/phases/{uuid:pk}/go-live", response={201: ReadinessOut, **ERRORS})
@once
def go_live(request: HttpRequest, pk: UUID, given: LiveIn) -> Any:
    """Makes the phase live, by the same operation as the page: every gate, both approvals, the day."""
    by = staff_only(need(request, "readiness:write"))
    phase, now = one(rows_of(Phase, by), pk), timezone.now()
    golive.go_live(phase=phase, on=given.on, by=by, now=now)
    return 201, readiness(one(rows_of(Phase, by), pk), now=now)
