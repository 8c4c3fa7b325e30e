"""States of a project."""

from enum import StrEnum


class ProjectState(StrEnum):
    """A project runs, is on hold with a reason, is done, or is cancelled with a reason."""

    ACTIVE = "active"
    ON_HOLD = "on_hold"
    DONE = "done"
    CANCELLED = "cancelled"


PROJECT_STATE_NAMES = {
    ProjectState.ACTIVE: "Active",
    ProjectState.ON_HOLD: "On hold",
    ProjectState.DONE: "Done",
    ProjectState.CANCELLED: "Cancelled",
}
