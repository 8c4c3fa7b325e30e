"""What no arrangement can cost less than: prices on full weeks, by the volume method (a mean of the answers shows the way)."""

import time
from dataclasses import dataclass

import numpy as np

from pilotage.planner.assigning.problem import SLACK, Chosen, Numbers, Problem, loads_of, total

ROUNDS, PATIENCE, NEWEST = 3000, 10, 0.1


@dataclass(frozen=True)
class Priced:
    """Costs of each pair with the prices of the weeks in them (n × people + 1), and `base`: the bound is base plus each job's least."""

    cost: Numbers
    base: float

    @property
    def bound(self) -> float:
        """No arrangement costs less."""
        return self.base + float(self.cost.min(axis=1).sum())


def possible(problem: Problem, fixed: dict[int, int]) -> Numbers:
    """Costs with infinity where the job alone is too much for the person, and where it is locked on somebody else."""
    left = problem.room - problem.load
    for job, person in fixed.items():
        left[person] -= problem.needs[job]
    cost = problem.cost.copy()
    for job in range(len(cost)):
        if job in fixed:
            kept = cost[job, fixed[job]]
            cost[job] = np.inf
            cost[job, fixed[job]] = kept if np.isfinite(kept) else 0.0
            continue
        need = problem.needs[job]
        cost[job, ((need > left + SLACK) & (need > 0)).any(axis=1)] = np.inf
    return cost


def priced(problem: Problem, fixed: dict[int, int], known: Chosen, until: float, rounds: int = ROUNDS) -> Priced:
    """The best prices found in so many rounds or until the clock says so, against the cost of an arrangement that is known.

    A price on a person's week counts there in every job; prices of fairness together stay below what fairness costs. By weak
    duality each round's sum is a bound.
    """
    cost, best = possible(problem, fixed), total(problem, known)
    locked = list(fixed)
    shares = np.array([share for share, _price in problem.levels])
    prices = np.array([price for _share, price in problem.levels])
    people, weeks = problem.room.shape
    room = np.minimum(problem.room, 1e6)
    full = np.zeros((people, weeks))
    fair = _first_prices(problem, loads_of(problem, known), shares, prices)
    # A locked job may lie over the room: no price is put on such a week, since nothing else fits there either.
    held = problem.load.copy()
    for job in locked:
        held[fixed[job]] += problem.needs[job]
    may_price = (held <= room + SLACK) & (np.arange(people) != problem.nobody)[:, None]
    is_somebody = (np.arange(people) != problem.nobody)[:, None]
    pull = fair.sum(axis=0)
    found = Priced(cost + problem.needs @ pull.T, constant_of(problem, room, full, fair, shares))
    theta, since = 1.0, 0
    mean = _loads(problem, found.cost)
    for _ in range(rounds):
        over = np.where(may_price, mean - room, 0.0)
        above = np.where(is_somebody, mean - shares[:, None, None] * room, 0.0)
        down, down_fair = np.where((full <= 0) & (over < 0), 0, over), np.where((fair <= 0) & (above < 0), 0, above)
        size = float((down**2).sum() + (down_fair**2).sum())
        if size < SLACK or found.bound >= best - SLACK or time.monotonic() > until:
            break
        step = theta * max(best - found.bound, SLACK) / size
        tried = np.maximum(0.0, full + step * down), _held_down(fair + step * down_fair, prices)
        pull = tried[0] + tried[1].sum(axis=0)
        now = Priced(cost + problem.needs @ pull.T, constant_of(problem, room, *tried, shares))
        mean = (1 - NEWEST) * mean + NEWEST * _loads(problem, now.cost)
        if now.bound > found.bound:
            found, (full, fair), theta, since = now, tried, min(2.0, theta * 1.1), 0
            continue
        since += 1
        if since >= PATIENCE:
            theta, since = theta * 0.66, 0
    return found


def _loads(problem: Problem, cost: Numbers) -> Numbers:
    """Everybody's weeks when each job goes where it costs least."""
    load: Numbers = problem.load.copy()
    np.add.at(load, cost.argmin(axis=1), problem.needs)
    return load


def _first_prices(problem: Problem, load: Numbers, shares: Numbers, prices: Numbers) -> Numbers:
    """To begin with: what fairness costs in the fullest weeks of an arrangement that is known."""
    above = load - shares[:, None, None] * problem.room
    above[:, problem.nobody] = -1.0
    most = above.max(axis=2, keepdims=True)
    is_full = (above >= most - 1.0) & (most > 0)
    found: Numbers = np.where(is_full, prices[:, None, None] / np.maximum(1, is_full.sum(axis=2, keepdims=True)), 0.0)
    return found


def constant_of(problem: Problem, room: Numbers, full: Numbers, fair: Numbers, shares: Numbers) -> float:
    """What these prices come to where nobody takes anything: the part of the bound that no job is in."""
    above = problem.load - shares[:, None, None] * room
    return float((fair * above).sum() + (full * (problem.load - room)).sum())


def _held_down(fair: Numbers, prices: Numbers) -> Numbers:
    """The nearest prices from 0 on whose sum over the weeks is at most the level's price (projection on a simplex)."""
    fair = np.maximum(fair, 0.0)
    over = fair.sum(axis=2) > prices[:, None]
    if not over.any():
        return fair
    rows, most = fair[over], np.broadcast_to(prices[:, None], over.shape)[over]
    ranked = -np.sort(-rows, axis=1)
    sums = (ranked.cumsum(axis=1) - most[:, None]) / np.arange(1, rows.shape[1] + 1)
    last = (ranked > sums).sum(axis=1) - 1
    fair[over] = np.maximum(rows - sums[np.arange(len(rows)), last][:, None], 0.0)
    return fair
