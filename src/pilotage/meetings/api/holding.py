"""Moving, cancelling and minuting meetings over the API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from pilotage.core.viewer import Viewer
from pilotage.meetings import operations
from pilotage.meetings.api.shapes import (
    AttendanceOut,
    CancelIn,
    MeetingMinutesIn,
    MeetingMoveIn,
    MeetingOut,
    meeting_out,
)
from pilotage.meetings.models import Meeting
from pilotage.people.api import CREATES, ERRORS, TokenDoor, once, one, rows_of, staff_in

router = Router(tags=["meetings"])


@router.get(
    "/meetings/{uuid:pk}/attendances", auth=TokenDoor("projects:read"), response={200: list[AttendanceOut], **ERRORS}
)
def list_attendances(request: HttpRequest, pk: UUID) -> Any:
    """Who is invited to a meeting, and who came. Staff only."""
    rows = _found(staff_in(request), pk).attendances.everywhere().order_by("pk")
    return [{"id": one.pk, "name": one.name, "has_attended": one.has_attended} for one in rows]


@router.post("/meetings/{uuid:pk}/moves", auth=TokenDoor("projects:write"), response={201: MeetingOut, **CREATES})
@once
def move_meeting(request: HttpRequest, pk: UUID, given: MeetingMoveIn) -> Any:
    """Moves a meeting; who is invited gets the changed calendar file."""
    by = staff_in(request)
    operations.move_meeting(meeting=_found(by, pk), starts_at=given.starts_at, by=by, now=timezone.now())
    return Status(201, meeting_out(_found(by, pk)))


@router.post(
    "/meetings/{uuid:pk}/cancellations", auth=TokenDoor("projects:write"), response={201: MeetingOut, **CREATES}
)
@once
def cancel_meeting(request: HttpRequest, pk: UUID, given: CancelIn) -> Any:
    """Cancels a meeting; the calendar file takes it out of everybody's calendar."""
    by = staff_in(request)
    operations.cancel_meeting(meeting=_found(by, pk), reason=given.reason, by=by, now=timezone.now())
    return Status(201, meeting_out(_found(by, pk)))


@router.post("/meetings/{uuid:pk}/minutes", auth=TokenDoor("projects:write"), response={201: MeetingOut, **CREATES})
@once
def hold_meeting(request: HttpRequest, pk: UUID, given: MeetingMinutesIn) -> Any:
    """Says that a meeting took place: its minutes, and who came. It counts for the go-live from then on."""
    by = staff_in(request)
    row = _found(by, pk)
    came = {one.pk: one.pk in given.attended for one in row.attendances.everywhere()}
    operations.hold_meeting(meeting=row, minutes=given.minutes, attended=came, by=by, now=timezone.now())
    return Status(201, meeting_out(_found(by, pk)))


def _found(by: Viewer, pk: UUID) -> Meeting:
    found: Meeting = one(rows_of(Meeting, by).select_related("phase__biller"), pk)
    return found
