"""The only writers of cases and triage calls."""

from pilotage.support.operations.calls import (
    cancel_call,
    hold_call,
    invite_to_call,
    make_calls,
    miss_call,
    remind_of_calls,
    triage_in_call,
)
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
from pilotage.support.operations.rhythm import set_triage_rhythm

__all__ = [
    "assign_cases",
    "cancel_call",
    "change_by_values",
    "change_case",
    "close_case",
    "hold_call",
    "invite_to_call",
    "link_tracker",
    "make_calls",
    "miss_call",
    "open_case",
    "remind_of_calls",
    "reopen_case",
    "set_triage_rhythm",
    "take_in_hand",
    "tell_of_stale_notes",
    "triage_case",
    "triage_in_call",
    "write_notes",
]
