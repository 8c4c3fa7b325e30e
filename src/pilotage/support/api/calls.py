"""Triage calls over the API: the series, who is invited, how each case left it, the minutes."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.people.api import (
    CREATES,
    ERRORS,
    ApiProblem,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    once,
    one,
    page,
    pages,
    person,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.support import operations, queries
from pilotage.support.enums import CallState, Path
from pilotage.support.models import Case, TriageCall

router = Router(tags=["triage calls"])
Some = Annotated[str, Field(min_length=1, max_length=300)]


class TriageCallOut(Schema):
    """One triage call; `slot_date` is its day in the series, also when it is moved; `left` counts cases left without a way.

    `minutes` of a missed one say why.
    """

    id: UUID
    version: int
    slot_date: date
    starts_at: datetime
    minutes_long: int
    time_zone: str
    state: CallState
    minutes: str
    held_at: datetime | None
    left: int | None


class TriageCallPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[TriageCallOut]
    next: str | None


class InvitedOut(Schema):
    """Somebody who is invited; `has_attended` is null until the call has minutes. `id` is sent back with them."""

    id: int
    user: int
    name: str
    is_leader: bool
    has_attended: bool | None


class TriageOutcomeOut(Schema):
    """How a case left the call: its way, in words, whose it is, by when."""

    case: UUID
    code: str
    path: Path
    path_words: str
    owner: int
    due_date: date
    decided_at: datetime


class TriageCallWhole(TriageCallOut):
    """A call with who is invited, leaders first, and how cases left it, critical first."""

    invited: list[InvitedOut]
    outcomes: list[TriageOutcomeOut]


class TriageOutcomeIn(Given):
    """A case's defined way to resolution, with an owner and a day."""

    case: UUID
    path: Path
    path_words: Some
    owner: Whole
    due_date: Day


class TriageMinutesIn(Given):
    """Who came, by the ids of `invited`, and what was said besides the cases."""

    attended: list[Whole] = Field(default_factory=list, max_length=500)
    minutes: Text = Field("", max_length=20_000)


class TriageInvitationIn(Given):
    """Who else shall come."""

    users: list[Whole] = Field(min_length=1, max_length=100)


class TriageCancelIn(Given):
    """Why it won't take place, or didn't."""

    reason: Some


def call_out(row: TriageCall) -> dict[str, Any]:
    """Plain values of a call."""
    names = ("slot_date", "starts_at", "minutes_long", "time_zone", "state", "minutes", "held_at")
    own = {name: getattr(row, name) for name in names}
    return own | {"id": row.pk, "version": row.record.version, "left": row.left_count}


def _whole(request: HttpRequest, row: TriageCall) -> dict[str, Any]:
    invited = [
        {"id": each.pk, "user": each.user_id, "name": each.user.name, "is_leader": each.is_leader, "has_attended": each.has_attended}
        for each in queries.attendances_of(row)
    ]  # fmt: skip
    outcomes = [
        {
            "case": each.case_id, "code": each.case.code, "path": each.path, "path_words": each.path_words,
            "owner": each.owner_id, "due_date": each.due_date, "decided_at": each.decided_at,
        }
        for each in queries.outcomes_of(staff_in(request), row)
    ]  # fmt: skip
    return call_out(row) | {"invited": invited, "outcomes": outcomes}


def _rows() -> Any:
    return TriageCall.objects.select_related("record")


@router.get("/triage-calls", auth=TokenDoor("projects:read"), response={200: TriageCallPage, **ERRORS})
def list_triage_calls(
    request: HttpRequest, state: CallState | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Triage calls, over all billers' cases; staff only."""
    staff_in(request)
    return pages(page(_rows().filter(**({"state": state} if state else {})), cursor, limit), call_out)


@router.get("/triage-calls/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: TriageCallWhole, **ERRORS})
def get_triage_call(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One call with who is invited and how cases left it, and its ETag."""
    staff_in(request)
    row = one(_rows(), pk)
    with_etag(response, row.record)
    return _whole(request, row)


@router.post(
    "/triage-calls/{uuid:pk}/outcomes", auth=TokenDoor("projects:write"), response={201: TriageCallWhole, **CREATES}
)
@once
def triage_in_call(request: HttpRequest, pk: UUID, given: TriageOutcomeIn) -> Any:
    """A case leaves the call with its way, an owner and a day; said again, the later one counts."""
    by = staff_in(request)
    call = one(_rows(), pk)
    case = rows_of(Case, by).filter(pk=given.case).first()
    owner = person(given.owner)
    if case is None or owner is None:
        raise ApiProblem(409, "There is no such case.", code="case", field="case")
    operations.triage_in_call(
        call=call, case=case, path=given.path, path_words=given.path_words, owner=owner, due_date=given.due_date, by=by,
        now=timezone.now(),
    )  # fmt: skip
    return Status(201, _whole(request, one(_rows(), pk)))


@router.post(
    "/triage-calls/{uuid:pk}/minutes", auth=TokenDoor("projects:write"), response={201: TriageCallWhole, **CREATES}
)
@once
def hold_triage_call(request: HttpRequest, pk: UUID, given: TriageMinutesIn) -> Any:
    """The call took place: who came (at least one leader), and what was said; who came gets the minutes."""
    by = staff_in(request)
    call = one(_rows(), pk)
    operations.hold_call(call=call, attended=given.attended, minutes=given.minutes, by=by, now=timezone.now())
    return Status(201, _whole(request, one(_rows(), pk)))


@router.post(
    "/triage-calls/{uuid:pk}/invitations", auth=TokenDoor("projects:write"), response={201: TriageCallWhole, **CREATES}
)
@once
def invite_to_triage_call(request: HttpRequest, pk: UUID, given: TriageInvitationIn) -> Any:
    """Invites people to the call; who is invited already stays so."""
    by = staff_in(request)
    call = one(_rows(), pk)
    people = [who for user in given.users if (who := person(user)) is not None]
    operations.invite_to_call(call=call, people=people, by=by, now=timezone.now())
    return Status(201, _whole(request, one(_rows(), pk)))


@router.post(
    "/triage-calls/{uuid:pk}/misses", auth=TokenDoor("projects:write"), response={201: TriageCallOut, **CREATES}
)
@once
def miss_triage_call(request: HttpRequest, pk: UUID, given: TriageCancelIn) -> Any:
    """The call's time has passed and it didn't take place; its cases stay on the agenda."""
    by = staff_in(request)
    operations.miss_call(call=one(_rows(), pk), reason=given.reason, by=by, now=timezone.now())
    return Status(201, call_out(one(_rows(), pk)))


@router.post(
    "/triage-calls/{uuid:pk}/cancellations",
    auth=TokenDoor("projects:write"),
    response={201: TriageCallOut, **CREATES},
)
@once
def cancel_triage_call(request: HttpRequest, pk: UUID, given: TriageCancelIn) -> Any:
    """The call won't take place; who is invited is told."""
    by = staff_in(request)
    operations.cancel_call(call=one(_rows(), pk), reason=given.reason, by=by, now=timezone.now())
    return Status(201, call_out(one(_rows(), pk)))
