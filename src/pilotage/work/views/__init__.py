"""Pages of tasks, and what is said and sent about any record."""

from pilotage.work.views.approvals import task_approval
from pilotage.work.views.talk import comment, comment_edit, comment_remove, send_file
from pilotage.work.views.tasks import task, task_block, task_drop, task_edit, task_move, task_new

__all__ = [
    "comment",
    "comment_edit",
    "comment_remove",
    "send_file",
    "task",
    "task_approval",
    "task_block",
    "task_drop",
    "task_edit",
    "task_move",
    "task_new",
]
