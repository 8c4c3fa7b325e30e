"""The dates that hang on a go-live: both sides of every border."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.planner.calendars import us_federal
from pilotage.planner.errors import PlanError
from pilotage.planner.golive_dates import dates_answer, meeting_dates, presentation_at, window_ends_at

DAY = dt.timedelta(days=1)
days = st.dates(dt.date(1995, 1, 1), dt.date(2060, 12, 31))


@pytest.mark.parametrize(
    ("go_live", "at", "why"),
    [
        ("2026-03-02", "2026-02-23T09:00:00-05:00", "a Monday: strictly before, so the week before"),
        ("2026-03-03", "2026-03-02T09:00:00-05:00", "a Tuesday: the day before"),
        ("2026-03-08", "2026-03-02T09:00:00-05:00", "a Sunday"),
        ("2026-03-09", "2026-03-02T09:00:00-05:00", "the Monday after the clocks went forward"),
        ("2026-03-10", "2026-03-09T09:00:00-04:00", "summer time"),
        ("2026-11-02", "2026-10-26T09:00:00-04:00", "last Monday of summer time"),
        ("2026-11-03", "2026-11-02T09:00:00-05:00", "first Monday of winter time"),
        ("2026-01-20", "2026-01-12T09:00:00-05:00", "King Day the day before"),
        ("2026-01-26", "2026-01-12T09:00:00-05:00", "a Monday whose Monday before is King Day"),
        ("2026-01-27", "2026-01-26T09:00:00-05:00", "a week later it is free"),
        ("2026-05-26", "2026-05-18T09:00:00-04:00", "Memorial Day"),
        ("2026-10-13", "2026-10-05T09:00:00-04:00", "Columbus Day"),
        ("2027-07-06", "2027-06-28T09:00:00-04:00", "4 July observed on Monday 5 July"),
        ("2024-01-02", "2023-12-18T09:00:00-05:00", "New Year's Day and Christmas on Mondays, one after the other"),
        ("2024-01-08", "2023-12-18T09:00:00-05:00", "the same for the Monday after"),
        ("2024-01-09", "2024-01-08T09:00:00-05:00", "the day after that it is over"),
        ("2023-12-26", "2023-12-18T09:00:00-05:00", "Christmas alone"),
        ("2024-03-01", "2024-02-26T09:00:00-05:00", "after a leap day"),
    ],
)
def test_the_presentation_is_the_last_free_monday_strictly_before_go_live(go_live, at, why):
    assert presentation_at(dt.date.fromisoformat(go_live)).isoformat() == at, why


@given(days)
def test_no_later_monday_before_go_live_would_be_free(go_live):
    at = presentation_at(go_live)
    assert (at.weekday(), at.hour, at.minute) == (0, 9, 0)
    assert at.date() < go_live
    assert us_federal().is_working(at.date())
    later = [at.date() + 7 * DAY * n for n in range(1, 9)]
    assert all(not us_federal().is_working(monday) for monday in later if monday < go_live)


@pytest.mark.parametrize(
    ("go_live", "count", "expected", "why"),
    [
        ("2026-03-31", 0, [], "none asked for"),
        ("2026-03-31", 1, ["2026-03-24"], "a week before"),
        ("2026-03-31", 2, ["2026-03-17", "2026-03-24"], "earliest first"),
        ("2026-03-31", 4, ["2026-03-03", "2026-03-10", "2026-03-17", "2026-03-24"], "four weeks"),
        ("2026-03-28", 1, ["2026-03-20"], "a Saturday go-live: the Friday before a week earlier"),
        ("2026-03-29", 1, ["2026-03-20"], "a Sunday go-live"),
        ("2026-01-26", 1, ["2026-01-16"], "King Day moves to the Friday before"),
        ("2026-01-26", 2, ["2026-01-12", "2026-01-16"], "and the others stay counted from go-live"),
        ("2026-12-03", 1, ["2026-11-25"], "Thanksgiving moves to Wednesday"),
        ("2026-12-04", 1, ["2026-11-27"], "the day after Thanksgiving is worked"),
        ("2026-07-10", 1, ["2026-07-02"], "4 July observed on Friday moves to Thursday"),
        ("2027-01-08", 2, ["2026-12-24", "2026-12-31"], "over the year end, both Fridays off"),
        ("2024-03-07", 1, ["2024-02-29"], "a leap day"),
    ],
)
def test_meetings_go_back_weekly_from_go_live_and_earlier_where_a_day_is_off(go_live, count, expected, why):
    assert [day.isoformat() for day in meeting_dates(dt.date.fromisoformat(go_live), count)] == expected, why


def test_meetings_stay_different_days_where_somebody_is_away_for_weeks():
    go_live = dt.date(2026, 3, 31)
    away = us_federal().with_days_off("TSM", [dt.date(2026, 3, 2) + DAY * n for n in range(28)])
    found = meeting_dates(go_live, 4, away)
    assert found == [dt.date(2026, 2, 24), dt.date(2026, 2, 25), dt.date(2026, 2, 26), dt.date(2026, 2, 27)]


@given(days, st.integers(0, 12), st.sets(days, max_size=30))
def test_meetings_are_different_working_days_before_go_live_in_order(go_live, count, off):
    calendar = us_federal().with_days_off("own", off | {go_live - DAY * n for n in range(3, 20)})
    found = meeting_dates(go_live, count, calendar)
    assert len(found) == count
    assert found == sorted(set(found))
    assert all(calendar.is_working(day) for day in found)
    assert all(day <= go_live - 7 * DAY * (count - place) for place, day in enumerate(found))


@pytest.mark.parametrize(
    ("go_live", "zone", "window", "ends", "why"),
    [
        ("2026-03-31", "America/New_York", 30, "2026-05-01T00:00:00-04:00", "day 30 is 30 April"),
        ("2026-03-31", "America/New_York", 90, "2026-06-30T00:00:00-04:00", "day 90 is 29 June"),
        ("2026-03-31", "America/New_York", 1, "2026-04-02T00:00:00-04:00", "day 1 is 1 April"),
        ("2026-02-10", "America/Chicago", 30, "2026-03-13T00:00:00-05:00", "the clocks go forward within"),
        ("2026-02-05", "America/Chicago", 30, "2026-03-08T00:00:00-06:00", "midnight of the day they go forward"),
        ("2026-02-06", "America/Chicago", 30, "2026-03-09T00:00:00-05:00", "and the midnight after"),
        ("2026-10-01", "America/Denver", 30, "2026-11-01T00:00:00-06:00", "midnight of the day they go back"),
        ("2026-10-02", "America/Denver", 30, "2026-11-02T00:00:00-07:00", "and the midnight after"),
        ("2026-01-15", "America/Phoenix", 90, "2026-04-16T00:00:00-07:00", "a zone without summer time"),
        ("2026-12-01", "Pacific/Honolulu", 30, "2027-01-01T00:00:00-10:00", "to the year end"),
        ("2024-01-30", "America/Anchorage", 30, "2024-03-01T00:00:00-09:00", "over a leap day"),
        ("2023-01-30", "America/Anchorage", 30, "2023-03-02T00:00:00-09:00", "without one"),
        (
            "2026-08-06",
            "America/Santiago",
            30,
            "2026-09-06T01:00:00-03:00",
            "midnight is skipped: the day begins at one",
        ),
        ("2026-08-05", "America/Santiago", 30, "2026-09-05T00:00:00-04:00", "the day before that"),
        ("2026-10-01", "America/Havana", 30, "2026-11-01T00:00:00-04:00", "midnight comes twice: the first"),
        ("2026-10-02", "America/Havana", 30, "2026-11-02T00:00:00-05:00", "the day after that"),
        ("2011-11-29", "Pacific/Apia", 30, "2011-12-31T00:00:00+14:00", "the whole day is skipped"),
        ("2026-03-31", "UTC", 30, "2026-05-01T00:00:00+00:00", "universal time"),
    ],
)
def test_a_window_ends_at_the_midnight_after_its_last_day_in_the_billers_zone(go_live, zone, window, ends, why):
    assert window_ends_at(dt.date.fromisoformat(go_live), zone, window).isoformat() == ends, why


def test_a_window_of_no_days_has_no_end():
    assert window_ends_at(dt.date(2026, 3, 31), "America/New_York", 0) is None


@given(
    days,
    st.sampled_from(["America/New_York", "America/Santiago", "America/Havana", "Pacific/Apia", "Asia/Beirut"]),
    st.integers(1, 400),
)
def test_the_second_before_the_end_still_belongs_to_the_window(go_live, zone, window):
    ends_at = window_ends_at(go_live, zone, window)
    last_day = go_live + DAY * window
    before = (ends_at.astimezone(dt.UTC) - dt.timedelta(seconds=1)).astimezone(ends_at.tzinfo)
    assert ends_at.date() > last_day
    assert before.date() <= last_day


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"go_live": "2026-02-29"}, "'2026-02-29' is not a date"),
        ({"go_live": "20260301"}, "is not a date"),
        ({"go_live": "2026-W09-1"}, "is not a date"),
        ({"go_live": "03/01/2026"}, "Write it as YYYY-MM-DD"),
        ({"go_live": ""}, "is not a date"),
        ({"zone": "America/Springfield"}, "no time zone named 'America/Springfield'"),
        ({"zone": ""}, "no time zone named"),
        ({"zone": "../../etc/passwd"}, "no time zone named"),
        ({"zone": "America"}, "no time zone named"),
        ({"zone": "EST5EDT\0"}, "no time zone named"),
        ({"window": "-1"}, "'-1' is not a whole number"),
        ({"window": "thirty"}, "'thirty' is not a whole number"),
        ({"window": "30.0"}, "is not a whole number"),
        ({"window": "³"}, "is not a whole number"),
        ({"window": "9999999"}, "run beyond the"),
        ({"meetings": "-2"}, "'-2' is not a whole number"),
        ({"meetings": "101"}, "from 0 to 100"),
        ({"go_live": "0001-01-05"}, "run beyond the"),
        ({"go_live": "9999-12-30"}, "run beyond the"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(changed, says):
    asked = {"go_live": "2026-03-31", "zone": "America/New_York", "window": "30", "meetings": "2"} | changed
    with pytest.raises(PlanError) as caught:
        dates_answer(**asked)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("window", "count"), [(-1, 1), (30, -1), (30, 101)])
def test_numbers_out_of_range_are_refused_from_code_too(window, count):
    with pytest.raises(PlanError):
        window_ends_at(dt.date(2026, 3, 31), "UTC", window)
        meeting_dates(dt.date(2026, 3, 31), count)


def test_the_answer_holds_offsets_and_plain_dates():
    assert dates_answer(go_live="2026-03-31", zone="America/Los_Angeles", window="90", meetings="2") == {
        "presentation_at": "2026-03-30T09:00:00-04:00",
        "meetings": ["2026-03-17", "2026-03-24"],
        "window_ends_at": "2026-06-30T00:00:00-07:00",
    }
