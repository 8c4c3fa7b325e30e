"""The calendar file of a meeting, so that it lands in people's calendars and follows its changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import Meeting


def calendar_file(meeting: Meeting, *, now: datetime) -> bytes:
    """An iCalendar file (RFC 5545): a stable id, a sequence that grows with each change, times in the meeting's zone."""
    calendar, event = Calendar(), Event()
    is_off = meeting.state == MeetingState.CANCELLED
    calendar.add("prodid", "-//Pilotage//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_off else "REQUEST")
    starts = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    event.add("uid", f"{meeting.pk}@pilotage")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", starts + timedelta(minutes=meeting.minutes_long))
    event.add("summary", meeting.title)
    event.add("description", meeting.agenda)
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    for one in meeting.attendances.all():
        if one.email:
            address = vCalAddress(f"MAILTO:{one.email}")
            address.params["cn"] = vText(one.name)
            event.add("attendee", address, encode=False)
    calendar.add_component(event)
    calendar.add_missing_timezones()
    data: bytes = calendar.to_ical()
    return data
