"""The only writers of cases."""

from pilotage.support.operations.opening import assign_cases, change_case, open_case
from pilotage.support.operations.resolving import (
    change_by_values,
    close_case,
    link_tracker,
    reopen_case,
    take_in_hand,
    tell_of_stale_notes,
    triage_case,
    write_notes,
)

__all__ = [
    "assign_cases",
    "change_by_values",
    "change_case",
    "close_case",
    "link_tracker",
    "open_case",
    "reopen_case",
    "take_in_hand",
    "tell_of_stale_notes",
    "triage_case",
    "write_notes",
]
