"""The lost-days ledger and slip: who moved a date, by how many working days, and on what evidence."""

import datetime as dt
from dataclasses import replace

import pytest
from generated_plans import linked_plans
from hypothesis import given, settings
from hypothesis import strategies as st
from step_by_step import SlowWalk

from pilotage.planner.baselines import compare
from pilotage.planner.calendars import us_federal
from pilotage.planner.ledger import Cause, ledger
from pilotage.planner.schedule import schedule
from pilotage.planner.slip import PlanState, goal_moves
from pilotage.planner.tasks import Hold, Link, Task

PARTIES = {"order": "CIS vendor", "draft": "biller", "uat": "biller"}


def march(day):
    return dt.date(2026, 3, day)


def plan(**changed):
    """Kickoff 1, work order 5, statement draft 3 beside it, UAT 4, live 1: live on the 16th."""
    tasks = [
        Task("kick", 1),
        Task("order", 5, ("kick",)),
        Task("draft", 3, ("kick",)),
        Task("uat", 4, ("order", "draft")),
        Task("live", 1, ("uat",)),
    ]
    return [replace(task, **changed.get(task.id, {})) for task in tasks]


BASE = PlanState(plan(), march(2))


def of(today, goal="live", **changed):
    return ledger(BASE, PlanState(plan(**changed), march(2), today), calendar=us_federal(), goal=goal, parties=PARTIES)


def lines(found):
    return [(one.task_id, one.party, one.cause, one.days) for one in found.entries]


def done(start, finish):
    return {"actual_start": march(start), "actual_finish": march(finish)}


def test_what_goes_as_planned_loses_nothing():
    found = of(march(10), kick=done(2, 2), order=done(3, 9), draft=done(3, 5))
    assert (found.days, found.entries) == (0, ())
    assert found.in_words(goal="Go-live") == "Go-live has not moved."


def test_an_overrun_and_a_late_start_stand_on_those_who_made_them():
    found = of(march(17), kick=done(2, 2), order=done(3, 12), draft=done(3, 5))
    assert lines(found) == [
        ("order", "CIS vendor", Cause.OVERRAN, 3),
        ("uat", "biller", Cause.LATE_START, 2),
    ]
    assert found.by_party() == {"CIS vendor": 3, "biller": 2}
    assert (found.was, found.now, found.days) == (march(16), march(23), 5)
    assert found.in_words({"order": "CIS vendor work order", "uat": "UAT"}, "Go-live") == (
        "Go-live moved 5 working days: CIS vendor work order +3, UAT +2."
    )
    assert found.entries[0].evidence == "Begun on 3 Mar 2026, the 5 days planned and not finished on 11 Mar 2026."
    assert (found.entries[0].first, found.entries[0].last) == (march(9), march(11))


def test_what_is_late_beside_the_critical_path_loses_nothing():
    assert of(march(10), kick=done(2, 2), order=done(3, 9), draft=done(4, 9)).entries == ()


def test_only_the_days_beyond_the_float_count():
    found = of(march(12), kick=done(2, 2), order=done(3, 9), draft=done(3, 11))
    assert lines(found) == [("draft", "biller", Cause.OVERRAN, 2)]


def test_days_won_stand_beside_days_lost():
    found = of(march(11), kick=done(2, 4), order=done(5, 10), draft=done(5, 6))
    assert lines(found) == [("kick", "us", Cause.OVERRAN, 2), ("order", "CIS vendor", Cause.EARLY, -1)]
    assert found.days == 1


def test_a_hold_stands_on_its_party_with_its_reason():
    hold = Hold(march(5), "The contract is unsigned.", march(10), party="legal")
    found = of(march(13), kick=done(2, 2), order=done(3, 12) | {"holds": (hold,)}, draft=done(3, 5))
    assert lines(found) == [("order", "legal", Cause.HOLD, 3)]
    assert found.entries[0].evidence == "On hold since 5 Mar 2026: The contract is unsigned."
    assert found.days == 3


def test_a_changed_plan_is_told_with_what_changed():
    found = of(None, order={"duration": 8}, live={"links": (Link("uat", "FS", 2),)})
    assert [(one.task_id, one.cause, one.days) for one in found.entries] == [
        ("order", Cause.PLAN, 3),
        ("live", Cause.PLAN, 2),
    ]
    assert found.entries[0].evidence == "Duration: 5 became 8."
    assert found.entries[1].evidence == "Now waits for uat (FS+2)."


def test_a_moved_kickoff_an_added_and_a_dropped_task_are_told():
    tasks = [*plan(uat={"duration": 4, "depends_on": ("order",), "links": (Link("pen", "FS", 0),)}), Task("pen", 7)]
    tasks = [task for task in tasks if task.id != "draft"]
    found = ledger(BASE, PlanState(tasks, march(4)), calendar=us_federal(), goal="live")
    assert [(one.task_id, one.cause, one.days) for one in found.entries] == [
        (None, Cause.KICKOFF, 2),
        ("uat", Cause.PLAN, 1),
    ]
    assert found.days == 3


