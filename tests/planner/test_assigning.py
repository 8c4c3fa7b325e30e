"""Jobs over weeks to people over weeks: against every arrangement of small ones, and never over anybody's room."""

import itertools
import random
import time

import numpy as np
import pytest

from pilotage.planner.assigning import UNFILLED, Problem, assign_spans, instead, problem_of, total
from pilotage.planner.assigning.bound import priced
from pilotage.planner.assigning.problem import is_within
from pilotage.planner.assigning.relaxing import relaxed
from pilotage.planner.errors import PlanError


def made(jobs: int, people: int, seed: int, room: float) -> Problem:
    chance, weeks = random.Random(seed), 12
    spans = sorted(
        (first, min(weeks - 1, first + chance.randint(1, 6))) for first in (chance.randrange(9) for _ in range(jobs))
    )
    points = [float(chance.choice((1, 1, 2, 3))) for _ in spans]
    rooms = [[room * chance.choice((0.7, 1, 1.3))] * weeks for _ in range(people)]
    loads = [[float(chance.choice((0, 0, 1)))] * weeks for _ in range(people)]
    costs = [[float(chance.choice((0, 0.5, 3, 4, 7))) for _ in range(people)] for _ in spans]
    return problem_of(points, spans, rooms, loads, costs)


def least(problem: Problem) -> float:
    """Every arrangement that keeps to the room, one by one."""
    everybody = range(problem.nobody + 1)
    found = (np.array(one, dtype=np.int64) for one in itertools.product(everybody, repeat=len(problem.points)))
    return min(total(problem, one) for one in found if is_within(problem, one))


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("with_solver", [False, True])
def test_the_least_of_all_arrangements_is_found_and_proved(seed, with_solver) -> None:
    problem = made(5, 3, seed, room=3.0 + seed % 3)
    found = assign_spans(problem, seconds=5, with_solver=with_solver)
    assert found.is_proved and found.cost == pytest.approx(least(problem), abs=1e-6)
    assert found.bound == pytest.approx(found.cost) and found.gap == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_nobody_gets_more_than_their_room_and_the_bound_lies_below(seed) -> None:
    problem = made(60, 6, seed, room=8.0)
    found = assign_spans(problem, seconds=3, with_solver=False)
    chosen = np.array(found.chosen, dtype=np.int64)
    assert is_within(problem, chosen) and is_within(problem, np.array(found.greedy, dtype=np.int64))
    assert found.bound <= found.cost + 1e-6 <= found.greedy_cost + 2e-6
    assert found.cost == pytest.approx(total(problem, chosen))


def test_one_after_the_other_is_dearer_where_the_first_takes_what_only_the_second_can_use() -> None:
    """The first job is glad of either person, the second of one alone."""
    problem = problem_of(
        [1, 1], [(0, 3), (0, 3)], [[1.0] * 4] * 2, [[0.0] * 4] * 2, [[0.0, 1.0], [0.0, 20.0]], levels=()
    )
    found = assign_spans(problem, seconds=2, with_solver=False)
    assert (found.greedy, found.greedy_cost) == ((0, 1), 20.0)
    assert (found.chosen, found.cost) == ((1, 0), 1.0)


def test_what_fits_nobody_goes_to_nobody() -> None:
    problem = problem_of([2, 2], [(0, 1), (1, 2)], [[3.0, 3.0, 3.0]], [[0.0] * 3], [[0.0], [0.0]], levels=())
    found = assign_spans(problem, seconds=2, with_solver=False)
    assert sorted(found.chosen) == [0, problem.nobody] and found.cost == UNFILLED


def test_a_week_without_room_shuts_out_only_the_jobs_that_lie_in_it() -> None:
    problem = problem_of([1, 1], [(0, 1), (2, 3)], [[2.0, 0.0, 2.0, 2.0]], [[0.0] * 4], [[0.0], [0.0]])
    assert assign_spans(problem, seconds=2, with_solver=False).chosen == (problem.nobody, 0)


def test_locked_jobs_stay_although_they_are_over() -> None:
    problem = problem_of([5, 1], [(0, 1), (0, 1)], [[2.0, 2.0], [2.0, 2.0]], [[0.0] * 2] * 2, [[0.0, 9.0], [0.0, 9.0]])
    found = assign_spans(problem, locked={0: 0}, seconds=2, with_solver=False)
    assert found.chosen == (0, 1)


def test_no_jobs_are_an_answer_and_jobs_outside_the_weeks_are_refused() -> None:
    assert assign_spans(problem_of([], [], [[1.0]], [[0.0]], [])).chosen == ()
    with pytest.raises(PlanError):
        problem_of([1], [(0, 1)], [[1.0]], [[0.0]], [[0.0]])
    with pytest.raises(PlanError):
        problem_of([0], [(0, 0)], [[1.0]], [[0.0]], [[0.0]])


@pytest.mark.parametrize("seed", range(3))
def test_many_jobs_are_dived_for_and_the_bound_holds_for_every_arrangement_that_is_found(seed) -> None:
    problem = made(60, 6, seed, room=14.0)
    found = assign_spans(problem, seconds=4, with_solver=False)
    chosen = np.array(found.chosen, dtype=np.int64)
    assert is_within(problem, chosen) and found.bound <= found.cost + 1e-6 < found.greedy_cost + 1e-5
    guide = relaxed(problem, {}, time.monotonic() + 30)
    assert guide is not None and is_within(problem, np.array([guide.kept.get(n, problem.nobody) for n in range(60)]))
    slow = priced(problem, {}, chosen, time.monotonic() + 10)
    assert slow.bound - 1e-4 <= guide.priced.bound + 1.0 and guide.priced.bound <= found.cost + 1e-6


def test_a_relaxation_keeps_locked_jobs_that_are_over_and_still_bounds() -> None:
    problem = made(50, 4, 1, room=16.0)
    locked = dict.fromkeys(range(0, 50, 3), 0)
    guide = relaxed(problem, locked, time.monotonic() + 30)
    assert guide is not None and all(guide.kept[n] == 0 for n in locked)
    found = assign_spans(problem, locked=locked, seconds=3, with_solver=False)
    assert all(found.chosen[n] == 0 for n in locked) and guide.priced.bound <= found.cost + 1e-6
    assert relaxed(problem, locked, time.monotonic() - 1) is None


def test_what_another_person_would_cost_is_the_difference_of_the_sums() -> None:
    problem = made(12, 4, 2, room=9.0)
    chosen = assign_spans(problem, seconds=2, with_solver=False).chosen
    for job, row in enumerate(instead(problem, chosen)):
        for person, more in enumerate(row):
            other = np.array(chosen, dtype=np.int64)
            other[job] = person
            assert (more is None) or more == pytest.approx(total(problem, other) - total(problem, np.array(chosen)))
