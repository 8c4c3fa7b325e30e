"""Dates and instants are shown as people say them, exact on hover, in the reader's zone."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from pilotage.ui.components.dates import date_words, distance, due_words, instant_words, working_days_between

MONDAY = date(2027, 1, 4)
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (MONDAY, MONDAY, 0),
        (MONDAY, date(2027, 1, 5), 1),
        (MONDAY, date(2027, 1, 8), 4),
        (MONDAY, date(2027, 1, 10), 4),
        (MONDAY, date(2027, 1, 11), 5),
        (date(2027, 1, 9), date(2027, 1, 10), 0),
        (date(2027, 1, 8), date(2027, 1, 11), 1),
        (MONDAY, date(2028, 1, 3), 260),
    ],
)
def test_working_days_are_counted_from_monday_to_friday(start: date, end: date, days: int) -> None:
    assert working_days_between(start, end) == days


def test_days_off_are_no_working_days_unless_they_fall_on_a_weekend() -> None:
    off = frozenset({date(2027, 1, 18), date(2027, 1, 16)})
    assert working_days_between(date(2027, 1, 15), date(2027, 1, 19), off) == 1


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (MONDAY, "today"),
        (date(2027, 1, 5), "tomorrow"),
        (date(2027, 1, 3), "yesterday"),
        (date(2027, 1, 6), "in 2 working days"),
        (date(2026, 12, 31), "2 working days ago"),
        (date(2026, 12, 28), "5 working days ago"),
        (date(2027, 4, 6), "in 66 working days"),
        (date(2027, 4, 7), "in 3 months"),
        (date(2025, 1, 4), "24 months ago"),
    ],
)
def test_a_day_says_how_far_away_it_is(day: date, words: str) -> None:
    assert distance(day, MONDAY) == words


def test_a_weekend_between_is_told_in_plain_days() -> None:
    assert distance(date(2027, 1, 10), date(2027, 1, 8)) == "in 2 days"


def test_a_date_shows_words_and_keeps_the_exact_day_for_machines_and_hover() -> None:
    shown = date_words(date(2027, 1, 20), MONDAY)
    assert 'datetime="2027-01-20"' in shown
    assert 'title="Wednesday 20 January 2027"' in shown
    assert "Wed 20 Jan<" in shown and "in 12 working days" in shown


def test_a_short_date_keeps_the_distance_for_the_hover() -> None:
    shown = date_words(date(2027, 1, 20), MONDAY, "short")
    assert "in 12 working days" in shown.split(">")[0]
    assert shown.endswith(">Wed 20 Jan</time>")


def test_a_date_far_away_names_its_year() -> None:
    assert "Tue 4 Jan 2028<" in date_words(date(2028, 1, 4), MONDAY, "short")


def test_no_date_is_a_dash() -> None:
    assert "–" in date_words(None, MONDAY)
    assert "–" in due_words(None, MONDAY)
    assert "–" in instant_words(None, datetime(2027, 1, 4, tzinfo=UTC), NEW_YORK)


def test_a_past_due_date_stands_out_until_it_is_done() -> None:
    late = due_words(date(2026, 12, 31), MONDAY)
    assert "ui-tone-bad" in late and "Overdue:" in late
    assert "ui-tone-bad" not in due_words(date(2026, 12, 31), MONDAY, done=True)
    assert "ui-tone-warn" in due_words(MONDAY, MONDAY)
    assert "ui-tone" not in due_words(date(2027, 1, 5), MONDAY)


def test_an_instant_is_told_in_the_readers_zone() -> None:
    now = datetime(2027, 1, 4, 3, 30, tzinfo=UTC)  # still Sunday evening in New York
    shown = instant_words(datetime(2027, 1, 4, 14, 5, tzinfo=UTC), now, NEW_YORK)
    assert "tomorrow, 09:05" in shown
    assert 'datetime="2027-01-04T14:05:00Z"' in shown
    assert "09:05:00 America/New_York" in shown


def test_the_billers_time_is_added_only_where_it_differs() -> None:
    now = datetime(2027, 1, 4, 12, 0, tzinfo=UTC)
    moment = datetime(2027, 1, 5, 5, 30, tzinfo=UTC)
    assert "(Mon 4 Jan, 23:30 in Chicago)" in instant_words(moment, now, NEW_YORK, "America/Chicago")
    assert "Detroit" not in instant_words(moment, now, NEW_YORK, "America/Detroit")