def test_tasks_that_wait_for_each_other_are_left_out_together():
    tasks = [task for task in plan(live={"depends_on": ("kick",)}) if task.id in ("kick", "live")]
    found = ledger(BASE, PlanState(tasks, march(2)), calendar=us_federal(), goal="live")
    assert lines(found) == [("live", "us", Cause.PLAN, -9)] and found.days == -9


def test_progress_without_a_day_is_told_as_progress():
    found = of(march(5), kick=done(2, 2), order={"actual_start": march(3), "percent_done": 20}, draft=done(3, 4))
    assert lines(found) == [("order", "CIS vendor", Cause.PROGRESS, 1)]


def test_two_baselines_are_compared_task_by_task():
    later = PlanState([*plan(order={"duration": 7}), Task("new", 1)], march(2), name="second")
    found = {one.task_id: one for one in compare(BASE, later, calendar=us_federal())}
    assert (found["order"].start_days, found["order"].finish_days, found["order"].duration_days) == (0, 2, 2)
    assert (found["live"].start_days, found["live"].finish_days, found["live"].duration_days) == (2, 2, 0)
    assert found["new"].before is None and found["new"].has_moved
    assert not found["kick"].has_moved


@st.composite
def lived(draw, tasks, start):
    """What happened to a plan: its tasks begun and ended in some order that their links need not allow."""
    first = schedule(tasks, start=start, calendar=us_federal())
    today = start + dt.timedelta(days=draw(st.integers(0, 25)))
    found = []
    for task in tasks:
        dates = first.by_id[task.id]
        begun = dates.start + dt.timedelta(days=draw(st.integers(-2, 6)))
        ended = begun + dt.timedelta(days=draw(st.integers(0, 9)))
        facts = {}
        if begun < today and task.duration:
            facts["actual_start"] = begun
            if ended < today:
                facts["actual_finish"] = ended
            elif draw(st.booleans()):
                facts["percent_done"] = draw(st.integers(0, 100))
        elif ended < today:
            facts["actual_finish"] = ended
        if draw(st.integers(0, 4)) == 0:
            since = start + dt.timedelta(days=draw(st.integers(0, 20)))
            until = since + dt.timedelta(days=draw(st.integers(0, 9))) if draw(st.booleans()) else None
            facts["holds"] = (Hold(since, "waits", until),) if since < today else ()
        extra = draw(st.integers(0, 3))
        changed = replace(task, duration=task.duration + (extra if task.duration else 0), **facts)
        if changed.links and draw(st.booleans()):
            changed = replace(changed, links=changed.links[1:])
        found.append(changed)
    return found, today


@given(linked_plans(most=8), st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 1)), st.data())
@settings(max_examples=150)
def test_the_ledger_adds_up_to_the_slip_whatever_happened(tasks, start, data):
    now, today = data.draw(lived(tasks, start))
    found = ledger(PlanState(tasks, start), PlanState(now, start, today), calendar=us_federal())
    before = schedule(tasks, start=start, calendar=us_federal()).finish
    after = schedule(now, start=start, calendar=us_federal(), today=today).finish
    calendar = us_federal()
    slip = calendar.position_after(after) - calendar.position_after(before)
    assert sum(entry.days for entry in found.entries) == found.days == slip
    assert all(entry.evidence and entry.days for entry in found.entries)
    assert sum(found.by_party().values()) == sum(found.by_task().values()) == slip


@given(linked_plans(most=9), linked_plans(most=9), st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 1)), st.data())
@settings(max_examples=150)
def test_every_step_is_that_of_a_walk_that_lays_the_plan_out_anew(tasks, others, start, data):
    """Two plans with different links, calendars and tasks under the same ids, the first looked at on some day already."""
    base, looked_at = data.draw(lived(tasks, start)) if data.draw(st.booleans()) else (tasks, None)
    now, today = data.draw(lived(others if data.draw(st.booleans()) else tasks, start))
    before, after = (
        PlanState(base, start, looked_at),
        PlanState(now, start + dt.timedelta(data.draw(st.integers(-3, 3))), today),
    )
    goal = data.draw(st.sampled_from([None, tasks[0].id, others[0].id]))
    calendar = us_federal()
    assert list(goal_moves(before, after, calendar=calendar, goal=goal)) == list(
        SlowWalk(before, after, calendar, goal).moves()
    )


@pytest.mark.parametrize("middle", [march(4), march(9), march(12)])
def test_a_baseline_in_between_splits_the_slip_without_losing_a_day(middle):
    facts = {"kick": done(2, 3), "order": done(4, 13), "draft": done(4, 10)}
    seen = {name: {key: day for key, day in dates.items() if day < middle} for name, dates in facts.items()}
    half = PlanState(plan(**seen), march(2), middle)
    end = PlanState(plan(**facts), march(2), march(18))
    parts = [ledger(BASE, half, calendar=us_federal()), ledger(half, end, calendar=us_federal())]
    assert sum(one.days for one in parts) == ledger(BASE, end, calendar=us_federal()).days
