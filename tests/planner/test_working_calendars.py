"""Working calendars: which days are off, and counting working days."""

import datetime as dt
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilotage.planner.calendars import WorkingCalendar, calendar_named, no_holidays, us_bank, us_federal
from pilotage.planner.errors import PlanError
from pilotage.planner.federal import bank_days_off

DAY = dt.timedelta(days=1)
days = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))
calendars = st.sampled_from([us_federal(), us_bank(), no_holidays(), WorkingCalendar("four days", week=[0, 1, 2, 3])])


@pytest.mark.parametrize(
    ("day", "federal", "bank", "why"),
    [
        ("2026-07-03", False, True, "4 July 2026 is a Saturday: federal Friday off, banks open"),
        ("2026-07-02", True, True, "the day before that"),
        ("2026-07-06", True, True, "the Monday after that"),
        ("2027-07-05", False, False, "4 July 2027 is a Sunday: both on Monday"),
        ("2027-07-06", True, True, "the day after that"),
        ("2027-12-31", False, True, "New Year's Day 2028 is a Saturday: federal in the year before"),
        ("2027-12-24", False, True, "Christmas 2027 is a Saturday"),
        ("2028-01-03", True, True, "nothing is left for the Monday"),
        ("2023-01-02", False, False, "New Year's Day 2023 is a Sunday"),
        ("2023-11-10", False, True, "Veterans Day 2023 is a Saturday"),
        ("2026-11-11", False, False, "Veterans Day on a Wednesday"),
        ("2026-11-26", False, False, "Thanksgiving"),
        ("2026-11-27", True, True, "the day after Thanksgiving is worked"),
        ("2026-01-19", False, False, "Martin Luther King Jr. Day"),
        ("2026-02-16", False, False, "Washington's Birthday"),
        ("2026-05-25", False, False, "Memorial Day"),
        ("2026-06-19", False, False, "Juneteenth"),
        ("2020-06-19", True, True, "Juneteenth before it was a holiday"),
        ("2026-09-07", False, False, "Labor Day"),
        ("2026-10-12", False, False, "Columbus Day"),
        ("2024-02-29", True, True, "a leap day on a Thursday"),
    ],
)
def test_federal_and_bank_days_off_differ_where_a_holiday_falls_on_saturday(day, federal, bank, why):
    date = dt.date.fromisoformat(day)
    assert us_federal().is_working(date) is federal, why
    assert us_bank().is_working(date) is bank, why
    assert no_holidays().is_working(date), why


@pytest.mark.parametrize("year", range(2021, 2061))
def test_bank_days_off_are_the_federal_ones_without_the_fridays_before_a_saturday(year):
    federal = {dt.date(year, 1, 1) + DAY * n for n in range(366) if (dt.date(year, 1, 1) + DAY * n).year == year}
    federal = {day for day in federal if day.weekday() < 5 and not us_federal().is_working(day)}
    moved_to_friday = {
        day for day in federal if day.weekday() == 4 and "observed" in (us_federal().holiday_name(day) or "")
    }
    assert set(bank_days_off(year)) == federal - moved_to_friday


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        ("2026-07-02", 1, "2026-07-06"),
        ("2026-07-02", 0, "2026-07-02"),
        ("2026-07-03", 0, "2026-07-06"),
        ("2026-07-03", 1, "2026-07-06"),
        ("2026-07-04", 2, "2026-07-07"),
        ("2026-07-06", -1, "2026-07-02"),
        ("2026-07-05", -1, "2026-07-02"),
        ("2025-12-31", 1, "2026-01-02"),
        ("2024-02-28", 1, "2024-02-29"),
        ("2024-02-29", 1, "2024-03-01"),
    ],
)
def test_adding_working_days_counts_only_days_that_are_worked(day, count, expected):
    assert us_federal().add_working_days(dt.date.fromisoformat(day), count) == dt.date.fromisoformat(expected)


