"""The calendar file of a meeting, so that it lands in people's calendars and follows its changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from pilotage.core import app_settings
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.joining import joining_lines
from pilotage.meetings.models import AgendaItem, Attendance, Meeting

REQUEST, CANCEL = "REQUEST", "CANCEL"
UTC_NAME = "UTC"


def method_of(meeting: Meeting) -> str:
    """What the file asks a calendar to do: keep the meeting as it now is, or take it out."""
    return CANCEL if meeting.state == MeetingState.CANCELLED else REQUEST


@dataclass(frozen=True)
class Entry:
    """One entry of people's calendars. `uid` never changes, `sequence` grows with each change; `people` are names with addresses."""

    uid: str
    sequence: int
    title: str
    description: str
    starts_at: datetime
    minutes_long: int
    time_zone: str
    method: str
    people: tuple[tuple[str, str], ...]


def calendar_file(
    meeting: Meeting, *, now: datetime, method: str = "", rows: Iterable[Attendance] | None = None
) -> bytes:
    """The calendar file of a meeting, see `file_of`.

    `method` is that of the meeting unless given; `rows` are those who are named in it: all who are invited unless given.
    """
    lines, agenda = joining_lines(meeting.kind), agenda_text(meeting)
    people = rows if rows is not None else meeting.attendances.order_by("pk")
    entry = Entry(
        uid=f"{meeting.pk}@pilotage", sequence=meeting.sequence, title=meeting.title,
        description="\n".join([*lines, *([""] if lines and agenda else []), agenda]).strip(),
        starts_at=meeting.starts_at, minutes_long=meeting.minutes_long, time_zone=meeting.time_zone,
        method=method or method_of(meeting), people=tuple((one.name, one.email) for one in people if one.email),
    )  # fmt: skip
    return file_of(entry, now=now)


def file_of(entry: Entry, *, now: datetime) -> bytes:
    """An iCalendar file (RFC 5545, RFC 5546): a stable id, a sequence that grows with each change, times in its own zone.

    The organiser is always the installation's mail address: calendars follow changes only from the one who invited.
    """
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Pilotage//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", entry.method)
    starts = entry.starts_at.astimezone(ZoneInfo(entry.time_zone))
    event.add("uid", entry.uid)
    event.add("sequence", entry.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=entry.minutes_long))
    event.add("summary", entry.title)
    event.add("description", entry.description)
    event.add("status", "CANCELLED" if entry.method == CANCEL else "CONFIRMED")
    name = app_settings.value("provider_name") or "Pilotage"
    event.add("organizer", _address(name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]), encode=False)
    for name, email in entry.people:
        event.add("attendee", _invited(name, email), encode=False)
    if entry.time_zone != UTC_NAME:
        calendar.add_component(_zone(entry.time_zone))
    calendar.add_component(event)
    data: bytes = calendar.to_ical()
    return data


def agenda_text(meeting: Meeting) -> str:
    """The topics of a meeting, one a line with their minutes; without topics what was written as its agenda."""
    rows = AgendaItem.objects.everywhere().filter(meeting=meeting).order_by("position", "pk")
    lines = [
        f"{n}. {one.title}{f' ({one.minutes_long} min)' if one.minutes_long else ''}" for n, one in enumerate(rows, 1)
    ]
    return "\n".join(lines) or meeting.agenda


@lru_cache(maxsize=64)
def _zone(name: str) -> Timezone:
    """The VTIMEZONE of a zone. Working one out takes some 20 to 100 ms."""
    return Timezone.from_tzid(name)


def _invited(name: str, email: str) -> vCalAddress:
    address = _address(name, email)
    # Nobody reads the answers that calendars send; who comes is noted with the minutes.
    address.params.update({"role": "REQ-PARTICIPANT", "partstat": "NEEDS-ACTION", "rsvp": "FALSE"})
    return address


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name.replace('"', "'"))
    return address
