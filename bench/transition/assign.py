"""Billers to people over their support windows: the arrangement found, beside one after the other and beside the proved bound.

    .venv/bin/python bench/transition/assign.py [--billers 500] [--people 40] [--seconds 15] [--seeds 2]

Made-up billers, always the same for a seed: 1 to 4 points, windows of 12 to 20 weeks within a year; people with room for about
1.4 times what is asked at the fullest. With OR-Tools and without; time is the clock's, of one process.
"""

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "src"))

import numpy as np

from pilotage.planner.assigning import Problem, assign_spans, problem_of
from pilotage.planner.assigning.problem import is_within

WEEKS = 52


def made(billers: int, people: int, seed: int) -> Problem:
    """A problem of this size."""
    chance = random.Random(seed)
    spans = []
    for _ in range(billers):
        first = chance.randrange(WEEKS - 13)
        spans.append((first, min(WEEKS - 1, first + chance.choice((12, 12, 20)))))
    points = [chance.choice((1, 1, 2, 2, 3, 4)) for _ in spans]
    asked = np.zeros(WEEKS)
    for size, (first, last) in zip(points, sorted(spans), strict=True):
        asked[first : last + 1] += size
    usual = asked.max() / people / 0.7
    room = [[usual * chance.choice((0.8, 1, 1, 1.2))] * WEEKS for _ in range(people)]
    load = [[chance.choice((0.0, 0.0, 1.0))] * WEEKS for _ in range(people)]
    fits = [
        [chance.choice((0, 3)) + chance.choice((0, 3)) + chance.choice((0, 0.5, 1, 1.5)) + chance.choice((0, 4, 4, 4)) for _ in room]
        for _ in spans
    ]  # fmt: skip
    return problem_of(points, sorted(spans), room, load, fits)


def main() -> None:
    """Prints a line for each seed, with and without the solver."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("billers", 500), ("people", 40), ("seconds", 15), ("seeds", 2)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    print(f"{asked.billers} billers, {asked.people} people")
    for seed in range(1, asked.seeds + 1):
        problem = made(asked.billers, asked.people, seed)
        for with_solver in (False, True):
            found = assign_spans(problem, seconds=asked.seconds, with_solver=with_solver)
            is_sound = is_within(problem, np.array(found.chosen, dtype=np.int64))
            gain = 1 - found.cost / found.greedy_cost
            print(
                f"seed {seed}, {found.method}: cost {found.cost:.1f}, one after the other {found.greedy_cost:.1f} (gain {gain:.1%}),"
                f" bound {found.bound:.1f}{', proved' if found.is_proved else ''}, nobody {found.chosen.count(problem.nobody)},"
                f" {'never over room' if is_sound else 'OVER ROOM'}, {found.seconds:.1f} s"
            )
            if not is_sound:
                raise SystemExit(1)


if __name__ == "__main__":
    main()
