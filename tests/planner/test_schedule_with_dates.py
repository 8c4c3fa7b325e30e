"""Schedules with days off, dates that happened, dates that a person fixed, today, and a target."""

import datetime as dt

import pytest

from pilotage.planner.calendars import no_holidays, us_federal
from pilotage.planner.errors import PlanError
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Task

# March 2026: the 2nd, 9th, 16th, 23rd and 30th are Mondays, and no federal holiday falls in it.
MONDAY = dt.date(2026, 3, 2)


def march(day):
    return dt.date(2026, 3, day)


def chain(**dates):
    """A (2 days), then B (3 days), then C (1 day); `dates` give one of them dates of its own."""
    return [
        Task("A", 2, **dates.get("A", {})),
        Task("B", 3, ("A",), **dates.get("B", {})),
        Task("C", 1, ("B",), **dates.get("C", {})),
    ]


def spans(found):
    return {task.id: (task.start.day, task.finish.day) for task in found.tasks}


def planned(today=None, target=None, **dates):
    return schedule(chain(**dates), start=MONDAY, calendar=us_federal(), today=today, target=target)


@pytest.mark.parametrize(
    ("start", "days", "calendar", "first", "last"),
    [
        ("2026-03-02", 1, us_federal(), "2026-03-02", "2026-03-02"),
        ("2026-03-06", 2, us_federal(), "2026-03-06", "2026-03-09"),
        ("2026-03-07", 1, us_federal(), "2026-03-09", "2026-03-09"),
        ("2026-07-03", 1, us_federal(), "2026-07-06", "2026-07-06"),
        ("2026-07-03", 1, no_holidays(), "2026-07-03", "2026-07-03"),
        ("2026-07-02", 2, us_federal(), "2026-07-02", "2026-07-06"),
        ("2026-12-31", 2, us_federal(), "2026-12-31", "2027-01-04"),
        ("2027-12-30", 2, us_federal(), "2027-12-30", "2028-01-03"),
        ("2024-02-28", 2, us_federal(), "2024-02-28", "2024-02-29"),
        ("2023-02-28", 2, us_federal(), "2023-02-28", "2023-03-01"),
    ],
)
def test_a_start_on_a_day_off_moves_to_the_next_working_day_and_the_finish_is_the_last_day_worked(
    start, days, calendar, first, last
):
    found = schedule([Task("A", days)], start=dt.date.fromisoformat(start), calendar=calendar)
    assert (found.tasks[0].start.isoformat(), found.tasks[0].finish.isoformat()) == (first, last)
    assert found.finish == found.tasks[0].finish


def test_without_dates_of_its_own_each_task_follows_the_one_before():
    assert spans(planned()) == {"A": (2, 3), "B": (4, 6), "C": (9, 9)}
    assert planned().critical_ids == ("A", "B", "C")


def test_a_plan_without_tasks_has_no_finish():
    found = schedule([], start=MONDAY, calendar=us_federal())
    assert (found.finish, found.tasks, found.conflicts) == (None, (), ())


@pytest.mark.parametrize(
    ("finished_on", "b", "c"),
    [(2, (3, 5), (6, 6)), (3, (4, 6), (9, 9)), (4, (5, 9), (10, 10)), (6, (9, 11), (12, 12)), (7, (9, 11), (12, 12))],
)
def test_a_late_finish_moves_what_follows_and_an_early_one_lets_it_move_up(finished_on, b, c):
    found = planned(A={"actual_start": march(2), "actual_finish": march(finished_on)})
    assert spans(found) == {"A": (2, finished_on), "B": b, "C": c}
    assert not found.by_id["A"].is_critical, "what is finished holds nothing up any more"
    assert found.critical_ids == ("B", "C")
    assert found.conflicts == ()


@pytest.mark.parametrize(
    ("today", "a", "b"),
    [(1, (2, 3), (4, 6)), (2, (2, 3), (4, 6)), (3, (3, 4), (5, 9)), (7, (9, 10), (11, 13)), (9, (9, 10), (11, 13))],
)
def test_nothing_unfinished_starts_before_today(today, a, b):
    found = planned(today=march(today))
    assert (spans(found)["A"], spans(found)["B"]) == (a, b)


@pytest.mark.parametrize(
    ("today", "finish", "follows"), [(2, 3, 4), (3, 3, 4), (4, 4, 5), (6, 6, 9), (7, 9, 10), (9, 9, 10)]
)
def test_what_has_started_finishes_today_at_the_earliest_and_keeps_its_start(today, finish, follows):
    found = planned(today=march(today), A={"actual_start": march(2)})
    assert spans(found)["A"] == (2, finish)
    assert spans(found)["B"][0] == follows
    assert found.by_id["A"].late_start == march(2)


def test_a_task_that_started_out_of_turn_keeps_its_start_and_does_not_pull_what_it_waited_for():
    found = planned(B={"actual_start": march(2)})
    assert spans(found) == {"A": (2, 3), "B": (2, 4), "C": (5, 5)}
    assert found.by_id["A"].float_days == 2


def test_a_task_finished_out_of_turn_no_longer_hurries_what_it_waited_for():
    found = planned(B={"actual_start": march(2), "actual_finish": march(4)})
    assert spans(found) == {"A": (2, 3), "B": (2, 4), "C": (5, 5)}
    assert found.by_id["A"].float_days == 2
    assert found.critical_ids == ("C",)


def test_work_done_on_a_day_off_is_shown_on_that_day():
    found = planned(A={"actual_start": march(7), "actual_finish": march(7)})
    assert (found.by_id["A"].start, found.by_id["A"].finish) == (march(7), march(7))
    assert found.by_id["B"].start == march(9)


