"""The only writers of changes."""

from pilotage.changes.operations.asking import ask_for_change, change_words, reopen_change, withdraw_change
from pilotage.changes.operations.deciding import approve_change, refuse_change
from pilotage.changes.operations.editing import edit_plan, edit_scope, remove_edit
from pilotage.changes.operations.offering import offer_change

__all__ = [
    "approve_change",
    "ask_for_change",
    "change_words",
    "edit_plan",
    "edit_scope",
    "offer_change",
    "refuse_change",
    "remove_edit",
    "reopen_change",
    "withdraw_change",
]
