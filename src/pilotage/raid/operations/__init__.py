"""The only writers of RAID logs."""

from pilotage.raid.operations.moving import change_by_values, close_entry, reopen_entry, start_entry, turn_into_issue
from pilotage.raid.operations.reviewing import review_entry, tell_of_reviews
from pilotage.raid.operations.seeding import raise_seeds
from pilotage.raid.operations.writing import assign_entries, change_entry, raise_entry

__all__ = [
    "assign_entries",
    "change_by_values",
    "change_entry",
    "close_entry",
    "raise_entry",
    "raise_seeds",
    "reopen_entry",
    "review_entry",
    "start_entry",
    "tell_of_reviews",
    "turn_into_issue",
]
