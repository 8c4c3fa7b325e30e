"""The same sum with jobs that may be shared out in parts: a linear programme. It bounds the least, and shows most of who takes what."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from pilotage.planner.assigning.bound import Priced, constant_of, possible
from pilotage.planner.assigning.problem import SLACK, Chosen, Numbers, Problem

#: Each job looks at so many of its cheapest people; the bound is then worked out over all of them.
KEEP = 14
WHOLE = 0.99


@dataclass(frozen=True)
class Relaxed:
    """`priced`: costs with the prices of the weeks in them, whose bound holds for every arrangement; `whole`: jobs that one person takes whole."""

    priced: Priced
    whole: Mapping[int, int]


def relaxed(problem: Problem, fixed: dict[int, int], until: float) -> Relaxed | None:
    """Solved by HiGHS (SciPy); None where it isn't done until the clock (`time.monotonic`) says so, or can't be."""
    from scipy.optimize import linprog

    left = until - time.monotonic()
    cost = possible(problem, fixed)
    jobs, people = _pairs(problem, cost)
    if left <= 0 or not len(jobs):
        return None
    rows = _Rows(problem, fixed, jobs, people)
    found = linprog(
        np.concatenate([cost[jobs, people], rows.prices]), A_ub=rows.weeks, b_ub=rows.room, A_eq=rows.once,
        b_eq=np.ones(len(cost)), bounds=(0, None), method="highs-ds", options={"time_limit": left},
    )  # fmt: skip
    if found.status != 0:
        return None
    taken = np.flatnonzero(found.x[: len(jobs)] > WHOLE)
    whole = {int(jobs[one]): int(people[one]) for one in taken if people[one] != problem.nobody}
    return Relaxed(_priced(problem, cost, fixed, -found.ineqlin.marginals), whole)


def _pairs(problem: Problem, cost: Numbers) -> tuple[Chosen, Chosen]:
    """The pairs that are looked at: each job's cheapest people, and nobody."""
    ranked = np.argsort(cost[:, : problem.nobody], axis=1, kind="stable")[:, :KEEP]
    able = np.isfinite(np.take_along_axis(cost, ranked, axis=1))
    jobs, column = np.nonzero(able)
    people = ranked[jobs, column]
    free = np.flatnonzero(np.isfinite(cost[:, problem.nobody]))
    return np.concatenate([jobs, free]), np.concatenate([people, np.full(len(free), problem.nobody)])


class _Rows:
    """The programme's rows: each job once, each week within the room, each fullest week above its shares."""

    def __init__(self, problem: Problem, fixed: dict[int, int], jobs: Chosen, people: Chosen) -> None:
        from scipy.sparse import coo_matrix, vstack

        count, weeks, levels = problem.nobody, problem.room.shape[1], len(problem.levels)
        pairs, extra = len(jobs), count * levels
        self.prices = np.tile([price for _share, price in problem.levels], count)
        self.once = coo_matrix((np.ones(pairs), (jobs, np.arange(pairs))), shape=(len(problem.points), pairs + extra))
        needs = problem.needs[jobs] * (people < count)[:, None]
        pair, week = np.nonzero(needs)
        shape = (count * weeks, pairs + extra)
        load = coo_matrix((needs[pair, week], (people[pair] * weeks + week, pair)), shape=shape).tocsr()
        held = problem.load.copy()
        for job, person in fixed.items():
            held[person] += problem.needs[job]
        free = np.maximum(problem.room, held)[:count] - problem.load[:count]
        parts: list[Any] = [load]
        room = [free.ravel()]
        every = np.arange(count * weeks)
        for level, (share, _price) in enumerate(problem.levels):
            column = pairs + np.repeat(np.arange(count), weeks) * levels + level
            parts.append(load - coo_matrix((np.ones(count * weeks), (every, column)), shape=shape).tocsr())
            room.append((share * problem.room[:count] - problem.load[:count]).ravel())
        self.weeks, self.room = vstack(parts).tocsr(), np.concatenate(room) + SLACK


def _priced(problem: Problem, cost: Numbers, fixed: dict[int, int], duals: Numbers) -> Priced:
    """Costs with the prices of weeks: by weak duality any prices give a bound, whatever pairs were looked at."""
    people, weeks = problem.room.shape
    count = problem.nobody
    shares = np.array([share for share, _price in problem.levels])
    prices = np.maximum(0.0, duals).reshape(len(problem.levels) + 1, count, weeks)
    full, fair = np.zeros((people, weeks)), np.zeros((len(shares), people, weeks))
    full[:count], fair[:, :count] = prices[0], prices[1:]
    held = problem.load.copy()
    for job, person in fixed.items():
        held[person] += problem.needs[job]
    full[held > problem.room + SLACK] = 0.0
    over = fair.sum(axis=2) / np.array([price for _share, price in problem.levels])[:, None]
    fair = fair / np.maximum(1.0, over)[:, :, None]
    pull = full + fair.sum(axis=0)
    room = np.minimum(problem.room, 1e6)
    return Priced(cost + problem.needs @ pull.T, constant_of(problem, room, full, fair, shares))
