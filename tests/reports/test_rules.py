"""How a project stands, what changed, and when a report is due."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilotage.reports.enums import Cadence, Standing
from pilotage.reports.rules import changes, due_slot, standing


def facts(**more):
    plain = {
        "dates": {
            "target": "2027-02-15",
            "expected": "2027-02-12",
            "planned": "2027-02-12",
            "late_days": -1,
            "went_live": None,
        },
        "plan": {"state": "active", "reason": "", "done": 10, "total": 40, "overdue": 0},
        "raid": {"open": [], "high": 0},
        "tests": [],
        "milestones": [],
    }
    return {
        key: value | more.get(key, {}) if isinstance(value, dict) else more.get(key, value)
        for key, value in plain.items()
    }


@pytest.mark.parametrize(
    ("more", "expected", "words"),
    [
        ({}, Standing.ON_TRACK, "keeps the target"),
        ({"dates": {"late_days": 0}}, Standing.ON_TRACK, "keeps the target"),
        ({"dates": {"late_days": 1}}, Standing.LATE, "1 working day after"),
        ({"dates": {"late_days": 6}, "raid": {"high": 2}}, Standing.LATE, "6 working days after"),
        ({"raid": {"high": 1}}, Standing.AT_RISK, "1 high risk or issue open"),
        ({"plan": {"overdue": 2}}, Standing.ON_TRACK, "keeps"),
        ({"plan": {"overdue": 3}}, Standing.AT_RISK, "3 tasks overdue"),
        ({"dates": {"target": None}}, Standing.AT_RISK, "no target is set"),
        ({"plan": {"state": "on_hold", "reason": "Budget"}, "dates": {"late_days": 9}}, Standing.HELD, "Budget"),
        ({"dates": {"went_live": "2027-02-15", "late_days": 9}}, Standing.LIVE, "Since Mon 15 Feb 2027."),
    ],
)
def test_a_project_stands_by_the_first_line_that_fits(more, expected, words) -> None:
    found, why = standing(facts(**more))
    assert found == expected and words.lower() in why.lower()


def test_the_first_report_has_nothing_to_compare_with() -> None:
    assert changes(None, facts()) == ["This is the first report; the next one says here what changed."]


def test_nothing_changed_is_said() -> None:
    assert changes(facts(), facts()) == ["Nothing changed."]


def test_what_changed_is_said_dates_first() -> None:
    risk = {"code": "R1", "title": "Vendor is late", "score": 20, "rating": "high"}
    uat = {"id": "1", "name": "UAT", "passed": 4, "failing": 0, "total": 9, "is_signed": False}
    kickoff = {"name": "Kickoff done", "date": "2026-11-02", "done_on": None}
    before = facts(
        raid={"open": [risk | {"code": "R2", "title": "Old", "rating": "low"}]}, tests=[uat], milestones=[kickoff]
    )
    after = facts(
        dates={"expected": "2027-02-22"}, raid={"open": [risk]}, plan={"done": 13},
        tests=[uat | {"passed": 6, "failing": 1}], milestones=[kickoff | {"done_on": "2026-11-03"}],
    )  # fmt: skip
    assert changes(before, after) == [
        "The expected go-live moved from Fri 12 Feb 2027 to Mon 22 Feb 2027.",
        "Milestone reached: Kickoff done, on Tue 3 Nov 2026.",
        "New: R1 Vendor is late (high).",
        "Closed: R2 Old.",
        "UAT: 6 of 9 passed, 1 failing (was 4).",
        "3 tasks were completed.",
    ]


def at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 30)


FRIDAY = date(2026, 11, 6)


@pytest.mark.parametrize(
    ("cadence", "local", "expected"),
    [
        ("", at(FRIDAY, 10), None),
        ("weekly", at(FRIDAY, 8), None),
        ("weekly", at(FRIDAY, 9), FRIDAY),
        ("weekly", at(FRIDAY + timedelta(6), 23), FRIDAY),
        ("weekly", at(FRIDAY + timedelta(7), 9), FRIDAY + timedelta(7)),
        ("fortnightly", at(FRIDAY + timedelta(7), 9), FRIDAY),
        ("fortnightly", at(FRIDAY + timedelta(14), 9), FRIDAY + timedelta(14)),
        ("monthly", at(FRIDAY, 9), FRIDAY),
        ("monthly", at(FRIDAY + timedelta(21), 9), FRIDAY),
        ("monthly", at(date(2026, 12, 4), 9), date(2026, 12, 4)),
    ],
)
def test_a_report_is_due_on_its_day_and_hour(cadence, local, expected) -> None:
    assert due_slot(cadence, 4, 9, date(2026, 11, 2), local) == expected


@given(
    st.sampled_from([Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.MONTHLY]), st.integers(0, 4), st.integers(0, 23),
    st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 200),
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_slot_is_on_its_weekday_never_ahead_and_never_goes_back(cadence, weekday, hour, since, days) -> None:
    earlier = due_slot(cadence, weekday, hour, since, at(since + timedelta(days), 12))
    later = due_slot(cadence, weekday, hour, since, at(since + timedelta(days + 1), 12))
    if earlier is not None:
        assert earlier.weekday() == weekday and since <= earlier <= since + timedelta(days)
        assert later is not None and later >= earlier
