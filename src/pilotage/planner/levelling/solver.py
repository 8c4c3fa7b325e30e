"""The solver, where it is installed: `pip install pilotage[levelling]`, or requirements/levelling.txt."""

from collections.abc import Sequence
from importlib.util import find_spec

from pilotage.planner.levelling.instance import Instance


def has_solver() -> bool:
    """Whether OR-Tools is installed."""
    return find_spec("ortools") is not None


def solve(
    instance: Instance, known: Sequence[int], bound: int, *, seconds: float, workers: int, seed: int = 1
) -> tuple[list[int], int, bool]:
    """Starts, a proved lower bound, and whether the schedule is proved the shortest; `known` is a schedule to begin with.

    Errors: ImportError without the solver.
    """
    from ortools.sat.python import cp_model

    horizon = instance.makespan(known)
    model = cp_model.CpModel()
    starts = [
        model.new_int_var(instance.heads[place], horizon - instance.tails[place], "")
        for place in range(len(instance.durations))
    ]
    runs = [
        model.new_fixed_size_interval_var(start, days, "")
        for start, days in zip(starts, instance.durations, strict=True)
    ]
    for place, earlier in enumerate(instance.before):
        for other in earlier:
            model.add(starts[place] >= starts[other] + instance.durations[other])
    for resource, capacity in enumerate(instance.capacities):
        users = [place for place in instance.order if instance.needs[place][resource] and instance.durations[place]]
        if users:
            model.add_cumulative(
                [runs[place] for place in users], [instance.needs[place][resource] for place in users], capacity
            )
    length = model.new_int_var(bound, horizon, "")
    for place, earlier in enumerate(instance.after):
        if not earlier:
            model.add(length >= starts[place] + instance.durations[place])
    model.minimize(length)
    for start, at in zip(starts, known, strict=True):
        model.add_hint(start, at)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    state = solver.solve(model)
    if state not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return list(known), max(bound, int(solver.best_objective_bound)), False
    found = [int(solver.value(start)) for start in starts]
    return found, max(bound, round(solver.best_objective_bound)), state == cp_model.OPTIMAL
