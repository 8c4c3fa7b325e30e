"""Times of the planner beside networkx doing only the longest path over the same plan, in one run.

    python bench/planner/run.py [--tasks 1000 10000] [--repeat 15] [--projects 200] [--json]

Plans are generated from a fixed seed: in layers, each task after up to four of the layers before, as wide as real plans are.
The planner works out early and late dates, float, the critical path and conflicts: links of all four kinds with lags, five
working calendars, actual dates, percent done, holds, dates that people fixed, milestones and hammocks. networkx walks the bare
longest path over the same edges: no dates, no calendar, no float.
"""

import argparse
import datetime as dt
import gc
import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence

import networkx as nx
from generated import START, generated, plan_calendar, projects

from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Task


def graph_of(tasks: Sequence[Task]) -> "nx.DiGraph[str]":
    """The same plan as a graph whose edges weigh as many days as the task they come from."""
    days = {task.id: task.duration for task in tasks}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(days)
    graph.add_weighted_edges_from(
        (link.on, task.id, max(0, days[link.on] + link.lag)) for task in tasks for link in task.all_links
    )
    return graph


def milliseconds(run: Callable[[], object], repeat: int) -> tuple[float, float]:
    """Median and best of `repeat` runs, after one to warm up, in processor time: the neighbours do not count."""
    run()
    taken = []
    for _ in range(repeat):
        gc.collect()
        begin = time.process_time()
        run()
        taken.append((time.process_time() - begin) * 1000)
    return statistics.median(taken), min(taken)


def measured(count: int, repeat: int) -> dict[str, float]:
    """One line of the table."""
    tasks = generated(count)
    graph = graph_of(tasks)
    calendar, today = plan_calendar(), START + dt.timedelta(days=40)
    ours, ours_best = milliseconds(lambda: schedule(tasks, start=START, calendar=calendar, today=today), repeat)
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


def measured_projects(count: int, repeat: int) -> dict[str, float]:
    """One line for many projects of 92 tasks, re-planned one after another."""
    plans = projects(count)
    graphs = [graph_of(tasks) for tasks in plans]
    calendar, today = plan_calendar(), START + dt.timedelta(days=40)

    def all_ours() -> None:
        for tasks in plans:
            schedule(tasks, start=START, calendar=calendar, today=today)

    def all_theirs() -> None:
        for graph in graphs:
            nx.dag_longest_path_length(graph)

    ours, ours_best = milliseconds(all_ours, repeat)
    theirs, theirs_best = milliseconds(all_theirs, repeat)
    total = sum(map(len, plans))
    return {
        "tasks": total,
        "links": sum(graph.number_of_edges() for graph in graphs),
        "planner_ms": round(ours, 2),
        "planner_best_ms": round(ours_best, 2),
        "networkx_ms": round(theirs, 2),
        "networkx_best_ms": round(theirs_best, 2),
        "ratio": round(ours / theirs, 2),
        "microseconds_per_task": round(ours * 1000 / total, 2),
    }


def main() -> int:
    """Print the table, or JSON."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--tasks", type=int, nargs="+", default=[1_000, 10_000])
    asked.add_argument("--repeat", type=int, default=15)
    asked.add_argument("--projects", type=int, default=200, help="projects of 92 tasks, re-planned one after another")
    asked.add_argument("--json", action="store_true")
    options = asked.parse_args()
    rows = [measured(count, options.repeat) for count in options.tasks]
    if options.projects:
        rows.append(measured_projects(options.projects, max(1, options.repeat // 5)))
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
