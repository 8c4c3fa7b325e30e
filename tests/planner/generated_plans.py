"""Generated plans for the planner's tests."""

from collections.abc import Sequence

import networkx as nx
from hypothesis import strategies as st

from pilotage.planner.tasks import Task


@st.composite
def plans(draw: st.DrawFn, most: int = 14, longest: int = 8) -> list[Task]:
    """Plans without cycles, their tasks in any order."""
    count = draw(st.integers(1, most))
    tasks = []
    for place in range(count):
        earlier = draw(st.sets(st.integers(0, place - 1), max_size=4)) if place else set()
        tasks.append(Task(f"T{place}", draw(st.integers(1, longest)), tuple(f"T{other}" for other in sorted(earlier))))
    return draw(st.permutations(tasks))


def as_graph(tasks: Sequence[Task]) -> "nx.DiGraph[str]":
    """The same plan as a graph: an edge weighs as many days as the task that it comes from."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(task.id for task in tasks)
    durations = {task.id: task.duration for task in tasks}
    graph.add_weighted_edges_from((other, task.id, durations[other]) for task in tasks for other in task.depends_on)
    return graph
