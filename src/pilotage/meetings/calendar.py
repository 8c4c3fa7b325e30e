"""The calendar file of a meeting, so that it lands in people's calendars and follows its changes."""

from collections.abc import Iterable
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


def calendar_file(
    meeting: Meeting, *, now: datetime, method: str = "", rows: Iterable[Attendance] | None = None
) -> bytes:
    """An iCalendar file (RFC 5545, RFC 5546): a stable id, a sequence that grows with each change, times in its own zone.

    `method` is that of the meeting unless given; `rows` are those who are named in it: all who are invited unless given.
    The organiser is always the installation's mail address: calendars follow changes only from the one who invited.
    """
    method = method or method_of(meeting)
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//Pilotage//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    starts = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    event.add("uid", f"{meeting.pk}@pilotage")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.minutes_long))
    event.add("summary", meeting.title)
    lines = joining_lines(meeting.kind)
    agenda = agenda_text(meeting)
    event.add("description", "\n".join([*lines, *([""] if lines and agenda else []), agenda]).strip())
    event.add("status", "CANCELLED" if method == CANCEL else "CONFIRMED")
    name = app_settings.value("provider_name") or "Pilotage"
    event.add("organizer", _address(name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]), encode=False)
    for one in rows if rows is not None else meeting.attendances.order_by("pk"):
        if one.email:
            event.add("attendee", _invited(one), encode=False)
    if meeting.time_zone != UTC_NAME:
        calendar.add_component(_zone(meeting.time_zone))
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


def _invited(one: Attendance) -> vCalAddress:
    address = _address(one.name, one.email)
    # Nobody reads the answers that calendars send; who comes is noted with the minutes.
    address.params.update({"role": "REQ-PARTICIPANT", "partstat": "NEEDS-ACTION", "rsvp": "FALSE"})
    return address


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    address.params["cn"] = vText(name.replace('"', "'"))
    return address
