"""Meetings, their series, topics and actions over the API."""

from datetime import time
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Status

from pilotage.billers.models import Phase
from pilotage.meetings import operations, queries
from pilotage.meetings.api.holding import router as holding
from pilotage.meetings.api.shapes import (
    ActionIn,
    ActionOut,
    MeetingIn,
    MeetingOut,
    MeetingPage,
    MeetingWhole,
    SeriesIn,
    SeriesOut,
    SeriesPage,
    State,
    TopicIn,
    TopicOut,
    action_out,
    meeting_out,
    series_out,
    topic_out,
)
from pilotage.meetings.models import Meeting, MeetingSeries
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Limit,
    TokenDoor,
    once,
    one,
    page,
    pages,
    person,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.work.queries import tasks_of

router = Router(tags=["meetings"])
router.add_router("", holding)


@router.get("/meeting-series", auth=TokenDoor("projects:read"), response={200: SeriesPage, **ERRORS})
def list_meeting_series(
    request: HttpRequest,
    phase: UUID | None = None,
    biller: UUID | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """Series of meetings of one phase, one biller or all; staff only."""
    rows, wanted = rows_of(MeetingSeries, staff_in(request)), {"phase": phase, "biller": biller}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), series_out)


@router.post("/meeting-series", auth=TokenDoor("projects:write"), response={201: SeriesOut, **CREATES})
@once
def create_meeting_series(request: HttpRequest, given: SeriesIn) -> Any:
    """Begins a series and invites."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by).select_related("biller"), given.phase)
    fields = given.dict(exclude={"phase", "people", "at", "kind"})
    people = [user for user in map(person, given.people) if user is not None]
    made = operations.begin_series(
        phase=phase,
        kind=given.kind,
        guests=people,
        at=time.fromisoformat(given.at),
        by=by,
        now=timezone.now(),
        **fields,
    )
    return Status(201, series_out(one(rows_of(MeetingSeries, by), made.pk)))


@router.get("/meeting-series/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: SeriesOut, **ERRORS})
def get_meeting_series(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One series, with its ETag."""
    row = one(rows_of(MeetingSeries, staff_in(request)), pk)
    with_etag(response, row.record)
    return series_out(row)


@router.get("/meetings", auth=TokenDoor("projects:read"), response={200: MeetingPage, **ERRORS})
def list_meetings(
    request: HttpRequest, phase: UUID | None = None, series: UUID | None = None, state: State | None = None, cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Meetings of one phase, one series or all; staff only."""
    rows, wanted = rows_of(Meeting, staff_in(request)), {"phase": phase, "series": series, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), meeting_out)


@router.post("/meetings", auth=TokenDoor("projects:write"), response={201: MeetingOut, **CREATES})
@once
def schedule_meeting(request: HttpRequest, given: MeetingIn) -> Any:
    """Schedules a meeting of a phase and invites: everybody gets the calendar file."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    people = [user for user in map(person, given.people) if user is not None]
    fields = given.dict(exclude={"phase", "people"})
    made = operations.schedule_meeting(phase=phase, attendees=people, by=by, now=timezone.now(), **fields)
    return Status(201, meeting_out(one(rows_of(Meeting, by), made.pk)))


@router.get("/meetings/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: MeetingWhole, **ERRORS})
def get_meeting(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One meeting with topics and actions, with its ETag."""
    by = staff_in(request)
    row = one(rows_of(Meeting, by), pk)
    with_etag(response, row.record)
    return meeting_out(row) | {
        "agenda": [topic_out(item) for item in queries.items_of(row.pk)],
        "actions": [action_out(task) for task in tasks_of(row.pk, by)],
    }


@router.post("/meetings/{uuid:pk}/agenda", auth=TokenDoor("projects:write"), response={201: TopicOut, **CREATES})
@once
def create_agenda_item(request: HttpRequest, pk: UUID, given: TopicIn) -> Any:
    """Puts one more topic on the agenda."""
    by = staff_in(request)
    made = operations.add_item(meeting=one(rows_of(Meeting, by), pk), by=by, now=timezone.now(), **given.dict())
    return Status(201, topic_out(made))


@router.post("/meetings/{uuid:pk}/actions", auth=TokenDoor("projects:write"), response={201: ActionOut, **CREATES})
@once
def create_action(request: HttpRequest, pk: UUID, given: ActionIn) -> Any:
    """An action becomes a task of its owner."""
    by = staff_in(request)
    row = one(rows_of(Meeting, by).select_related("biller", "record"), pk)
    made = operations.add_action(
        meeting=row, title=given.title, owner=person(given.owner), due_date=given.due_date, by=by, now=timezone.now()
    )
    return Status(201, action_out(made))
