"""Meetings count once they were held with minutes, and calendars follow their changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import OutboxMessage
from pilotage.core.viewer import system
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


def files_sent(email: str) -> list[Calendar]:
    """The calendar files that this address was sent, in order."""
    rows = OutboxMessage.objects.filter(channel="mail").order_by("created_at", "id")
    return [Calendar.from_ical(row.payload["file"]["text"]) for row in rows if email in row.payload["to"]]


def test_users_and_guests_get_the_calendar_file_and_each_change_of_it(meeting, pm, tina) -> None:
    later = STARTS + timedelta(days=1)
    operations.change_meeting(
        meeting=meeting, title="Kickoff", agenda="", minutes_long=30, starts_at=later, by=pm, now=NOW
    )
    operations.cancel_meeting(meeting=meeting, reason="Snow", by=pm, now=NOW)
    for email in (tina.email, "cy@example.com"):
        found = files_sent(email)
        assert [one["METHOD"] for one in found] == ["REQUEST", "REQUEST", "CANCEL"]
        assert [one.events[0]["SEQUENCE"] for one in found] == [0, 1, 2]
        assert len({one.events[0]["UID"] for one in found}) == 1
        assert found[1].events[0]["DTSTART"].dt == later and found[1].events[0]["SUMMARY"] == "Kickoff"
        assert found[2].events[0]["STATUS"] == "CANCELLED"
        assert all("ORGANIZER" in one.events[0] for one in found)


def test_an_invitation_taken_back_leaves_that_calendar_alone(meeting, pm, tina) -> None:
    cy = Attendance.objects.everywhere().get(email="cy@example.com")
    operations.remove_attendee(attendance=cy, by=pm, now=NOW)
    last = files_sent("cy@example.com")[-1]
    assert last["METHOD"] == "CANCEL" and "cy@example.com" in last.events[0]["ATTENDEE"]
    assert len(files_sent(tina.email)) == 1
    assert [one.name for one in Attendance.objects.everywhere()] == ["Tina"]


def test_the_same_person_is_invited_once_and_nobody_to_what_is_over(meeting, pm, tina) -> None:
    assert operations.add_attendee(meeting=meeting, who=tina, by=pm, now=NOW).user == tina
    assert Attendance.objects.everywhere().count() == 2 and len(files_sent(tina.email)) == 1
    operations.cancel_meeting(meeting=meeting, reason="Snow", by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.add_attendee(meeting=meeting, who=("Late", "late@example.com"), by=pm, now=NOW)


def test_times_in_the_file_follow_the_zone_over_a_change_of_clocks(phase, pm) -> None:
    summer = datetime(2027, 3, 15, 9, 0, tzinfo=ZoneInfo("America/New_York"))
    made = operations.schedule_meeting(phase=phase, kind="presentation", starts_at=summer, by=pm, now=NOW)
    made = queries.meeting_for(system(), made.pk)
    text = calendar_file(made, now=NOW).decode()
    assert "DTSTART;TZID=America/New_York:20270315T090000" in text and "BEGIN:VTIMEZONE" in text


def test_who_changes_what_somebody_else_changed_is_told(meeting, pm) -> None:
    seen = meeting.record.version
    operations.move_meeting(meeting=meeting, starts_at=STARTS + timedelta(days=1), expect=seen, by=pm, now=NOW)
    with pytest.raises(Stale):
        operations.move_meeting(meeting=meeting, starts_at=STARTS + timedelta(days=2), expect=seen, by=pm, now=NOW)


def test_one_of_two_who_cancel_and_minute_at_once_is_refused(meeting, pm) -> None:
    mine, theirs = (queries.meeting_for(system(), meeting.pk) for _ in range(2))
    after = STARTS + timedelta(hours=1)
    operations.hold_meeting(meeting=mine, minutes="Done", attended=attended(mine, "Tina"), by=pm, now=after)
    with pytest.raises(Refused, match="over or cancelled"):
        operations.cancel_meeting(meeting=theirs, reason="Nobody came", by=pm, now=after)
