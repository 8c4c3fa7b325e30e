"""One project under limited resources: the shortest schedule that can be found in the time given, and how short it might be."""

import time
from dataclasses import dataclass

from pilotage.planner.levelling.instance import Instance
from pilotage.planner.levelling.priority import Search
from pilotage.planner.levelling.solver import has_solver, solve


@dataclass(frozen=True)
class Levelled:
    """Start of every task by its name, in days from 0. `lower_bound` is a length that no schedule can beat."""

    makespan: int
    starts: dict[str, int]
    proved_optimal: bool
    lower_bound: int
    method: str

    def as_json(self) -> dict[str, object]:
        """Plain values ready for JSON."""
        return {
            "makespan": self.makespan,
            "starts": self.starts,
            "proved_optimal": self.proved_optimal,
            "lower_bound": self.lower_bound,
            "method": self.method,
        }


def level(
    instance: Instance, *, seconds: float = 10.0, seed: int = 1, workers: int = 2, with_solver: bool = True
) -> Levelled:
    """The shortest schedule found within `seconds` of wall time: priority rules first, then the solver where it is there.

    Without the solver the same seed may stop at another schedule on a slower machine, for the time is its only limit.
    """
    ends_at = time.monotonic() + seconds
    search = Search(instance, seed)
    uses_solver = with_solver and has_solver()
    search.run(
        seconds=min(seconds, 0.3 + 0.02 * seconds) if uses_solver else seconds, most=400 if uses_solver else 10**9
    )
    starts, bound, method = search.best, search.bound, "priority rules"
    proved = search.length <= bound
    if uses_solver and not proved:
        left = ends_at - time.monotonic()
        starts, bound, proved = solve(instance, starts, bound, seconds=left, workers=workers, seed=seed)
        method = "constraint solver"
    length = instance.makespan(starts)
    return Levelled(
        length,
        dict(zip(instance.names, starts, strict=True)),
        proved or length <= bound,
        min(bound, length),
        method,
    )
