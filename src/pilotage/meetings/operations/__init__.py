"""The only writers of meetings and attendance."""

from pilotage.meetings.operations.attending import add_attendee, hold_meeting, remove_attendee
from pilotage.meetings.operations.scheduling import cancel_meeting, change_meeting, move_meeting, schedule_meeting

__all__ = [
    "add_attendee",
    "cancel_meeting",
    "change_meeting",
    "hold_meeting",
    "move_meeting",
    "remove_attendee",
    "schedule_meeting",
]
