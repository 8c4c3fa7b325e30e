"""Forecasts by simulation: what past tasks say, how sure a date is, what decides it, and whether that holds."""

import datetime as dt
import math
import subprocess
import sys
from dataclasses import replace

import pytest
from generated_plans import linked_plans
from hypothesis import given, settings
from hypothesis import strategies as st

from pilotage.planner.backtest import calibrated, learn_and_test, seen_along, true_finish
from pilotage.planner.calendars import no_holidays, us_federal
from pilotage.planner.forecasting import forecast
from pilotage.planner.history import Centre, History, PastProject, Traits, history_of
from pilotage.planner.lives import lives
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Hold, Task

MONDAY = dt.date(2026, 3, 2)
AS_PLANNED = History({(): Centre(0.0, 0, "all")}, {"": [0.0]}, [{}], 1e-9, 0.0, 0, [""])


def of(tasks, history, today=MONDAY, **more):
    more = {"simulations": 2_000, **more}
    return forecast(tasks, start=MONDAY, calendar=no_holidays(), today=today, history=history, **more)


def past(name, ratio, kind="mapping", product="Aqua", tasks=6, planned=4):
    """A project whose tasks follow each other and each took `ratio` of what was planned."""
    calendar, day, lived = no_holidays(), MONDAY, []
    for place in range(tasks):
        finish = calendar.add_working_days(day, round(planned * ratio) - 1)
        before = (f"T{place - 1}",) if place else ()
        lived.append(Task(f"T{place}", planned, before, actual_start=day, actual_finish=finish))
        day = calendar.add_working_days(finish, 1)
    traits = {task.id: Traits(kind, "engineer", "us") for task in lived}
    return PastProject(name, lived, MONDAY, calendar, product, traits)


@given(linked_plans(most=7, milestones=False), st.dates(dt.date(2026, 2, 1), dt.date(2026, 4, 1)))
@settings(max_examples=80)
def test_where_every_task_takes_what_was_planned_the_forecast_is_the_plan(tasks, start):
    found = forecast(tasks, start=start, calendar=us_federal(), today=start, history=AS_PLANNED, simulations=3)
    plan = schedule(tasks, start=start, calendar=us_federal(), today=start)
    assert us_federal().position_after(found.p80) == us_federal().position_after(plan.finish)
    assert found.planned == plan.finish


def test_without_history_a_forecast_is_later_than_the_plan_and_says_that_nothing_was_counted():
    found = of([Task("A", 10), Task("B", 10, ("A",))], history_of([]), simulations=4_000)
    assert found.planned < found.p50 < found.p80 < found.p95
    assert found.samples == 0
    assert {(risk.samples, risk.pool) for risk in found.tasks} == {(0, "all")}


def test_tasks_that_took_twice_as_long_are_forecast_twice_as_long():
    history = history_of([past(f"P{number}", 2.0) for number in range(30)])
    found = of([Task("A", 10)], history, traits={"A": Traits("mapping", "engineer", "us")}, product="Aqua")
    days = no_holidays().working_days_between(MONDAY, found.p50) + 1
    assert 18 <= days <= 21
    [risk] = found.tasks
    assert (risk.samples, risk.pool) == (180, "kind and product")
    assert risk.ratio == pytest.approx(2, rel=0.05)


def test_little_history_is_pooled_with_what_lies_around_it():
    projects = [past(f"P{number}", 1.0, product="Civic") for number in range(20)] + [past("Q", 3.0, tasks=2)]
    history = history_of(projects)
    few, many, unseen = (history.centre(Traits("mapping", "", ""), product) for product in ("Aqua", "Civic", "Other"))
    assert (few.samples, many.samples, unseen.samples) == (2, 120, 122)
    assert many.mean < unseen.mean < few.mean < math.log(3)
    assert unseen.pool == "kind"
    assert history.centre(Traits("", "", ""), "").pool == "all"


def test_a_project_that_has_been_slow_so_far_is_forecast_slower():
    history = history_of([past(f"P{number}", ratio) for number, ratio in enumerate([1, 1, 1, 2.5, 2.5, 2.5] * 5)])
    traits = {name: Traits("mapping", "engineer", "us") for name in "ABCD"}

    def left(days):
        first = no_holidays().add_working_days(MONDAY, days - 1)
        second = no_holidays().add_working_days(first, days)
        third = no_holidays().add_working_days(second, 1)
        done = [
            Task("A", 4, actual_start=MONDAY, actual_finish=first),
            Task("B", 4, ("A",), actual_start=no_holidays().add_working_days(first, 1), actual_finish=second),
        ]
        found = of([*done, Task("C", 20, ("B",))], history, today=third, traits=traits, product="Aqua")
        return no_holidays().working_days_between(third, found.p50)

    assert left(10) > left(4) * 1.4


