"""States of a task and the side that owes it."""

from enum import StrEnum


class TaskState(StrEnum):
    """A task is open, in hand, blocked by something named, done, or dropped with a reason."""

    OPEN = "open"
    DOING = "doing"
    BLOCKED = "blocked"
    DONE = "done"
    DROPPED = "dropped"


TASK_STATE_NAMES = {
    TaskState.OPEN: "Open",
    TaskState.DOING: "In hand",
    TaskState.BLOCKED: "Blocked",
    TaskState.DONE: "Done",
    TaskState.DROPPED: "Dropped",
}
FINISHED = (TaskState.DONE, TaskState.DROPPED)


#: What an approval is about.
ABOUT_NAMES = {
    "plan": "The plan",
    "document": "A document",
    "design": "A design",
    "scope": "The scope",
    "other": "Something else",
}


class Side(StrEnum):
    """Who owes a task."""

    PROVIDER = "provider"
    BILLER = "biller"
    VENDOR = "vendor"
