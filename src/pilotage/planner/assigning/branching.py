"""The least arrangement for sure where there are few jobs: depth first, cut off by the bound. Needs nothing installed."""

import time

import numpy as np

from pilotage.planner.assigning.bound import Priced
from pilotage.planner.assigning.problem import SLACK, Chosen, Problem, total


def branch(problem: Problem, start: Chosen, priced: Priced, fixed: dict[int, int], until: float) -> tuple[Chosen, bool]:
    """The best arrangement, and whether it is proved to be the least; `start` is one to begin with."""
    search = _Search(problem, start, priced, fixed, until)
    search.run()
    return search.best, not search.is_stopped


class _Search:
    """One depth-first search. Jobs with the fewest and dearest choices come first."""

    def __init__(self, problem: Problem, start: Chosen, priced: Priced, fixed: dict[int, int], until: float) -> None:
        self.problem, self.priced, self.until = problem, priced, until
        self.best, self.least = start.copy(), total(problem, start)
        self.chosen = np.full(len(start), problem.nobody, dtype=np.int64)
        self.load = problem.load.copy()
        for job, person in fixed.items():
            self.chosen[job] = person
            self.load[person] += problem.needs[job]
        ranked = np.sort(priced.cost, axis=1)
        spread = ranked[:, 1] - ranked[:, 0] if ranked.shape[1] > 1 else ranked[:, 0]
        free = [job for job in range(len(start)) if job not in fixed]
        self.order = sorted(free, key=lambda job: (-spread[job], job))
        least = priced.cost.min(axis=1)
        #: What the jobs from a depth on cost at least.
        self.rest = np.append(np.cumsum(least[self.order][::-1])[::-1], 0.0)
        self.base = priced.base + sum(float(priced.cost[job, person]) for job, person in fixed.items())
        self.is_stopped, self.steps = False, 0

    def run(self) -> None:
        """Walks the tree without recursion: a place in the list of choices for every depth."""
        choices: list[list[int]] = []
        spent = [self.base]
        self._open(choices, 0)
        while choices:
            self.steps += 1
            if self.steps % 500 == 0 and time.monotonic() > self.until:
                self.is_stopped = True
                return
            depth = len(choices) - 1
            if depth == len(self.order):
                self._take()
                choices.pop()
                self._back(choices, spent)
                continue
            if not choices[-1]:
                choices.pop()
                self._back(choices, spent)
                continue
            job, person = self.order[depth], choices[-1].pop(0)
            cost = spent[-1] + float(self.priced.cost[job, person])
            if cost + self.rest[depth + 1] >= self.least - SLACK:
                choices[-1].clear()  # dearer ones follow
                continue
            need = self.problem.needs[job]
            after = self.load[person] + need
            if ((after > self.problem.room[person] + SLACK) & (need > 0)).any():
                continue
            self.load[person] = after
            self.chosen[job] = person
            spent.append(cost)
            self._open(choices, depth + 1)

    def _open(self, choices: list[list[int]], depth: int) -> None:
        if depth == len(self.order):
            choices.append([])
            return
        cost = self.priced.cost[self.order[depth]]
        choices.append([int(one) for one in np.argsort(cost, kind="stable") if np.isfinite(cost[one])])

    def _back(self, choices: list[list[int]], spent: list[float]) -> None:
        if not choices:
            return
        job = self.order[len(choices) - 1]
        self.load[self.chosen[job]] -= self.problem.needs[job]
        spent.pop()

    def _take(self) -> None:
        cost = total(self.problem, self.chosen)
        if cost < self.least - SLACK:
            self.best, self.least = self.chosen.copy(), cost
