"""Series of meetings: made once per date, followed when they change, cancelled when they stop."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import OutboxMessage
from pilotage.core.operations import delivering
from pilotage.core.schedules import known
from pilotage.core.viewer import system
from pilotage.meetings import operations
from pilotage.meetings.calendar import calendar_file
from pilotage.meetings.models import Meeting, MeetingSeries
from pilotage.meetings.operations import series as making
from pilotage.notices.models import Notice
from story import NOW

EASTERN = "America/New_York"
FIELDS = {
    "title": "Weekly call", "weekdays": [1], "at": time(10), "time_zone": EASTERN, "cadence": "weekly",
    "first_date": date(2026, 11, 2),
}  # fmt: skip
#: Tuesdays of the eight weeks from 2 November 2026.
TUESDAYS = [date(2026, 11, 3) + timedelta(weeks=n) for n in range(8)]


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


@pytest.fixture
def series(phase, pm, tina) -> MeetingSeries:
    guests = [tina, ("Vic Vendor", "vic@example.com")]
    return operations.begin_series(phase=phase, kind="steering", guests=guests, by=pm, now=NOW, **FIELDS)


def meetings(**wanted):
    return list(Meeting.objects.everywhere().filter(**wanted).order_by("starts_at"))


def test_its_meetings_are_made_eight_weeks_ahead_at_the_same_wall_clock(series) -> None:
    made = meetings(series=series)
    assert [one.slot_date for one in made] == TUESDAYS
    assert {one.starts_at.astimezone(ZoneInfo(EASTERN)).time() for one in made} == {time(10)}
    assert {row.name for row in made[0].attendances.all()} == {"Tina", "Vic Vendor"}


def test_running_the_job_again_makes_only_what_came_into_sight(series) -> None:
    assert operations.make_all_meetings(by=system(), now=NOW) == 0
    later = NOW + timedelta(weeks=2)
    assert operations.make_all_meetings(by=system(), now=later) == 2
    assert operations.make_all_meetings(by=system(), now=later) == 0
    assert len({one.slot_date for one in meetings(series=series)}) == 10


def test_a_job_that_dies_half_way_leaves_nothing_doubled_and_nothing_missing(series, monkeypatch) -> None:
    later, real, done = NOW + timedelta(weeks=4), making.schedule_meeting, []

    def dies(**given):
        if len(done) == 2:
            raise SystemExit
        done.append(real(**given))
        return done[-1]

    monkeypatch.setattr(making, "schedule_meeting", dies)
    job = next(one for one in known() if one.name == "meetings.series")
    with pytest.raises(SystemExit):
        delivering.run_due(job, now=later)
    assert len(meetings(series=series)) == 8
    monkeypatch.undo()
    mails = OutboxMessage.objects.count()
    assert delivering.run_due(job, now=later) and not delivering.run_due(job, now=later)
    assert [one.slot_date for one in meetings(series=series)][:8] == TUESDAYS
    assert len(meetings(series=series)) == 12
    assert OutboxMessage.objects.count() == mails + 4 * 2


def test_each_meeting_has_a_calendar_file_with_an_id_of_its_own(series, pm) -> None:
    one, other = meetings(series=series)[:2]
    ids = [Calendar.from_ical(calendar_file(each, now=NOW)).events[0]["UID"] for each in (one, other)]
    assert len(set(ids)) == 2
    operations.change_series(series=series, at=time(11), by=pm, now=NOW)
    one.refresh_from_db()
    again = Calendar.from_ical(calendar_file(one, now=NOW)).events[0]
    assert again["UID"] == ids[0] and again["SEQUENCE"] == 1


def test_a_new_time_moves_the_coming_ones_and_tells_who_is_invited(series, pm, tina) -> None:
    Notice.objects.all().delete()
    told = operations.effect_of(series, {"at": time(14)}, NOW)
    effect = operations.change_series(series=series, at=time(14), by=pm, now=NOW)
    assert effect == told and effect.moved == 8 and not effect.cancelled and not effect.made
    assert Notice.objects.filter(user=tina, text__contains="moved to").count() == 8


def test_another_weekday_moves_each_within_its_week_and_every_second_week_cancels_the_rest(series, pm) -> None:
    operations.change_series(series=series, weekdays=[3], by=pm, now=NOW)
    # Thanksgiving, Thursday 26 November, falls out.
    days = [one.slot_date for one in meetings(series=series, state="scheduled")]
    assert days == [day + timedelta(2) for day in TUESDAYS if day != date(2026, 11, 24)]
    effect = operations.change_series(series=series, cadence="fortnightly", by=pm, now=NOW)
    assert effect.cancelled == len(days) - len(meetings(series=series, state="scheduled"))
    back = operations.change_series(series=series, cadence="weekly", by=pm, now=NOW)
    assert back.made == effect.cancelled


def test_what_a_person_cancelled_moved_or_named_stays_theirs(series, pm) -> None:
    first, second, third = meetings(series=series)[:3]
    operations.cancel_meeting(meeting=first, reason="Snow", by=pm, now=NOW)
    operations.move_meeting(meeting=second, starts_at=second.starts_at + timedelta(days=1), by=pm, now=NOW)
    operations.change_meeting(meeting=third, title="Special", agenda="", minutes_long=60, by=pm, now=NOW)
    assert operations.make_all_meetings(by=system(), now=NOW) == 0
    effect = operations.change_series(series=series, title="Steering", by=pm, now=NOW)
    assert (effect.moved, effect.cancelled, effect.made) == (0, 0, 0)
    titles = [one.title for one in meetings(series=series)]
    assert titles[:3] == ["Weekly call", "Steering", "Special"] and set(titles[3:]) == {"Steering"}


def test_guests_come_and_go_with_the_coming_meetings(series, pm, tina, person) -> None:
    gil = person("im", name="Gil")
    operations.change_series(series=series, guests=[gil, ("Vic Vendor", "vic@example.com")], by=pm, now=NOW)
    for one in meetings(series=series):
        assert {row.name for row in one.attendances.all()} == {"Gil", "Vic Vendor"}


def test_a_stopped_series_cancels_what_is_ahead_and_makes_nothing_more(series, pm, tina) -> None:
    later = datetime(2026, 11, 12, tzinfo=UTC)
    with pytest.raises(Refused):
        operations.stop_series(series=series, reason=" ", by=pm, now=later)
    Notice.objects.all().delete()
    assert operations.stop_series(series=series, reason="Live", by=pm, now=later) == 6
    assert Notice.objects.filter(user=tina, text__contains="is cancelled: The series ends: Live").count() == 6
    assert len(meetings(series=series, state="scheduled")) == 2
    assert operations.make_all_meetings(by=system(), now=later + timedelta(weeks=3)) == 0
    with pytest.raises(Refused):
        operations.change_series(series=series, at=time(9), by=pm, now=later)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"), ({"weekdays": []}, "weekdays"), ({"weekdays": [7]}, "weekdays"), ({"at": None}, "at"),
        ({"time_zone": "Mars/Base"}, "time_zone"), ({"cadence": "daily"}, "cadence"), ({"minutes_long": 4}, "minutes_long"),
        ({"last_date": date(2026, 11, 1)}, "last_date"), ({"first_date": date(1999, 1, 1)}, "first_date"),
        ({"agenda": "Card 4111 1111 1111 1111"}, "agenda"),
    ],
)  # fmt: skip
def test_what_can_not_be_is_refused_beside_its_field(phase, pm, wrong, field) -> None:
    with pytest.raises(Refused) as refused:
        operations.begin_series(phase=phase, kind="steering", by=pm, now=NOW, **(FIELDS | wrong))
    assert refused.value.field == field and not meetings()


def test_roles_that_may_not_change_meetings_may_not_begin_series(phase, viewer) -> None:
    with pytest.raises(Forbidden):
        operations.begin_series(phase=phase, kind="steering", by=viewer("marketing"), now=NOW, **FIELDS)