def test_next_and_previous_working_day_stay_on_a_day_that_is_worked():
    calendar, worked, saturday = us_federal(), dt.date(2026, 7, 7), dt.date(2026, 7, 4)
    assert calendar.next_working_day(worked) == calendar.previous_working_day(worked) == worked
    assert calendar.next_working_day(saturday) == dt.date(2026, 7, 6)
    assert calendar.previous_working_day(saturday) == dt.date(2026, 7, 2)


def test_days_off_of_a_person_come_on_top_and_leave_the_base_alone():
    base, monday = us_federal(), dt.date(2026, 8, 3)
    own = base.with_days_off("Ana", [monday, monday + DAY])
    assert own.next_working_day(monday) == dt.date(2026, 8, 5)
    assert not own.is_working(dt.date(2026, 7, 3)), "the holidays of the base stay"
    assert own.with_days_off("Ana, later", [dt.date(2026, 8, 5)]).next_working_day(monday) == dt.date(2026, 8, 6)
    assert base.is_working(monday)
    assert own.holiday_name(monday) == "Day off"
    assert own.holiday_name(dt.date(2026, 8, 1)) is None, "a weekend is no holiday"


@given(calendars, days, st.integers(-800, 800))
def test_counting_agrees_with_walking_day_by_day(calendar, day, count):
    step = DAY if count > 0 else -DAY
    walked, left = day, abs(count)
    while left:
        walked += step
        left -= calendar.is_working(walked)
    while not count and not calendar.is_working(walked):
        walked += DAY
    assert calendar.add_working_days(day, count) == walked


@given(calendars, days, days)
def test_working_days_between_counts_the_first_day_and_not_the_last(calendar, first, last):
    low, high = min(first, last), min(max(first, last), min(first, last) + DAY * 900)
    counted = sum(calendar.is_working(low + DAY * n) for n in range((high - low).days))
    assert calendar.working_days_between(low, high) == counted
    assert calendar.working_days_between(high, low) == -counted


@given(days, st.permutations([1931, 1999, 2020, 2031, 2090]))
def test_numbers_of_days_do_not_depend_on_what_was_asked_first(day, years):
    calendar = WorkingCalendar("fresh", holidays=bank_days_off)
    for year in years:
        calendar.position(dt.date(year, 5, 5))
    assert calendar.position(day) == us_bank().position(day)
    assert calendar.day_at(calendar.position(day)) == us_bank().next_working_day(day)


def test_many_threads_may_ask_a_growing_calendar_at_once():
    calendar, wrong = WorkingCalendar("shared", holidays=bank_days_off), []

    def ask(years):
        for year in years:
            day = dt.date(year, 3, 3)
            if calendar.next_working_day(day) != us_bank().next_working_day(day):
                wrong.append(day)

    threads = [
        Thread(target=ask, args=(range(first, first + step * 60, step),)) for first in (1990, 2020) for step in (1, -1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_calendar_without_a_worked_day_and_an_unknown_name_are_refused():
    with pytest.raises(PlanError, match="no usable work week"):
        WorkingCalendar("never", week=[])
    with pytest.raises(PlanError, match="no usable work week"):
        WorkingCalendar("eighth", week=[7])
    with pytest.raises(PlanError, match="us-federal, us-bank, none"):
        calendar_named("mars")
    assert calendar_named("none") is no_holidays()


def test_dates_beyond_the_calendar_are_refused_and_not_crashed_on():
    calendar = no_holidays()
    for ask in (
        lambda: calendar.add_working_days(dt.date.max, 5),
        lambda: calendar.add_working_days(dt.date.min, -5),
        lambda: calendar.add_working_days(dt.date(2499, 12, 31), 1),
        lambda: calendar.add_working_days(dt.date(1900, 1, 1), -1),
        lambda: calendar.day_at(10**9),
    ):
        with pytest.raises(PlanError, match="years 1900 to 2499"):
            ask()
    assert calendar.previous_working_day(dt.date(2499, 12, 31)) == dt.date(2499, 12, 31)
    assert calendar.next_working_day(dt.date(1900, 1, 1)) == dt.date(1900, 1, 1)
