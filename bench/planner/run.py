"""Times of the planner beside networkx doing only the longest path over the same plan, in one run.

    python bench/planner/run.py [--tasks 1000 10000] [--repeat 15] [--json]

Plans are generated from a fixed seed: in layers, each task after up to four of the layers before, as wide as real plans are.
The planner works out early and late dates, float and the critical path on the US federal calendar; a tenth of the tasks
carries actual dates, a twentieth a date of its own. networkx walks the bare longest path: no dates, no calendar, no float.
"""

import argparse
import datetime as dt
import gc
import json
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import networkx as nx

from pilotage.planner.calendars import us_federal
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Task

START = dt.date(2026, 1, 5)
SEED = 90
TASKS_PER_LAYER = 12


def generated(count: int) -> list[Task]:
    """A plan of `count` tasks without a cycle, always the same for a count."""
    chance = random.Random(SEED + count)
    # Bigger plans are wider, not longer: 1,000 tasks take some 60 layers whatever the count above it.
    width = max(TASKS_PER_LAYER, count // 60)
    tasks: list[Task] = []
    for place in range(count):
        layer_begins = place - place % width
        near = range(max(0, layer_begins - 2 * width), layer_begins)
        before = chance.sample(near, min(len(near), chance.choice([1, 1, 2, 2, 3, 4])))
        dates = {}
        if layer_begins < count // 10:
            begun = START + dt.timedelta(days=7 * (place // width))
            dates = {"actual_start": begun, "actual_finish": begun + dt.timedelta(days=chance.randint(0, 9))}
            dates = dates if chance.random() < 0.7 else {"actual_start": begun}
        elif chance.random() < 0.05:
            dates = {"no_earlier_than": START + dt.timedelta(days=chance.randint(0, 200))}
        tasks.append(Task(f"T{place}", chance.randint(1, 10), tuple(f"T{other}" for other in before), **dates))
    return tasks


def graph_of(tasks: Sequence[Task]) -> "nx.DiGraph[str]":
    """The same plan as a graph whose edges weigh as many days as the task they come from."""
    days = {task.id: task.duration for task in tasks}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(days)
    graph.add_weighted_edges_from((other, task.id, days[other]) for task in tasks for other in task.depends_on)
    return graph


def milliseconds(run: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Median and best of `repeat` runs, after one to warm up."""
    run()
    taken = []
    for _ in range(repeat):
        gc.collect()
        begin = time.perf_counter()
        run()
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken), min(taken)


def measured(count: int, repeat: int) -> dict[str, float]:
    """One line of the table."""
    tasks = generated(count)
    graph = graph_of(tasks)
    calendar = us_federal()
    ours, ours_best = milliseconds(lambda: schedule(tasks, start=START, calendar=calendar), repeat)
    theirs, theirs_best = milliseconds(lambda: nx.dag_longest_path_length(graph), repeat)
    return {
        "tasks": count,
        "links": graph.number_of_edges(),
        "planner_ms": round(ours, 2),
        "planner_best_ms": round(ours_best, 2),
        "networkx_ms": round(theirs, 2),
        "networkx_best_ms": round(theirs_best, 2),
        "ratio": round(ours / theirs, 2),
        "microseconds_per_task": round(ours * 1000 / count, 2),
    }


def main() -> int:
    """Print the table, or JSON."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tasks", type=int, nargs="+", default=[1_000, 10_000])
    asked.add_argument("--repeat", type=int, default=15)
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    rows = [measured(count, options.repeat) for count in options.tasks]
    if options.json:
        print(json.dumps(rows, indent=2))
        return 0
    print(f"{'tasks':>8} {'links':>8} {'planner ms':>12} {'networkx ms':>12} {'ratio':>7} {'µs/task':>8}")
    for row in rows:
        print(
            f"{row['tasks']:>8,} {row['links']:>8,} {row['planner_ms']:>12.2f} {row['networkx_ms']:>12.2f}"
            f" {row['ratio']:>7.2f} {row['microseconds_per_task']:>8.2f}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
