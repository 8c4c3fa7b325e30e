"""What meetings look like over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import BeforeValidator

from pilotage.meetings.models import AgendaItem, Meeting, MeetingSeries
from pilotage.people.api import (
    Day,
    Given,
    Moment,
    Text,
    Whole,
    whole,
)
from pilotage.work.models import Task

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


class MeetingIn(Given):
    """A new meeting of a phase. `people` are users who are invited."""

    phase: UUID
    kind: Kind
    starts_at: Moment
    minutes_long: Minutes = 60
    title: Text | None = Field(None, max_length=200)
    time_zone: Text = Field("America/New_York", max_length=60)
    agenda: Text = Field("", max_length=5000)
    people: list[Whole] = Field(default_factory=list, max_length=100)


class MeetingMoveIn(Given):
    """Another time."""

    starts_at: Moment


class AttendanceOut(Schema):
    """Who is invited, and whether they came; null while nobody said."""

    id: int
    name: str
    has_attended: bool | None


class MeetingMinutesIn(Given):
    """What was said, and the ids of the attendances of who came."""

    minutes: Text = Field(min_length=1, max_length=20_000)
    attended: list[Whole] = Field(min_length=1, max_length=200)


class CancelIn(Given):
    """Why it won't take place."""

    reason: Text = Field(min_length=1, max_length=300)
