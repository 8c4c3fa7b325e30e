"""The best arrangement in the time given, how good it is, and what doing one after the other would have come to."""

import time
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from pilotage.planner.assigning.bound import priced
from pilotage.planner.assigning.branching import branch
from pilotage.planner.assigning.problem import SLACK, Chosen, Numbers, Problem, total
from pilotage.planner.assigning.relaxing import Relaxed, relaxed
from pilotage.planner.assigning.search import improved, one_after_the_other, rearranged

#: With fewer jobs the search proves the least in no time.
FEW, KEEP = 40, 12
#: With more jobs than that rearranging comes further than the solver in the same time.
MANY = 150
#: Times that some jobs are taken out and put back, unless the time is over before.
TURNS = 20_000


@dataclass(frozen=True)
class Answer:
    """Who takes each job (the column; `Problem.nobody` for nobody), its cost, a proved bound below every arrangement, and greedy's cost.

    `greedy` is the arrangement of one job after the other in the order given. `method`: branching, solver or search.
    """

    chosen: tuple[int, ...]
    cost: float
    bound: float
    is_proved: bool
    greedy: tuple[int, ...]
    greedy_cost: float
    method: str
    seconds: float

    @property
    def gap(self) -> float:
        """How much the cost may at most lie above the least, as a part of the least; 0 when it is proved."""
        return 0.0 if self.is_proved or self.bound <= 0 else max(0.0, self.cost / self.bound - 1)


def assign_spans(
    problem: Problem,
    *,
    locked: dict[int, int] | None = None,
    seconds: float = 15.0,
    workers: int = 2,
    with_solver: bool = True,
) -> Answer:
    """The arrangement of the least cost that is found in so many seconds; jobs stand in the order in which greedy takes them.

    Nobody gets more than their room in any week of a job, but for `locked` ones (job → column), which stay whatever they
    weigh. What fits nobody goes to nobody. Without OR-Tools, few jobs are solved to the end by branching, many by diving
    into the relaxation, moves, swaps and rearranging; the bound says how near it is. The same answer for the same input
    unless the time runs out.
    """
    begun = time.monotonic()
    fixed, count = dict(locked or {}), len(problem.points)
    greedy = one_after_the_other(problem, list(range(count)), fixed)
    if not count:
        return Answer(
            (), total(problem, greedy), total(problem, greedy), True, (), total(problem, greedy), "search", 0.0
        )
    best = improved(problem, greedy, fixed, begun + seconds * 0.1)
    guide = relaxed(problem, fixed, begun + seconds * 0.65) if count > FEW else None
    if guide is None:
        best = rearranged(problem, best, fixed, begun + seconds * 0.4, TURNS)
        prices = priced(problem, fixed, best, begun + seconds * 0.6)
    else:
        prices = guide.priced
        best = _better(problem, best, _filled(problem, guide, fixed, begun + seconds * 0.8))
    order = [int(job) for job in np.argsort(-_regret(prices.cost), kind="stable")]
    other = one_after_the_other(problem, order, fixed, prices.cost)
    best = _better(problem, best, improved(problem, other, fixed, begun + seconds * 0.85))
    method, is_proved = "search", total(problem, best) <= prices.bound + SLACK
    left = begun + seconds - time.monotonic()
    if not is_proved and count <= FEW:
        found, is_proved = branch(problem, best, prices, fixed, time.monotonic() + left * 0.4)
        best, method = _better(problem, best, found), "branching"
        left = begun + seconds - time.monotonic()
    if not is_proved and count > MANY:
        best = _better(problem, best, rearranged(problem, best, fixed, begun + seconds * 0.95, TURNS))
    elif not is_proved and with_solver and left > 1 and find_spec("ortools") is not None:
        from pilotage.planner.assigning.solver import solve

        found, is_proved = solve(problem, best, fixed, seconds=left * 0.8, workers=workers, keep=KEEP)
        best, method = _better(problem, best, found), "solver"
        best = _better(problem, best, improved(problem, best, fixed, begun + seconds))
    cost = total(problem, best)
    return Answer(
        tuple(int(one) for one in best), cost, cost if is_proved else min(cost, prices.bound), is_proved,
        tuple(int(one) for one in greedy), total(problem, greedy), method, time.monotonic() - begun,
    )  # fmt: skip


def _filled(problem: Problem, guide: Relaxed, fixed: dict[int, int], until: float) -> Chosen:
    """What the dive gave out stays at first, the rest follows, the heaviest first; then moves and swaps of all."""
    order = [int(job) for job in np.argsort(-problem.points, kind="stable")]
    return improved(problem, one_after_the_other(problem, order, guide.kept), fixed, until)


def _better(problem: Problem, one: Chosen, other: Chosen) -> Chosen:
    """The cheaper of two; the first on equal terms."""
    return other if total(problem, other) < total(problem, one) - SLACK else one


def _regret(cost: Numbers) -> Numbers:
    """How much dearer each job's second choice is: the dearest go first."""
    ranked = np.sort(np.where(np.isfinite(cost), cost, 1e9), axis=1)
    found: Numbers = ranked[:, 1] - ranked[:, 0]
    return found
