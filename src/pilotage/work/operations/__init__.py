"""The only writers of tasks and comments; files are sent through here too, so that people hear of them."""

from pilotage.work.operations.approvals import answer_approval, ask_approval
from pilotage.work.operations.comments import add_comment, edit_comment, remove_comment
from pilotage.work.operations.due import tell_of_due_tasks
from pilotage.work.operations.files import send_file
from pilotage.work.operations.states import (
    block_task,
    complete_task,
    drop_task,
    reopen_task,
    start_task,
)
from pilotage.work.operations.tasks import assign_task, assign_tasks, change_task, create_task

__all__ = [
    "add_comment",
    "answer_approval",
    "ask_approval",
    "assign_task",
    "assign_tasks",
    "block_task",
    "change_task",
    "complete_task",
    "create_task",
    "drop_task",
    "edit_comment",
    "remove_comment",
    "reopen_task",
    "send_file",
    "start_task",
    "tell_of_due_tasks",
]
