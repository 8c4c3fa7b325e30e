"""Meetings count once they were held with minutes, and calendars follow their changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from pilotage.core.errors import Forbidden, Refused
from pilotage.meetings import operations, queries
from pilotage.meetings.calendar import calendar_file
from pilotage.meetings.models import Attendance, Meeting
from pilotage.notices.models import Notice
from story import NOW

STARTS = datetime(2026, 11, 9, 9, 0, tzinfo=ZoneInfo("America/New_York"))


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


@pytest.fixture
def meeting(phase, pm, tina) -> Meeting:
    return operations.schedule_meeting(
        phase=phase,
        kind="tsm_kickoff",
        starts_at=STARTS,
        attendees=[tina, ("Cy Vendor", "cy@example.com")],
        by=pm,
        now=NOW,
    )


def attended(meeting, *names):
    return {row.pk: row.name in names for row in Attendance.objects.everywhere().filter(meeting=meeting)}


def test_users_who_are_invited_are_told_and_told_again_when_it_moves(meeting, pm, tina) -> None:
    operations.move_meeting(meeting=meeting, starts_at=STARTS + timedelta(days=1), by=pm, now=NOW)
    assert [one.user for one in Notice.objects.all()] == [tina, tina]
    assert not operations.move_meeting(meeting=meeting, starts_at=meeting.starts_at, by=pm, now=NOW)


def test_a_meeting_is_held_with_minutes_by_people_who_came_after_it_began(meeting, pm, phase) -> None:
    after = STARTS + timedelta(hours=1)
    for minutes, who, now in (("", ["Tina"], after), ("Went well", [], after), ("Went well", ["Tina"], NOW)):
        with pytest.raises(Refused):
            operations.hold_meeting(meeting=meeting, minutes=minutes, attended=attended(meeting, *who), by=pm, now=now)
    assert queries.held_tsm_meetings(phase.pk) == []
    seen = meeting.record.version
    operations.hold_meeting(
        meeting=meeting, minutes="Went well", attended=attended(meeting, "Tina"), expect=seen, by=pm, now=after
    )
    assert queries.held_tsm_meetings(phase.pk) == [meeting]


def test_a_cancelled_meeting_is_neither_held_nor_moved(meeting, pm) -> None:
    operations.cancel_meeting(meeting=meeting, reason="Snow", by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.move_meeting(meeting=meeting, starts_at=STARTS + timedelta(days=1), by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.hold_meeting(
            meeting=meeting, minutes="x", attended=attended(meeting, "Tina"), by=pm, now=STARTS + timedelta(1)
        )


def test_the_calendar_file_keeps_its_id_and_counts_its_changes(meeting, pm) -> None:
    first = Calendar.from_ical(calendar_file(meeting, now=NOW)).events[0]
    operations.move_meeting(meeting=meeting, starts_at=STARTS + timedelta(days=7), by=pm, now=NOW)
    second = Calendar.from_ical(calendar_file(meeting, now=NOW)).events[0]
    assert first["UID"] == second["UID"] and (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert first["DTSTART"].dt.astimezone(UTC) == STARTS.astimezone(UTC)
    assert len(second["ATTENDEE"]) == 2


def test_marketing_schedules_no_meetings(phase, viewer) -> None:
    with pytest.raises(Forbidden):
        operations.schedule_meeting(phase=phase, kind="other", starts_at=STARTS, by=viewer("marketing"), now=NOW)
