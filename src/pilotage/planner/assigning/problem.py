"""What is to be assigned, in numbers: jobs that last some weeks, people with room week by week, and what each pair costs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pilotage.planner.errors import PlanError

Numbers = NDArray[np.float64]
Chosen = NDArray[np.int64]
#: What a job costs that nobody takes: more than any way of filling it.
UNFILLED = 100.0
#: Fairness: shares of the room, and what each point of somebody's fullest week above it costs more.
LEVELS: tuple[tuple[float, float], ...] = ((0.5, 1.0), (0.75, 2.0), (0.9, 4.0))
SLACK = 1e-6


@dataclass(frozen=True)
class Problem:
    """`points` (n) of each job; `needs` (n × weeks) its points in each week; `room` and `load` (people × weeks); `cost`.

    `cost` is (n × people + 1): infinite where somebody must not take it; the last column is nobody. The last row of room
    is nobody's, without an end. `levels` are the shares and prices of fairness.
    """

    points: Numbers
    needs: Numbers
    room: Numbers
    load: Numbers
    cost: Numbers
    levels: tuple[tuple[float, float], ...] = LEVELS

    @property
    def nobody(self) -> int:
        """The column of nobody."""
        return int(self.cost.shape[1]) - 1

    def excess(self, load: Numbers, room: Numbers) -> Numbers:
        """What the fullest weeks cost, for loads and rooms (… × weeks): the price of fairness."""
        found: Numbers = np.zeros(load.shape[:-1])
        for level, price in self.levels:
            found += price * np.maximum(0.0, (load - level * room).max(axis=-1))
        return found


def problem_of(
    points: Sequence[float],
    spans: Sequence[tuple[int, int]],
    room: Sequence[Sequence[float]],
    load: Sequence[Sequence[float]],
    cost: Sequence[Sequence[float]],
    levels: tuple[tuple[float, float], ...] = LEVELS,
) -> Problem:
    """Jobs with their points and first and last week (both included), people with room and load by week, costs by pair.

    Errors: `PlanError` for a job that ends before it begins or outside the weeks, negative numbers, and shapes that don't fit.
    """
    weeks = len(room[0]) if room else 0
    if any(not 0 <= first <= last < weeks for first, last in spans):
        raise PlanError("A job lies outside the weeks.", "Give weeks that cover every job.")
    if any(one <= 0 for one in points) or any(one < 0 for row in (*room, *load) for one in row):
        raise PlanError("Points and room are not negative.", "Give points above 0 and room from 0 on.")
    shapes = {len(points), len(spans), len(cost)}
    if len(shapes) > 1 or len(room) != len(load) or any(len(row) != len(room) for row in cost):
        raise PlanError("The lists don't fit together.", "Give a cost for every job and person.")
    needs = np.zeros((len(points), weeks))
    for number, (first, last) in enumerate(spans):
        needs[number, first : last + 1] = points[number]
    nobody = np.full((1, weeks), 1e12)
    costs = np.asarray(cost, dtype=float).reshape(len(points), len(room))
    return Problem(
        np.asarray(points, dtype=float),
        needs,
        np.vstack([np.asarray(room, dtype=float).reshape(len(room), weeks), nobody]),
        np.vstack([np.asarray(load, dtype=float).reshape(len(room), weeks), np.zeros((1, weeks))]),
        np.hstack([costs, np.full((len(points), 1), UNFILLED)]),
        levels,
    )


def loads_of(problem: Problem, chosen: Chosen) -> Numbers:
    """Everybody's load by week with what is chosen."""
    found: Numbers = problem.load.copy()
    np.add.at(found, chosen, problem.needs)
    return found


def total(problem: Problem, chosen: Chosen) -> float:
    """What an arrangement costs: its pairs, and the price of fairness."""
    pairs = problem.cost[np.arange(len(chosen)), chosen].sum()
    return float(pairs + problem.excess(loads_of(problem, chosen), problem.room).sum())


def is_within(problem: Problem, chosen: Chosen) -> bool:
    """Whether nobody who takes something is over their room in any week of it."""
    load = loads_of(problem, chosen)
    over = load > problem.room + SLACK
    return not bool((over[chosen] & (problem.needs > 0)).any())
