"""Which state of a task may follow which, and where its page is. Pure."""

import uuid

from pilotage.work.enums import TaskState

#: Allowed moves of a task.
MOVES: dict[str, tuple[str, ...]] = {
    TaskState.OPEN: (TaskState.DOING, TaskState.BLOCKED, TaskState.DONE, TaskState.DROPPED),
    TaskState.DOING: (TaskState.OPEN, TaskState.BLOCKED, TaskState.DONE, TaskState.DROPPED),
    TaskState.BLOCKED: (TaskState.OPEN, TaskState.DOING, TaskState.DONE, TaskState.DROPPED),
    TaskState.DONE: (TaskState.OPEN,),
    TaskState.DROPPED: (TaskState.OPEN,),
}


def task_url(pk: uuid.UUID, side: str, is_staff: bool) -> str:
    """The page of a task for its reader."""
    return f"/tasks/{pk}/" if is_staff else f"/portal/tasks/{pk}/"
