"""The only writers of assignment runs."""

from pilotage.assignment.operations.accepting import accept_proposals, begin_taking, give_up, undo_run
from pilotage.assignment.operations.asking import ask_for_assignment, work_out_assignment

__all__ = ["accept_proposals", "ask_for_assignment", "begin_taking", "give_up", "undo_run", "work_out_assignment"]
