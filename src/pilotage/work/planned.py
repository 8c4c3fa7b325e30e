"""Moves of tasks whose subject gives them their dates: a higher app says how its own tasks are completed and reopened.

A task of a plan is completed by the plan's operation, so that what follows gets its dates anew wherever it is clicked.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from pilotage.work import operations
from pilotage.work.models import Task

Mover = Callable[..., Any]
_MOVERS: dict[str, Mover] = {
    "start": operations.start_task,
    "complete": operations.complete_task,
    "reopen": operations.reopen_task,
}
_planned: dict[str, Mover] = {}


def register(to: str, mover: Mover) -> None:
    """`mover(plan, by=, now=)` makes this move for tasks with a plan."""
    _planned[to] = mover


def mover_of(task: Task, to: str) -> Mover:
    """What makes this move of this task; call it with `by` and `now`."""
    plan = getattr(task, "plan", None)
    if plan is not None and to in _planned:
        return partial(_planned[to], plan)
    return partial(_MOVERS[to], task=task)
