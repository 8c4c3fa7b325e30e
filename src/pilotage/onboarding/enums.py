"""States of a project, and of a playbook carried into it."""

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


class Shape(StrEnum):
    """A task has work; a milestone is a point that is reached; a hammock spans other tasks and takes their dates."""

    TASK = "task"
    MILESTONE = "milestone"
    HAMMOCK = "hammock"


SHAPE_NAMES = {
    Shape.TASK: "Task",
    Shape.MILESTONE: "Milestone, without work",
    Shape.HAMMOCK: "Hammock over other tasks",
}


class LinkKind(StrEnum):
    """Which end of the task before decides which end of the task after; the planner's words."""

    FINISH_TO_START = "FS"
    START_TO_START = "SS"
    FINISH_TO_FINISH = "FF"
    START_TO_FINISH = "SF"


LINK_KIND_NAMES = {
    LinkKind.FINISH_TO_START: "Finish to start (FS)",
    LinkKind.START_TO_START: "Start to start (SS)",
    LinkKind.FINISH_TO_FINISH: "Finish to finish (FF)",
    LinkKind.START_TO_FINISH: "Start to finish (SF)",
}


class Party(StrEnum):
    """Who answers for a task, a hold, a lost day."""

    US = "us"
    BILLER = "biller"
    CIS_VENDOR = "cis_vendor"
    BANK = "bank"
    PRINT_VENDOR = "print_vendor"


PARTY_NAMES = {
    Party.US: "Us",
    Party.BILLER: "Biller",
    Party.CIS_VENDOR: "CIS vendor",
    Party.BANK: "Bank",
    Party.PRINT_VENDOR: "Print vendor",
}


class Anchor(StrEnum):
    """From which end a plan's dates are worked out."""

    KICKOFF = "kickoff"
    TARGET = "target"


ANCHOR_NAMES = {
    Anchor.KICKOFF: "Forward from the kickoff",
    Anchor.TARGET: "Back from the target go-live",
}


class MergeState(StrEnum):
    """Where a version stands on its way into one project.

    It is being looked at, was proposed, has a person's yes, is in the plan, met a plan that had changed meanwhile, or can't come in.
    """

    LOOKING = "looking"
    PROPOSED = "proposed"
    WAITING = "waiting"
    MERGED = "merged"
    CHANGED = "changed"
    REFUSED = "refused"


MERGE_STATE_NAMES = {
    MergeState.LOOKING: "Being compared",
    MergeState.PROPOSED: "Proposed",
    MergeState.WAITING: "Waits for its turn",
    MergeState.MERGED: "Carried in",
    MergeState.CHANGED: "Plan changed meanwhile",
    MergeState.REFUSED: "Not possible",
}
