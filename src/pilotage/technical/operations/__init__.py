"""The only writers of technical checklists."""

from pilotage.technical.operations.by_values import change_by_values
from pilotage.technical.operations.expiring import tell_of_expiring
from pilotage.technical.operations.listing import (
    add_item,
    assign_items,
    begin_checklist,
    change_item,
    make_tasks,
)
from pilotage.technical.operations.proving import (
    add_evidence,
    check_item,
    prove_item,
    reopen_item,
    set_aside_item,
    start_item,
    withdraw_evidence,
)

__all__ = [
    "add_evidence",
    "add_item",
    "assign_items",
    "begin_checklist",
    "change_by_values",
    "change_item",
    "check_item",
    "make_tasks",
    "prove_item",
    "reopen_item",
    "set_aside_item",
    "start_item",
    "tell_of_expiring",
    "withdraw_evidence",
]
