"""Percent done, holds, days to finish by, milestones, hammocks, calendars of vendors, and plans counted back from a target."""

import datetime as dt

import pytest

from pilotage.planner.calendars import WorkingCalendar, no_holidays, shared_calendar, us_federal
from pilotage.planner.errors import PlanError
from pilotage.planner.network import without
from pilotage.planner.schedule import schedule, schedule_back
from pilotage.planner.tasks import Hold, Link, Task, hammock, milestone

# March 2026: the 2nd, 9th, 16th, 23rd and 30th are Mondays, and no federal holiday falls in it.


def march(day):
    return dt.date(2026, 3, day)


def planned(*tasks, today=None, calendar=None):
    found = schedule(tasks, start=march(2), calendar=calendar or us_federal(), today=today)
    return {one.id: (one.start.day, one.finish.day) for one in found.tasks}


@pytest.mark.parametrize(
    ("kind", "lag", "run"),
    [("FS", 0, (5, 6)), ("FS", 2, (9, 10)), ("FS", -1, (4, 5)), ("SS", 0, (2, 3)), ("SS", 1, (3, 4)),
     ("FF", 0, (3, 4)), ("FF", 1, (4, 5)), ("SF", 0, (2, 3)), ("SF", 4, (4, 5))],
)  # fmt: skip
def test_a_link_joins_the_ends_that_its_kind_names(kind, lag, run):
    assert planned(Task("A", 3), Task("B", 2, links=(Link("A", kind, lag),)))["B"] == run


@pytest.mark.parametrize(
    ("percent", "finish"), [(None, 11), (0, 16), (10, 16), (13, 13), (50, 10), (80, 6), (99, 5), (100, 5)]
)
def test_what_is_left_of_a_task_that_has_begun_is_done_from_today_on(percent, finish):
    """Eight days from the 2nd, seen on the 5th; without a figure the plan is believed."""
    assert planned(Task("A", 8, actual_start=march(2), percent_done=percent), today=march(5))["A"] == (2, finish)


def test_being_ahead_lets_what_follows_move_up():
    def second(percent):
        first = Task("A", 10, actual_start=march(2), percent_done=percent)
        return planned(first, Task("B", 1, ("A",)), today=march(4))["B"][0]

    assert second(90) == 5
    assert second(None) == 16
    assert second(10) == 17


@pytest.mark.parametrize(
    ("hold", "run"),
    [
        (Hold(march(4), "The vendor waits for its contract.", march(9)), (2, 10)),
        (Hold(march(4), "The vendor waits for its contract.", march(4)), (2, 5)),
        (Hold(march(2), "Not yet paid.", march(10)), (10, 13)),
        (Hold(march(16), "Later.", march(20)), (2, 5)),
        (Hold(march(4), "Nobody knows how long."), (2, 13)),
    ],
)
def test_on_hold_the_clock_stands_still_and_the_forecast_moves(hold, run):
    started = {} if hold.since == march(2) else {"actual_start": march(2)}
    assert planned(Task("A", 4, holds=(hold,), **started), today=march(2) if hold.until else march(11))["A"] == run


def test_an_open_hold_moves_the_plan_day_by_day():
    held = Task("A", 4, actual_start=march(2), holds=(Hold(march(4), "The bank is silent."),))
    ends = [planned(held, Task("B", 1, ("A",)), today=march(day))["B"][0] for day in (4, 5, 6, 9)]
    assert ends == [9, 10, 11, 12]


def test_overlapping_holds_count_once():
    holds = (Hold(march(3), "a", march(6)), Hold(march(4), "b", march(9)))
    assert planned(Task("A", 3, holds=holds, actual_start=march(2)))["A"] == (2, 10)


def test_a_finish_by_moves_nothing_and_says_when_it_is_passed():
    tasks = [Task("A", 3), Task("B", 3, ("A",), finish_by=march(6))]
    found = schedule(tasks, start=march(2), calendar=us_federal())
    assert found.by_id["B"].finish == march(9)
    [conflict] = found.conflicts
    assert (conflict.task_id, conflict.days) == ("B", 1)
    assert conflict.reason == "It should finish by 2026-03-06 and finishes on 2026-03-09, 1 working day later."
    assert {one.float_days for one in found.tasks} == {-1}


def test_a_milestone_is_reached_when_what_it_waits_for_is_done_and_takes_no_day():
    runs = planned(Task("A", 5), milestone("M", ("A",)), Task("B", 1, ("M",)))
    assert runs == {"A": (2, 6), "M": (6, 6), "B": (9, 9)}
    assert planned(milestone("M"), Task("B", 1, ("M",))) == {"M": (2, 2), "B": (2, 2)}


def test_a_milestone_that_was_reached_late_moves_what_follows():
    reached = Task("M", 0, ("A",), is_milestone=True, actual_finish=march(10))
    assert planned(Task("A", 2), reached, Task("B", 1, ("M",)))["B"] == (11, 11)


