"""The same sum with jobs that may be shared out in parts: a linear programme. It bounds the least, and shows who takes what."""

import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from pilotage.planner.assigning.bound import Priced, constant_of, possible
from pilotage.planner.assigning.problem import SLACK, Chosen, Numbers, Problem

#: Each job looks at so many of its cheapest people; the bound is worked out over all of them.
KEEP = 14
#: From this part on a job counts as whole; below the other no job is rounded up.
WHOLE, PART = 0.99, 0.3
#: In one dive so many of the jobs are rounded up before it is solved again, at most so often.
STEP, DIVES = 0.06, 25


@dataclass(frozen=True)
class Relaxed:
    """`priced`: costs with the prices of weeks in them, whose bound holds for every arrangement.

    `kept`: who takes which job after the dive, with what was fixed before.
    """

    priced: Priced
    kept: dict[int, int]


@dataclass(frozen=True)
class _Solved:
    jobs: Chosen
    people: Chosen
    parts: Numbers
    duals: Numbers


def relaxed(problem: Problem, fixed: dict[int, int], until: float) -> Relaxed | None:
    """Solved by HiGHS (SciPy), then dived: what is whole is kept, some of the largest parts are rounded up, and it is solved again.

    None where the first isn't done until the clock (`time.monotonic`) says so, or can't be; nobody is over their room but by
    `fixed`.
    """
    first = _solved(problem, fixed, until) if find_spec("scipy") is not None else None
    if first is None:
        return None
    priced = _priced(problem, possible(problem, fixed), fixed, first.duals)
    kept, now = dict(fixed), first
    most = max(1, round(STEP * len(problem.points)))
    for _ in range(DIVES):
        more = _rounded_up(problem, now, kept, most)
        kept |= more
        if not more or len(kept) == len(problem.points):
            break
        again = _solved(problem, kept, until)
        if again is None:
            break
        now = again
    return Relaxed(priced, kept)


def _solved(problem: Problem, fixed: dict[int, int], until: float) -> _Solved | None:
    from scipy.optimize import linprog  # type: ignore[import-untyped]

    cost, left = possible(problem, fixed), until - time.monotonic()
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
    return _Solved(jobs, people, found.x[: len(jobs)], -found.ineqlin.marginals)


def _rounded_up(problem: Problem, now: _Solved, kept: dict[int, int], most: int) -> dict[int, int]:
    """Jobs that somebody takes whole, and some of the largest parts for which there is room."""
    found: dict[int, int] = {}
    load = problem.load.copy()
    for job, person in kept.items():
        load[person] += problem.needs[job]
    rounded = 0
    for one in np.argsort(-now.parts, kind="stable"):
        job, person, part = int(now.jobs[one]), int(now.people[one]), float(now.parts[one])
        if part < PART or (part < WHOLE and rounded >= most):
            break
        if job in kept or job in found or person == problem.nobody:
            continue
        need = problem.needs[job]
        if ((load[person] + need > problem.room[person] + SLACK) & (need > 0)).any():
            continue
        found[job] = person
        load[person] += need
        rounded += part < WHOLE
    return found


def _pairs(problem: Problem, cost: Numbers) -> tuple[Chosen, Chosen]:
    """The pairs that are looked at: each job's cheapest people, and nobody."""
    ranked = np.argsort(cost[:, : problem.nobody], axis=1, kind="stable")[:, :KEEP]
    able = np.isfinite(np.take_along_axis(cost, ranked, axis=1))
    jobs, column = np.nonzero(able)
    free = np.flatnonzero(np.isfinite(cost[:, problem.nobody]))
    return np.concatenate([jobs, free]), np.concatenate([ranked[jobs, column], np.full(len(free), problem.nobody)])


class _Rows:
    """The programme's rows: each job once, each week within the room, each fullest week above its shares."""

    def __init__(self, problem: Problem, fixed: dict[int, int], jobs: Chosen, people: Chosen) -> None:
        from scipy.sparse import coo_matrix, vstack  # type: ignore[import-untyped]

        count, weeks, levels = problem.nobody, problem.room.shape[1], len(problem.levels)
        pairs, extra = len(jobs), count * levels
        self.prices = np.tile([price for _share, price in problem.levels], count)
        self.once = coo_matrix((np.ones(pairs), (jobs, np.arange(pairs))), shape=(len(problem.points), pairs + extra))
        needs = problem.needs[jobs] * (people < count)[:, None]
        pair, week = np.nonzero(needs)
        shape = (count * weeks, pairs + extra)
        load = coo_matrix((needs[pair, week], (people[pair] * weeks + week, pair)), shape=shape).tocsr()
        free = np.maximum(problem.room, _held(problem, fixed))[:count] - problem.load[:count]
        parts: list[Any] = [load]
        room = [free.ravel()]
        every = np.arange(count * weeks)
        for level, (share, _price) in enumerate(problem.levels):
            column = pairs + np.repeat(np.arange(count), weeks) * levels + level
            parts.append(load - coo_matrix((np.ones(count * weeks), (every, column)), shape=shape).tocsr())
            room.append((share * problem.room[:count] - problem.load[:count]).ravel())
        self.weeks, self.room = vstack(parts).tocsr(), np.concatenate(room) + SLACK


def _held(problem: Problem, fixed: dict[int, int]) -> Numbers:
    """Everybody's weeks with what is fixed."""
    held: Numbers = problem.load.copy()
    for job, person in fixed.items():
        held[person] += problem.needs[job]
    return held


def _priced(problem: Problem, cost: Numbers, fixed: dict[int, int], duals: Numbers) -> Priced:
    """Costs with the prices of weeks: by weak duality any prices give a bound, whatever pairs were looked at."""
    people, weeks = problem.room.shape
    shares, most = (np.array([level[n] for level in problem.levels]) for n in (0, 1))
    prices = np.maximum(0.0, duals).reshape(len(shares) + 1, problem.nobody, weeks)
    full, fair = np.zeros((people, weeks)), np.zeros((len(shares), people, weeks))
    full[: problem.nobody], fair[:, : problem.nobody] = prices[0], prices[1:]
    full[_held(problem, fixed) > problem.room + SLACK] = 0.0
    fair = fair / np.maximum(1.0, fair.sum(axis=2) / most[:, None])[:, :, None]
    pull = full + fair.sum(axis=0)
    room = np.minimum(problem.room, 1e6)
    return Priced(cost + problem.needs @ pull.T, constant_of(problem, room, full, fair, shares))
