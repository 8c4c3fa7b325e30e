"""States of an assignment run, and who may be proposed."""

from enum import StrEnum


class AssignState(StrEnum):
    """Is being worked out, is proposed, is being taken over or taken back, was accepted, was taken back, or can't be worked out."""

    WAITING = "waiting"
    DONE = "done"
    TAKING = "taking"
    ACCEPTED = "accepted"
    UNDONE = "undone"
    FAILED = "failed"


ASSIGN_STATE_NAMES = {
    AssignState.WAITING: "Being worked out",
    AssignState.DONE: "Proposed",
    AssignState.TAKING: "Being taken over",
    AssignState.ACCEPTED: "Accepted",
    AssignState.UNDONE: "Taken back",
    AssignState.FAILED: "Could not be worked out",
}
#: In these a person may take proposals over.
OPEN_STATES = (AssignState.DONE, AssignState.ACCEPTED)

#: Who takes billers around go-live.
TAKER_NAMES = {"tsm": "TSM", "tam": "TAM"}
