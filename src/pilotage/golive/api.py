"""Readiness, approvals, waivers and the go-live over the API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.golive import operations as golive
from pilotage.golive.enums import GateId
from pilotage.golive.queries import readiness
from pilotage.people.api import CREATES, ERRORS, Day, Given, Moment, Text, TokenDoor, once, one, rows_of, staff_in

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


class LiveIn(Given):
    """The day of the go-live, where the biller is."""

    on: Day


class WaiverIn(Given):
    """A gate that may pass for a time."""

    gate: GateId
    reason: Text
    expires_at: Moment


@router.get("/phases/{uuid:pk}/readiness", auth=TokenDoor("readiness:read"), response={200: ReadinessOut, **ERRORS})
def get_readiness(request: HttpRequest, pk: UUID) -> Any:
    """Every gate of a phase, read now. Staff only."""
    return readiness(one(rows_of(Phase, staff_in(request)), pk), now=timezone.now())


@router.post("/phases/{uuid:pk}/approvals", auth=TokenDoor("readiness:write"), response={201: ReadinessOut, **CREATES})
@once
def approve(request: HttpRequest, pk: UUID) -> Any:
    """Signs for the side of the token's account; refused while a gate is blocked."""
    by = staff_in(request)
    phase, now = one(rows_of(Phase, by), pk), timezone.now()
    golive.approve(phase=phase, by=by, now=now)
    return Status(201, readiness(phase, now=now))


@router.post("/phases/{uuid:pk}/waivers", auth=TokenDoor("readiness:write"), response={201: ReadinessOut, **CREATES})
@once
def waive(request: HttpRequest, pk: UUID, given: WaiverIn) -> Any:
    """Lets one gate pass for a time; for client services leaders."""
    by = staff_in(request)
    phase, now = one(rows_of(Phase, by), pk), timezone.now()
    golive.waive_gate(phase=phase, gate=given.gate, reason=given.reason, expires_at=given.expires_at, by=by, now=now)
    return Status(201, readiness(phase, now=now))


@router.post("/phases/{uuid:pk}/go-live", auth=TokenDoor("readiness:write"), response={201: ReadinessOut, **CREATES})
@once
def go_live(request: HttpRequest, pk: UUID, given: LiveIn) -> Any:
    """Makes the phase live, by the same operation as the page: every gate, both approvals, the day."""
    by = staff_in(request)
    phase, now = one(rows_of(Phase, by), pk), timezone.now()
    golive.go_live(phase=phase, on=given.on, by=by, now=now)
    return Status(201, readiness(one(rows_of(Phase, by), pk), now=now))
