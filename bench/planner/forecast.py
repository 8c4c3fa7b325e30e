"""Time of 10,000 simulations of a plan of 92 tasks: all kinds of links, five calendars, what has happened, holds.

python bench/planner/forecast.py [--simulations 10000] [--repeat 7]
"""

import argparse
import datetime as dt
import sys
import time

from generated import START, plan_calendar, projects

from pilotage.planner.forecasting import forecast
from pilotage.planner.history import Traits, history_of
from pilotage.planner.lives import lives


def main() -> int:
    """Print the times of every run: wall clock and processor."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--simulations", type=int, default=10_000)
    asked.add_argument("--repeat", type=int, default=7)
    options = asked.parse_args()
    tasks = projects(2)[1]
    learnt = lives(40, seed=3)
    history = history_of(learnt)
    kinds = list(dict.fromkeys(trait for project in learnt for trait in project.traits.values()))
    traits = {task.id: kinds[place % len(kinds)] for place, task in enumerate(tasks)} or {"": Traits()}
    today = START + dt.timedelta(days=40)
    for number in range(options.repeat + 1):
        wall, own = time.perf_counter(), time.process_time()
        found = forecast(
            tasks,
            start=START,
            calendar=plan_calendar(),
            today=today,
            history=history,
            traits=traits,
            product="Aqua",
            simulations=options.simulations,
        )
        wall, own = time.perf_counter() - wall, time.process_time() - own
        what = "first, with loading numpy" if not number else f"run {number}"
        print(f"{what:26} {wall * 1000:7.0f} ms wall {own * 1000:7.0f} ms processor")
    print(
        f"{len(tasks)} tasks, {found.samples:,} past tasks: P50 {found.p50}, P80 {found.p80}, P95 {found.p95}, plan {found.planned}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