def test_a_hammock_hangs_between_the_tasks_it_spans_and_moves_none():
    tasks = [Task("A", 2), Task("B", 3, ("A",)), Task("C", 1, ("A",)), hammock("Phase", ("B", "C"))]
    found = schedule(tasks, start=march(2), calendar=us_federal())
    phase = found.by_id["Phase"]
    assert (phase.start, phase.finish, phase.float_days, phase.is_critical) == (march(4), march(6), 0, True)
    assert found.finish == march(6)


def test_what_waits_for_a_hammock_waits_for_all_it_spans():
    tasks = [Task("A", 2), Task("B", 5), hammock("Phase", ("A", "B")), Task("C", 1, ("Phase",))]
    found = schedule(tasks, start=march(2), calendar=us_federal())
    assert found.by_id["C"].start == march(9)
    assert (found.by_id["A"].float_days, found.by_id["B"].float_days) == (3, 0)


def test_a_hammock_with_dates_of_its_own_is_refused():
    with pytest.raises(PlanError, match="takes its dates from the tasks it spans"):
        schedule(
            [Task("A", 1), Task("H", 0, spans=("A",), fixed_start=march(3))], start=march(2), calendar=us_federal()
        )


def test_each_task_is_worked_by_its_own_calendar():
    biller = WorkingCalendar("biller", week=range(4))
    runs = planned(Task("A", 5), Task("B", 5, ("A",), calendar=biller), Task("C", 1, ("B",)))
    assert runs == {"A": (2, 6), "B": (9, 16), "C": (17, 17)}


def test_a_shared_calendar_is_worked_when_all_work():
    vendor = WorkingCalendar("vendor", week=[1, 2, 3, 4], days_off=[march(4)])
    both = shared_calendar("both", us_federal(), vendor)
    assert both.working_days(march(1), march(8)) == [march(3), march(5), march(6)]
    with pytest.raises(PlanError, match="share no weekday"):
        shared_calendar("none", no_holidays(), WorkingCalendar("weekend", week=[5, 6]))


def test_a_calendar_knows_what_day_it_is_where_its_people_are():
    noon = dt.datetime(2026, 3, 2, 23, 0, tzinfo=dt.UTC)
    assert WorkingCalendar("east", zone="Pacific/Auckland").local_day(noon) == march(3)
    assert WorkingCalendar("west", zone="America/Los_Angeles").local_day(noon) == march(2)


def test_a_plan_counted_back_begins_as_late_as_its_target_allows():
    tasks = [Task("A", 3), Task("B", 2, ("A",)), Task("S", 1, ("A",)), milestone("Live", ("B", "S"))]
    back = schedule_back(tasks, target=march(13), calendar=us_federal())
    runs = {one.id: (one.start.day, one.finish.day) for one in back.tasks}
    assert runs == {"A": (9, 11), "B": (12, 13), "S": (13, 13), "Live": (13, 13)}
    assert back.by_id["S"].float_days == 1
    assert not back.conflicts


def test_a_target_that_cannot_be_met_is_told_with_the_days_that_are_missing():
    back = schedule_back([Task("A", 8)], target=march(6), calendar=us_federal(), start=march(2))
    [conflict] = back.conflicts
    assert (conflict.task_id, conflict.days) == ("A", 3)
    assert conflict.reason.startswith("To finish by 2026-03-06 it must start on 2026-02-25, 3 working days before")


def test_a_fixed_date_that_a_lag_forbids_is_told_in_words():
    tasks = [Task("A", 2), Task("B", 1, links=(Link("A", "FS", 3),), fixed_start=march(5))]
    [conflict] = schedule(tasks, start=march(2), calendar=us_federal()).conflicts
    assert conflict.days == 2
    assert "A, which it depends on, finishes on 2026-03-03, 3 working days after which it may go on" in conflict.reason


def test_without_joins_the_outer_ends_and_adds_the_lags():
    tasks = [Task("A", 2), Task("B", 1, links=(Link("A", "SS", 2),)), Task("C", 1, links=(Link("B", "FF", 1),))]
    assert without(tasks, ["B"])[1].links == (Link("A", "SF", 3),)
    spanned = [Task("A", 1), Task("B", 1), hammock("H", ("A", "B")), hammock("G", ("B",))]
    assert [task.id for task in without(spanned, ["B"])] == ["A", "H"]


@pytest.mark.parametrize(
    ("task", "reason"),
    [
        (Task("B", 1, links=(Link("A", "XX"),)), "no link of the kind"),
        (Task("B", 1, links=(Link("A", "FS", 1.5),)), "The lag is 1.5"),
        (Task("B", 1, percent_done=101), "101 percent"),
        (Task("B", 1, holds=(Hold(march(5), "x", march(4)),)), "on hold since"),
        (Task("B", 1, links=(Link("Z", "SS"),)), "depends on Z"),
    ],
)
def test_what_cannot_be_is_refused_by_name(task, reason):
    with pytest.raises(PlanError, match=reason):
        schedule([Task("A", 1), task], start=march(2), calendar=us_federal())
