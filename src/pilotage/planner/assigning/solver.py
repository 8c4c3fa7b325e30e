"""The least arrangement by OR-Tools' CP-SAT, where it is installed (`pip install pilotage[levelling]`)."""

from typing import Any

import numpy as np

from pilotage.planner.assigning.bound import possible
from pilotage.planner.assigning.problem import Chosen, Numbers, Problem

#: Costs and points are whole numbers there.
CENTS = 100


def solve(
    problem: Problem, start: Chosen, fixed: dict[int, int], *, seconds: float, workers: int, keep: int
) -> tuple[Chosen, bool]:
    """An arrangement that is at least as good as `start`, and whether all pairs were looked at and it is the least of them.

    Each job looks at its `keep` cheapest people; prices of levels are whole numbers. Errors: ImportError without the solver.
    """
    from ortools.sat.python import cp_model

    cost, model = possible(problem, fixed), cp_model.CpModel()
    columns = [sorted({*_cheapest(cost[job], keep), int(start[job])}) for job in range(len(cost))]
    takes = [{person: model.new_bool_var("") for person in columns[job]} for job in range(len(cost))]
    objective = []
    for job, row in enumerate(takes):
        model.add_exactly_one(row.values())
        for person, var in row.items():
            model.add_hint(var, int(start[job] == person))
            price = cost[job, person] if np.isfinite(cost[job, person]) else 0.0
            objective.append(round(price * CENTS) * var)
    whole = np.rint(problem.needs * CENTS).astype(int)
    for person in range(problem.nobody):
        mine = [(job, row[person]) for job, row in enumerate(takes) if person in row]
        weeks = _telling(problem, person, [job for job, _var in mine])
        loads = {week: sum(int(whole[job, week]) * var for job, var in mine if whole[job, week]) for week in weeks}
        held = whole[[job for job, whom in fixed.items() if whom == person]].sum(axis=0)
        for week, load in loads.items():
            room = int((problem.room[person, week] - problem.load[person, week]) * CENTS + 1e-6)
            model.add(load <= max(room, int(held[week])))
        for share, price in problem.levels:
            above = (problem.load[person] - share * problem.room[person]) * CENTS
            least = max(0, int(np.rint(above.max())))
            most = least + int(whole[[job for job, _var in mine]].sum(axis=0).max(initial=0)) + CENTS
            excess = model.new_int_var(least, most, "")
            for week, load in loads.items():
                model.add(excess >= load + int(np.rint(above[week])))
            objective.append(int(price) * excess)
    model.minimize(sum(objective))
    return _answer(model, takes, start, seconds, workers, all(np.isfinite(row).sum() <= keep for row in cost))


def _answer(
    model: Any, takes: list[dict[int, Any]], start: Chosen, seconds: float, workers: int, has_all: bool
) -> tuple[Chosen, bool]:
    from ortools.sat.python import cp_model

    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.1, seconds)
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = 1
    state = solver.solve(model)
    if state not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return start, False
    found = [next(person for person, var in row.items() if solver.boolean_value(var)) for row in takes]
    return np.array(found, dtype=np.int64), state == cp_model.OPTIMAL and has_all


def _cheapest(row: Numbers, keep: int) -> list[int]:
    ranked = [int(one) for one in np.argsort(row, kind="stable") if np.isfinite(row[one])]
    return [*ranked[:keep], *ranked[-1:]]


def _telling(problem: Problem, person: int, jobs: list[int]) -> list[int]:
    """Weeks that aren't implied by the one before or after: same jobs and more, no more room, no less load."""
    used = problem.needs[jobs] > 0
    room, load = problem.room[person], problem.load[person]
    kept: list[int] = []
    for week in range(used.shape[1]):
        if not used[:, week].any():
            continue
        beside = [kept[-1]] if kept else []
        beside += [week + 1] if week + 1 < used.shape[1] else []
        is_implied = any(
            bool((used[:, week] <= used[:, other]).all()) and room[other] <= room[week] and load[other] >= load[week]
            for other in beside
        )
        if not is_implied:
            kept.append(week)
    return kept
