"""The only writers of meetings, their series and attendance."""

from pilotage.meetings.operations.agenda import (
    add_action,
    add_item,
    change_item,
    move_item,
    remove_item,
    take_proposals,
)
from pilotage.meetings.operations.attending import add_attendee, hold_meeting, remove_attendee
from pilotage.meetings.operations.changing_series import Effect, change_series, effect_of
from pilotage.meetings.operations.scheduling import cancel_meeting, change_meeting, move_meeting, schedule_meeting
from pilotage.meetings.operations.series import begin_series, make_all_meetings, make_meetings, stop_series

__all__ = [
    "Effect",
    "add_action",
    "add_attendee",
    "add_item",
    "begin_series",
    "cancel_meeting",
    "change_item",
    "change_meeting",
    "change_series",
    "effect_of",
    "hold_meeting",
    "make_all_meetings",
    "make_meetings",
    "move_item",
    "move_meeting",
    "remove_attendee",
    "remove_item",
    "schedule_meeting",
    "stop_series",
    "take_proposals",
]