@pytest.mark.parametrize(("day", "start"), [(3, 4), (4, 4), (5, 5), (7, 9), (8, 9), (9, 9)])
def test_no_earlier_than_holds_a_task_back_and_never_pulls_it_forward(day, start):
    found = planned(B={"no_earlier_than": march(day)})
    assert found.by_id["B"].start == march(start)
    assert found.conflicts == ()


def test_a_fixed_start_stays_and_what_follows_counts_from_it():
    found = planned(B={"fixed_start": march(10)})
    assert spans(found) == {"A": (2, 3), "B": (10, 12), "C": (13, 13)}
    assert found.conflicts == ()
    assert (found.by_id["A"].float_days, found.by_id["B"].float_days) == (4, 0)
    assert found.by_id["A"].late_finish == march(9)
    assert found.critical_ids == ("B", "C")


def test_a_fixed_start_that_comes_too_early_stays_and_the_conflict_is_told():
    found = planned(B={"fixed_start": march(3)})
    assert spans(found) == {"A": (2, 3), "B": (3, 5), "C": (6, 6)}
    [conflict] = found.conflicts
    assert (conflict.task_id, conflict.days) == ("B", 1)
    assert conflict.reason == "The start is fixed on 2026-03-03, but A, which it depends on, finishes on 2026-03-03."
    assert "Move the start to 2026-03-04 or later" in conflict.remedy
    assert found.by_id["A"].float_days == -1


@pytest.mark.parametrize(("fixed", "b", "missing"), [(5, (3, 5), 1), (6, (4, 6), 0), (9, (5, 9), 0), (4, (2, 4), 2)])
def test_a_fixed_finish_stays_and_its_start_is_counted_back(fixed, b, missing):
    found = planned(B={"fixed_finish": march(fixed)})
    assert spans(found)["B"] == b
    assert [conflict.days for conflict in found.conflicts] == ([missing] if missing else [])
    if missing:
        assert "Move the finish to 2026-03-06 or later" in found.conflicts[0].remedy


@pytest.mark.parametrize(("finish", "missing"), [(6, 0), (5, 1), (4, 2)])
def test_when_both_ends_are_fixed_the_days_that_are_missing_are_told(finish, missing):
    found = planned(B={"fixed_start": march(4), "fixed_finish": march(finish)})
    assert spans(found)["B"] == (4, finish)
    assert [conflict.days for conflict in found.conflicts] == ([missing] if missing else [])


def test_a_date_fixed_on_a_day_off_stays_and_is_told():
    found = planned(B={"fixed_start": march(7)})
    assert found.by_id["B"].start == march(7)
    assert found.by_id["B"].finish == march(11)
    assert [conflict.reason for conflict in found.conflicts] == ["The start is fixed on 2026-03-07, a day off."]


def test_a_fixed_start_that_has_gone_by_stays_and_is_told():
    found = planned(today=march(12), A={"fixed_start": march(9)})
    assert spans(found)["A"] == (9, 10)
    assert [(conflict.task_id, conflict.days) for conflict in found.conflicts] == [("A", 3)]
    assert "it can start on 2026-03-12 at the earliest" in found.conflicts[0].reason


@pytest.mark.parametrize(("today", "missing"), [(5, 0), (6, 0), (9, 1), (10, 2)])
def test_a_started_task_with_a_fixed_finish_is_told_once_that_day_has_gone_by(today, missing):
    found = planned(
        today=march(today), B={"actual_start": march(4), "fixed_finish": march(6)}, A={"actual_finish": march(3)}
    )
    assert spans(found)["B"] == (4, 6)
    assert [conflict.days for conflict in found.conflicts] == ([missing] if missing else [])


def test_what_happened_goes_before_what_was_fixed():
    found = planned(B={"fixed_start": march(10), "actual_start": march(4), "actual_finish": march(5)})
    assert spans(found) == {"A": (2, 3), "B": (4, 5), "C": (6, 6)}
    assert found.conflicts == ()


@pytest.mark.parametrize(
    ("target", "spare", "critical"), [(9, 0, True), (10, 1, True), (6, -1, True), (7, -1, True), (8, -1, True)]
)
def test_with_a_target_float_is_counted_back_from_it(target, spare, critical):
    found = planned(target=march(target))
    assert {task.float_days for task in found.tasks} == {spare}
    assert all(task.is_critical is critical for task in found.tasks)
    assert spans(found) == spans(planned())


def test_float_is_told_beside_the_critical_path():
    tasks = [*chain(), Task("S", 1, ("A",)), Task("END", 1, ("C", "S"))]
    side = schedule(tasks, start=MONDAY, calendar=us_federal()).by_id["S"]
    assert (side.start, side.late_start, side.late_finish) == (march(4), march(9), march(9))
    assert (side.float_days, side.is_critical) == (3, False)


def test_all_done_leaves_nothing_critical():
    found = planned(**{name: {"actual_finish": march(day)} for name, day in (("A", 3), ("B", 6), ("C", 13))})
    assert found.critical_ids == ()
    assert found.finish == march(13)
    assert {task.float_days for task in found.tasks} == {0}


def test_a_plan_that_runs_out_of_years_is_refused():
    with pytest.raises(PlanError, match="years 1900 to 2499"):
        schedule([Task("A", 5)], start=dt.date(2499, 12, 30), calendar=no_holidays())
    with pytest.raises(PlanError, match="years 1900 to 2499"):
        planned(A={"actual_finish": dt.date.max})
