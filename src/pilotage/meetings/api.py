"""Meetings, their series, topics and actions over the API."""

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.meetings import operations, queries
from pilotage.meetings.models import AgendaItem, Meeting, MeetingSeries
from pilotage.people.api import (
    CREATES,
    ERRORS,
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
    whole,
    with_etag,
)
from pilotage.work.models import Task
from pilotage.work.queries import tasks_of

router = Router(tags=["meetings"])
Kind = Literal["tsm_kickoff", "tsm_meeting", "presentation", "steering", "client", "other"]
State = Literal["proposed", "scheduled", "held", "cancelled"]
Weekday = Annotated[int, Field(ge=0, le=6), BeforeValidator(whole)]
Minutes = Annotated[int, Field(ge=5, le=480), BeforeValidator(whole)]
TopicMinutes = Annotated[int, Field(ge=1, le=480), BeforeValidator(whole)]
Clock = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


class SeriesOut(Schema):
    """A series. `weekdays` are numbers, Monday is 0; `at` is the time there, HH:MM."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    kind: str
    title: str
    agenda: str
    weekdays: list[int]
    at: str
    time_zone: str
    minutes_long: int
    cadence: str
    first_date: date
    last_date: date | None
    stopped_at: datetime | None


class SeriesIn(Given):
    """A new series of a phase; its meetings of the next eight weeks are made at once. `people` are users who are invited."""

    phase: UUID
    kind: Kind
    title: Text = Field(min_length=1, max_length=200)
    weekdays: list[Weekday] = Field(min_length=1, max_length=7)
    at: Clock
    time_zone: Text = Field(max_length=60)
    minutes_long: Minutes = 60
    cadence: Literal["weekly", "fortnightly", "monthly"] = "weekly"
    first_date: Day
    last_date: Day | None = None
    agenda: Text = Field("", max_length=5000)
    people: list[Whole] = Field(default_factory=list, max_length=100)


class SeriesPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[SeriesOut]
    next: str | None


class TopicOut(Schema):
    """A topic of an agenda."""

    id: int
    position: int
    title: str
    minutes_long: int | None
    presenter: str
    part: str
    remark: str
    said: str
    about: UUID | None


class TopicIn(Given):
    """One more topic."""

    title: Text = Field(min_length=1, max_length=200)
    minutes_long: TopicMinutes | None = None
    presenter: Text = Field("", max_length=120)
    part: Literal["", "pm", "tsm"] = ""
    remark: Text = Field("", max_length=5000)


class ActionOut(Schema):
    """An action: a task about the meeting."""

    id: UUID
    title: str
    state: str
    owner: int | None
    due_date: date | None


class ActionIn(Given):
    """What somebody is to do."""

    title: Text = Field(min_length=1, max_length=300)
    owner: Whole | None = None
    due_date: Day | None = None


class MeetingOut(Schema):
    """A meeting."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    series: UUID | None
    kind: str
    title: str
    starts_at: datetime
    minutes_long: int
    time_zone: str
    state: str
    minutes: str


class MeetingWhole(MeetingOut):
    """A meeting with its topics and actions."""

    agenda: list[TopicOut]
    actions: list[ActionOut]


class MeetingPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[MeetingOut]
    next: str | None


def series_out(row: MeetingSeries) -> dict[str, Any]:
    """Plain values of a series."""
    plain = (
        "kind", "title", "agenda", "weekdays", "time_zone", "minutes_long", "cadence", "first_date", "last_date", "stopped_at",
    )  # fmt: skip
    keys = {"id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id}
    return {name: getattr(row, name) for name in plain} | keys | {"at": f"{row.at:%H:%M}"}


def meeting_out(row: Meeting) -> dict[str, Any]:
    """Plain values of a meeting."""
    plain = ("kind", "title", "starts_at", "minutes_long", "time_zone", "state", "minutes")
    keys = {"biller": row.biller_id, "phase": row.phase_id, "series": row.series_id}
    return {name: getattr(row, name) for name in plain} | keys | {"id": row.pk, "version": row.record.version}


def topic_out(row: AgendaItem) -> dict[str, Any]:
    """Plain values of a topic."""
    plain = ("position", "title", "minutes_long", "presenter", "part", "remark", "said")
    return {name: getattr(row, name) for name in plain} | {"id": row.pk, "about": row.about_id}


def action_out(row: Task) -> dict[str, Any]:
    """Plain values of an action."""
    return {"id": row.pk, "title": row.title, "state": row.state, "owner": row.owner_id, "due_date": row.due_date}


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
