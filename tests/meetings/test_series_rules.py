"""When a series meets, by its rhythm alone."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.meetings.enums import Cadence
from pilotage.meetings.rules import Rhythm, new_places, slots
from pilotage.planner.calendars import no_holidays, us_federal

EASTERN = "America/New_York"
TRIAGE = Rhythm((1, 3), time(10), EASTERN, Cadence.WEEKLY, date(2026, 1, 1))
US_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles", "America/Anchorage",
    "Pacific/Honolulu",
)  # fmt: skip


def days(rhythm, start, end, calendar=None):
    return [one.day for one in slots(rhythm, calendar or no_holidays(), start, end)]


def test_tuesdays_and_thursdays_stay_at_ten_eastern_when_the_clocks_change() -> None:
    spring = {one.day: one.starts_at for one in slots(TRIAGE, no_holidays(), date(2026, 3, 5), date(2026, 3, 10))}
    assert spring == {
        date(2026, 3, 5): datetime(2026, 3, 5, 15, tzinfo=UTC),
        date(2026, 3, 10): datetime(2026, 3, 10, 14, tzinfo=UTC),
    }
    autumn = [one.starts_at.hour for one in slots(TRIAGE, no_holidays(), date(2026, 10, 29), date(2026, 11, 3))]
    assert autumn == [14, 15]


def test_a_holiday_falls_out_and_is_named() -> None:
    found = list(slots(TRIAGE, us_federal(), date(2026, 11, 24), date(2026, 12, 1)))
    assert [(one.day.day, one.day_off) for one in found] == [(24, ""), (26, found[1].day_off), (1, "")]
    assert "Thanksgiving" in found[1].day_off


@pytest.mark.parametrize(
    ("cadence", "first", "expected"),
    [
        (Cadence.WEEKLY, date(2026, 9, 1), [1, 8, 15, 22, 29]),
        (Cadence.FORTNIGHTLY, date(2026, 9, 1), [1, 15, 29]),
        (Cadence.FORTNIGHTLY, date(2026, 9, 3), [15, 29]),
        (Cadence.MONTHLY, date(2026, 9, 8), [8]),
        (Cadence.MONTHLY, date(2026, 6, 30), [29]),
    ],
)
def test_how_often(cadence, first, expected) -> None:
    rhythm = Rhythm((1,), time(9), EASTERN, cadence, first)
    assert [day.day for day in days(rhythm, date(2026, 9, 1), date(2026, 9, 30))] == expected


def test_the_fifth_week_is_the_last_one_in_shorter_months() -> None:
    rhythm = Rhythm((1,), time(9), EASTERN, Cadence.MONTHLY, date(2026, 6, 30))
    found = days(rhythm, date(2026, 7, 1), date(2027, 6, 30))
    assert len(found) == 12 and all((day + timedelta(7)).month != day.month for day in found)


def test_nothing_lies_outside_the_first_and_the_last_day() -> None:
    rhythm = Rhythm((0, 1, 2, 3, 4), time(9), EASTERN, Cadence.WEEKLY, date(2026, 9, 2), date(2026, 9, 4))
    assert [day.day for day in days(rhythm, date(2026, 8, 1), date(2026, 12, 1))] == [2, 3, 4]


@given(st.sampled_from(US_ZONES), st.dates(date(2024, 1, 1), date(2033, 12, 31)), st.integers(0, 1439))
def test_the_wall_clock_reads_the_same_on_every_date_over_ten_years_in_every_us_zone(zone, start, minute) -> None:
    """The twin tries each hour in UTC until the wall clock reads right; it knows nothing of how a time is looked up in a zone."""
    at = time(minute // 60, minute % 60)
    rhythm = Rhythm((start.weekday(),), at, zone, Cadence.WEEKLY, start)
    for one in slots(rhythm, no_holidays(), start, start + timedelta(days=21)):
        guess = datetime(one.day.year, one.day.month, one.day.day, at.hour, at.minute, tzinfo=UTC)
        reads = [
            moment for hours in range(-1, 13) for moment in [guess + timedelta(hours=hours)]
            if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == guess.replace(tzinfo=None)
        ]  # fmt: skip
        if reads:
            assert one.starts_at == reads[0]
        else:  # the clock skips it: an hour later by the wall
            local = one.starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
            assert local == guess.replace(tzinfo=None) + timedelta(hours=1)


def test_a_meeting_keeps_its_day_else_moves_within_its_week_else_falls_out() -> None:
    tuesday, thursday = date(2026, 9, 1), date(2026, 9, 3)
    held = {"a": tuesday, "b": thursday, "c": tuesday + timedelta(7)}
    assert new_places(held, [thursday], Cadence.WEEKLY) == {"a": None, "b": thursday, "c": None}
    wanted = [date(2026, 9, 2), date(2026, 9, 4), date(2026, 9, 16)]
    assert new_places(held, wanted, Cadence.WEEKLY) == {"a": wanted[0], "b": wanted[1], "c": None}


@given(
    st.dictionaries(st.integers(0, 20), st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=12),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=12),
)
def test_no_two_meetings_get_one_day(held, wanted) -> None:
    placed = [day for day in new_places(held, wanted, Cadence.WEEKLY).values() if day]
    assert len(placed) == len(set(placed)) and set(placed) <= wanted
