"""The only writers of promises and scope."""

from pilotage.scope.operations.by_values import change_line_by_values, change_promise_by_values
from pilotage.scope.operations.importing import import_trace
from pilotage.scope.operations.keeping import keep_scope_plan
from pilotage.scope.operations.linking import link_line, mark_not_needed, remove_link
from pilotage.scope.operations.writing import (
    add_line,
    add_promise,
    change_line,
    change_promise,
    choose_promises,
    drop_line,
    keep_promise,
    restore_line,
    withdraw_promise,
)

__all__ = [
    "add_line",
    "add_promise",
    "change_line",
    "change_line_by_values",
    "change_promise",
    "change_promise_by_values",
    "choose_promises",
    "drop_line",
    "import_trace",
    "keep_promise",
    "keep_scope_plan",
    "link_line",
    "mark_not_needed",
    "remove_link",
    "restore_line",
    "withdraw_promise",
]
