"""Arrangements: one job after the other; better ones by moves and swaps, and by taking some out and putting them back."""

import random
import time
from collections.abc import Sequence

import numpy as np

from pilotage.planner.assigning.problem import SLACK, Chosen, Numbers, Problem, loads_of


def one_after_the_other(
    problem: Problem, order: list[int], fixed: dict[int, int], priced: Numbers | None = None
) -> Chosen:
    """Greedy: each job in this order goes to whoever costs least and has room; with `priced` by other costs."""
    cost = problem.cost if priced is None else priced
    chosen = np.full(len(problem.points), problem.nobody, dtype=np.int64)
    load = problem.load.copy()
    for job, person in fixed.items():
        chosen[job] = person
        load[person] += problem.needs[job]
    for job in order:
        if job in fixed:
            continue
        more = _costs_of(problem, load, job, cost)
        chosen[job] = int(np.argmin(more))
        load[chosen[job]] += problem.needs[job]
    return chosen


def _costs_of(problem: Problem, load: Numbers, job: int, cost: Numbers) -> Numbers:
    """What the job costs with each person on top of these loads; infinite without room."""
    need = problem.needs[job]
    after = load + need
    full = ((after > problem.room + SLACK) & (need > 0)).any(axis=1)
    more: Numbers = cost[job] + problem.excess(after, problem.room) - problem.excess(load, problem.room)
    return np.where(full, np.inf, more)


def instead(problem: Problem, chosen: Sequence[int]) -> list[list[float | None]]:
    """For each job, how much more each person would cost with all else as it is (nobody last); None without room.

    Below 0 where somebody locked is dearer than another.
    """
    rows: list[list[float | None]] = []
    load = loads_of(problem, np.array(chosen, dtype=np.int64)) if len(chosen) else problem.load.copy()
    for job, person in enumerate(chosen):
        load[person] -= problem.needs[job]
        more = _costs_of(problem, load, job, problem.cost)
        after = load[person] + problem.needs[job]
        own, room = problem.cost[job, person], problem.room[person]
        own = own + float(problem.excess(after, room) - problem.excess(load[person], room))
        rows.append([float(one - own) if np.isfinite(one) else None for one in more])
        load[person] += problem.needs[job]
    return rows


def improved(problem: Problem, chosen: Chosen, fixed: dict[int, int], until: float) -> Chosen:
    """Moves and swaps as long as the sum falls, or until the clock (`time.monotonic`) says so."""
    chosen, load = chosen.copy(), loads_of(problem, chosen)
    free = [job for job in range(len(chosen)) if job not in fixed]
    may_swap = np.array([job not in fixed for job in range(len(chosen))], dtype=bool)
    is_better = True
    while is_better and time.monotonic() < until:
        is_better = False
        for job in free:
            is_better |= _moved(problem, chosen, load, job)
        for job in free:
            if time.monotonic() > until:
                break
            is_better |= _swapped(problem, chosen, load, job, may_swap)
    return chosen


def _moved(problem: Problem, chosen: Chosen, load: Numbers, job: int) -> bool:
    now = int(chosen[job])
    load[now] -= problem.needs[job]
    more = _costs_of(problem, load, job, problem.cost)
    best = int(np.argmin(more))
    is_better = bool(more[best] < more[now] - SLACK) or not np.isfinite(more[now])
    chosen[job] = best if is_better else now
    load[chosen[job]] += problem.needs[job]
    return is_better and best != now


def _swapped(problem: Problem, chosen: Chosen, load: Numbers, job: int, may_swap: Chosen) -> bool:
    """The best swap of one job with any other; done when it pays."""
    mine = int(chosen[job])
    theirs = chosen
    need, needs = problem.needs[job], problem.needs
    my_load = load[mine] - need + needs
    their_load = load[theirs] - needs + need
    is_full = ((my_load > problem.room[mine] + SLACK) & (needs > 0)).any(axis=1)
    is_full |= ((their_load > problem.room[theirs] + SLACK) & (need > 0)).any(axis=1)
    before = problem.excess(load, problem.room)
    rows = np.arange(len(chosen))
    pairs = problem.cost[rows, mine] + problem.cost[job, theirs] - problem.cost[job, mine] - problem.cost[rows, theirs]
    fair = problem.excess(my_load, problem.room[mine]) + problem.excess(their_load, problem.room[theirs])
    with np.errstate(invalid="ignore"):
        gain = pairs + fair - before[mine] - before[theirs]
    gain = np.where(is_full | (theirs == mine) | ~may_swap | ~np.isfinite(gain), np.inf, gain)
    best = int(np.argmin(gain))
    if gain[best] >= -SLACK:
        return False
    other = int(chosen[best])
    load[mine] += needs[best] - need
    load[other] += need - needs[best]
    chosen[job], chosen[best] = other, mine
    return True


def rearranged(problem: Problem, start: Chosen, fixed: dict[int, int], until: float, rounds: int) -> Chosen:
    """Takes some jobs out, of two or three people, and puts them back in another order; kept when it pays. Always the same way."""
    chance, best = random.Random(1), start.copy()
    free = [job for job in range(len(start)) if job not in fixed]
    if not free:
        return best
    load, cost = loads_of(problem, best), _sum(problem, best)
    for _ in range(rounds):
        if time.monotonic() > until:
            break
        jobs = _taken_out(problem, best, free, chance)
        trial, trial_load = best.copy(), load.copy()
        np.add.at(trial_load, trial[jobs], -problem.needs[jobs])
        for job in jobs:
            more = _costs_of(problem, trial_load, job, problem.cost)
            trial[job] = int(np.argmin(more))
            trial_load[trial[job]] += problem.needs[job]
        sum_now = _sum(problem, trial, trial_load)
        if sum_now < cost - SLACK:
            best, load, cost = trial, trial_load, sum_now
    return best


def _taken_out(problem: Problem, chosen: Chosen, free: list[int], chance: random.Random) -> list[int]:
    """Some jobs of a few people, the heavier ones first, the order shaken."""
    first = chosen[chance.choice(free)]
    people = {int(first), *(int(chosen[chance.choice(free)]) for _ in range(chance.randint(1, 3)))}
    mine = [job for job in free if int(chosen[job]) in people]
    jobs = chance.sample(mine, min(len(mine), chance.randint(2, 9)))
    return sorted(jobs, key=lambda job: -problem.points[job] * chance.uniform(0.5, 1.5))


def _sum(problem: Problem, chosen: Chosen, load: Numbers | None = None) -> float:
    held = loads_of(problem, chosen) if load is None else load
    pairs = problem.cost[np.arange(len(chosen)), chosen].sum()
    return float(pairs + problem.excess(held, problem.room).sum())
