"""Generated plans for the planner's tests."""

import datetime as dt
from collections.abc import Sequence

import networkx as nx
from hypothesis import strategies as st

from pilotage.planner.calendars import WorkingCalendar, no_holidays, us_federal
from pilotage.planner.tasks import Link, Task

CALENDARS = (
    None,
    no_holidays(),
    WorkingCalendar("biller", week=range(4)),
    WorkingCalendar("weekend shift", week=[2, 5, 6]),
    us_federal().with_days_off("vendor", [dt.date(2026, 3, 9) + dt.timedelta(days=day) for day in range(12)]),
)


@st.composite
def plans(draw: st.DrawFn, most: int = 14, longest: int = 8) -> list[Task]:
    """Plans without cycles, their tasks in any order."""
    count = draw(st.integers(1, most))
    tasks = []
    for place in range(count):
        earlier = draw(st.sets(st.integers(0, place - 1), max_size=4)) if place else set()
        tasks.append(Task(f"T{place}", draw(st.integers(1, longest)), tuple(f"T{other}" for other in sorted(earlier))))
    return draw(st.permutations(tasks))


@st.composite
def linked_plans(
    draw: st.DrawFn,
    most: int = 9,
    longest: int = 6,
    *,
    many_calendars: bool = True,
    milestones: bool = True,
    least_lag: int = -2,
) -> list[Task]:
    """Plans with links of all kinds, lags, calendars and milestones."""
    count = draw(st.integers(1, most))
    tasks = []
    for place in range(count):
        earlier = draw(st.sets(st.integers(0, place - 1), max_size=3)) if place else set()
        links = tuple(
            Link(f"T{other}", draw(st.sampled_from(["FS", "SS", "FF", "SF"])), draw(st.integers(least_lag, 4)))
            for other in sorted(earlier)
        )
        calendar = draw(st.sampled_from(CALENDARS)) if many_calendars else None
        is_milestone = milestones and draw(st.integers(0, 6)) == 0
        duration = 0 if is_milestone else draw(st.integers(1, longest))
        tasks.append(Task(f"T{place}", duration, links=links, calendar=calendar, is_milestone=is_milestone))
    return draw(st.permutations(tasks))


def as_graph(tasks: Sequence[Task]) -> "nx.DiGraph[str]":
    """The same plan as a graph: an edge weighs as many days as the task that it comes from."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(task.id for task in tasks)
    durations = {task.id: task.duration for task in tasks}
    graph.add_weighted_edges_from((other, task.id, durations[other]) for task in tasks for other in task.depends_on)
    return graph