def test_what_decides_the_date_is_told_in_shares():
    tasks = [Task("A", 5), Task("long", 20, ("A",)), Task("short", 3, ("A",)), Task("end", 1, ("long", "short"))]
    shares = {risk.task_id: risk.criticality for risk in of(tasks, history_of([])).tasks}
    assert shares["A"] == shares["end"] == 1
    assert shares["long"] > 0.98
    assert shares["long"] + shares["short"] == pytest.approx(1, abs=0.02)
    even = [replace(task, duration=10) if task.id in ("long", "short") else task for task in tasks]
    shares = {risk.task_id: risk.criticality for risk in of(even, history_of([])).tasks}
    assert 0.4 < shares["long"] < 0.7


def test_what_is_finished_stands_and_is_no_risk():
    tasks = [Task("A", 5, actual_finish=dt.date(2026, 3, 4)), Task("B", 5, ("A",))]
    found = of(tasks, AS_PLANNED, today=dt.date(2026, 3, 5))
    assert found.p50 == dt.date(2026, 3, 11)
    assert [risk.task_id for risk in found.tasks] == ["B"]


def test_a_task_that_is_not_finished_when_it_should_be_pushes_the_forecast_day_by_day():
    started = Task("A", 4, actual_start=MONDAY)
    ends = [of([started], history_of([]), today=MONDAY + dt.timedelta(days=day)).p50 for day in (0, 7, 14, 28)]
    assert ends == sorted(ends) and len(set(ends)) == 4
    assert ends[-1] > MONDAY + dt.timedelta(days=28)


def test_an_open_hold_moves_the_forecast_by_more_than_today():
    tasks = [Task("A", 4, actual_start=MONDAY, holds=(Hold(dt.date(2026, 3, 3), "Unsigned."),)), Task("B", 2, ("A",))]
    free = [replace(tasks[0], holds=()), tasks[1]]
    today = dt.date(2026, 3, 4)
    assert of(tasks, history_of([]), today=today).p50 > of(free, history_of([]), today=today).p50


def test_the_chance_of_a_target_is_told_and_the_same_seed_says_the_same():
    tasks = [Task("A", 10)]
    one, other = (of(tasks, history_of([]), target=dt.date(2026, 3, 16)) for _ in range(2))
    assert one == other
    assert 0.4 < one.chance_by_target < 0.8
    assert of(tasks, history_of([]), target=dt.date(2027, 3, 16)).chance_by_target == pytest.approx(1, abs=0.01)


def test_over_made_up_lives_the_forecast_is_nearer_than_the_plan_at_every_horizon_and_its_p80_holds():
    """The full trial over 500 projects is `pilotage backtest`; this one is small, and its bounds as wide as that makes them."""
    lived = lives(110, seed=11, tasks=24)
    found = learn_and_test(lived[:60], lived[60:], simulations=500)
    assert (found.projects, found.forecasts) == (50, 250)
    assert found.beats_the_plan
    assert 0.68 <= found.within_p80 <= 0.92
    assert found.within_p50 < found.within_p80 < found.within_p95


def test_a_history_is_calibrated_on_forecasts_that_had_not_learnt_from_the_project_they_were_of():
    projects = [past(f"P{number}", ratio, tasks=20) for number, ratio in enumerate((1.0, 1.5, 2.5))]
    found = calibrated(projects, simulations=200, seed=7)
    expected = []
    for project in projects:
        history = history_of([other for other in projects if other is not project])
        for _part, today, tasks in seen_along(project):
            ends = forecast(
                tasks, start=MONDAY, calendar=project.calendar, today=today, history=history, traits=project.traits,
                product="Aqua", target=true_finish(project), simulations=200, seed=7,
            )  # fmt: skip
            expected.append(ends.chance_by_target)
    assert len(found.hits) == len(expected) == 15
    assert [share for _progress, share in found.hits] == pytest.approx(expected, abs=0.02)
    assert found.centres == history_of(projects).centres and found.samples == 60


def test_lives_are_the_same_for_a_seed_and_every_task_is_lived():
    one, other = lives(3, seed=5), lives(3, seed=5)
    assert [true_finish(project) for project in one] == [true_finish(project) for project in other]
    assert all(task.actual_finish for project in one for task in project.tasks)
    with pytest.raises(ValueError, match="not finished"):
        true_finish(replace(one[0], tasks=[Task("A", 1)], goal=None))


def test_forecasting_loads_numpy_only_when_it_is_asked():
    script = "import sys; import pilotage.planner.forecasting, pilotage.planner.backtest; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_a_back_test_tells_how_far_it_is_and_answers_the_same():
    lived, seen = lives(6, seed=5, tasks=6), []
    told = learn_and_test(lived[:3], lived[3:], simulations=50, told=lambda done, whole: seen.append((done, whole)))
    assert seen == [(done, 6) for done in range(1, 7)]
    assert told == learn_and_test(lived[:3], lived[3:], simulations=50)
