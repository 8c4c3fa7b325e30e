"""Kinds, states and scopes of staffing runs."""

from enum import StrEnum


class RunKind(StrEnum):
    """Who takes which biller; or when the tasks of all projects are done by the people there are."""

    ASSIGN = "assign"
    LEVEL = "level"


KIND_NAMES = {RunKind.ASSIGN: "Who takes which biller", RunKind.LEVEL: "Projects over people"}


class RunState(StrEnum):
    """Waits for the worker, is worked out, is there, was accepted, was taken back, or could not be worked out."""

    WAITING = "waiting"
    DONE = "done"
    ACCEPTED = "accepted"
    UNDONE = "undone"
    FAILED = "failed"


STATE_NAMES = {
    RunState.WAITING: "Being worked out",
    RunState.DONE: "Proposed",
    RunState.ACCEPTED: "Accepted",
    RunState.UNDONE: "Taken back",
    RunState.FAILED: "Could not be worked out",
}


class Scope(StrEnum):
    """Which billers an assignment is about: those without a person, or all that are under way."""

    OPEN = "open"
    ALL = "all"


SCOPE_NAMES = {Scope.OPEN: "Billers without a person in the role", Scope.ALL: "All billers under way, anew"}


class Who(StrEnum):
    """Who may do a task when projects are levelled: the one who has it now, or anybody of its role."""

    ASSIGNED = "assigned"
    ANYBODY = "anybody"


WHO_NAMES = {Who.ASSIGNED: "Whoever has the task or the biller", Who.ANYBODY: "Anybody of the role"}
#: Roles that are proposed for a biller, and whose load the map shows. TSMs and TAMs: by `assignment`, over their whole windows.
ROLES = ("im", "os")
#: Roles whose people have periods of capacity and skills.
STAFFED = (*ROLES, "tsm", "tam")
