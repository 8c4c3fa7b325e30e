"""Tasks whose subject gives them their dates: a higher app says how its own tasks are moved, by whom, and what is around them.

A task of a plan is completed by the plan's operation, so that what follows gets its dates anew wherever it is clicked.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from pilotage.core.viewer import Viewer
from pilotage.work import operations
from pilotage.work.models import Task

Mover = Callable[..., Any]
_MOVERS: dict[str, Mover] = {
    "start": operations.start_task,
    "complete": operations.complete_task,
    "reopen": operations.reopen_task,
    "block": operations.block_task,
    "drop": operations.drop_task,
}
_planned: dict[str, Mover] = {}
_pages: list[Callable[[Any, Viewer], dict[str, Any]]] = []


def register(to: str, mover: Mover) -> None:
    """`mover(plan, by=, now=)` makes this move for tasks with a plan; `block` and `drop` get a `reason`, too."""
    _planned[to] = mover


def register_page(page: Callable[[Any, Viewer], dict[str, Any]]) -> None:
    """`page(plan, viewer)` answers `{may_do, may_plan, before, after}` for the page of a task with a plan."""
    _pages[:] = [page]


def mover_of(task: Task, to: str) -> Mover:
    """What makes this move of this task; call it with `by` and `now`."""
    plan = getattr(task, "plan", None)
    if plan is not None and to in _planned:
        return partial(_planned[to], plan)
    return partial(_MOVERS[to], task=task)


def around(task: Task, viewer: Viewer) -> dict[str, Any]:
    """What the plan says about a task: who may do and plan it, what it waits for and what waits for it."""
    plan = getattr(task, "plan", None)
    if plan is None or not _pages:
        return {"may_do": True, "may_plan": False, "before": [], "after": []}
    return _pages[0](plan, viewer)
