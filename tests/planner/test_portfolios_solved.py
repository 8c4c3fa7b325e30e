"""Portfolios arranged anew by the solver, where it is installed: never worse, no rule broken, proved where it is little."""

from itertools import permutations

import pytest
from test_portfolio_and_staffing import complaints, many, person

from pilotage.planner.levelling.jobs import Job
from pilotage.planner.levelling.portfolio import level_portfolio

pytest.importorskip("ortools")
SLOW_MACHINE = 60


def test_the_solver_shortens_what_the_rules_leave_and_breaks_nothing():
    jobs, team = many(6, 4)
    rules = level_portfolio(jobs, team, seconds=SLOW_MACHINE, rounds=6, with_solver=False)
    solved = level_portfolio(jobs, team, seconds=SLOW_MACHINE, rounds=6)
    assert complaints(jobs, team, solved) == []
    assert solved.lower_bound <= solved.total < rules.total
    assert solved.rule == "constraint solver" and rules.rule != "constraint solver"


def test_of_few_tasks_the_least_is_proved():
    lengths = {"A": (4, 1), "B": (1, 3), "C": (2, 2)}
    jobs = [
        Job(name, str(place), days, (str(place - 1),) if place else (), "im")
        for name, row in lengths.items()
        for place, days in enumerate(row)
    ]
    least = min(
        sum(sum(sum(lengths[name]) for name in order[: place + 1]) for place in range(3))
        for order in permutations(lengths)
    )
    found = level_portfolio(jobs, [person("ann", "im", "os")], seconds=SLOW_MACHINE, rounds=6)
    assert found.total == found.lower_bound == least and found.gap == 0


def test_days_away_are_kept_and_a_lock_stays_where_a_person_put_it():
    team = [person("ann", "im", away=(1, 2, 8)), person("bob", "im", away=(5,))]
    jobs = [Job(f"P{number}", "1", 2 + number % 3, (), "im") for number in range(5)]
    jobs += [Job(f"P{number}", "2", 2, ("1",), "im", lag=number % 2) for number in range(5)]
    jobs += [Job("L", "1", 3, (), "im", person="bob", start=6), Job("L", "2", 1, ("1",), "im")]
    found = level_portfolio(jobs, team, seconds=SLOW_MACHINE, rounds=6)
    assert complaints(jobs, team, found) == []
    assert (found.tasks["L", "1"].person, found.tasks["L", "1"].start) == ("bob", 6)
    assert found.total <= level_portfolio(jobs, team, seconds=SLOW_MACHINE, rounds=6, with_solver=False).total
    assert found.lower_bound <= found.total


def test_the_same_question_has_the_same_answer():
    jobs, team = many(6, 4, seed=2)
    one, other = (level_portfolio(jobs, team, seconds=SLOW_MACHINE, rounds=6) for _ in range(2))
    assert one.tasks == other.tasks
