"""The only writers of capacity, skills and runs."""

from pilotage.staffing.operations.accepting import accept_assignments, accept_starts, undo_run
from pilotage.staffing.operations.capacity import add_capacity, remove_capacity, set_skills
from pilotage.staffing.operations.runs import ask_for_run, repeat_run, work_out_run

__all__ = [
    "accept_assignments",
    "accept_starts",
    "add_capacity",
    "ask_for_run",
    "remove_capacity",
    "repeat_run",
    "set_skills",
    "undo_run",
    "work_out_run",
]
