"""States of cut-over plans and steps, and what they may become."""

from enum import StrEnum


class PlanState(StrEnum):
    """Planned, running, being given up; done or given up."""

    PLANNED = "planned"
    RUNNING = "running"
    BACKING_OUT = "backing_out"
    DONE = "done"
    BACKED_OUT = "backed_out"


PLAN_STATE_NAMES = {
    PlanState.PLANNED: "Planned",
    PlanState.RUNNING: "Running",
    PlanState.BACKING_OUT: "Backing out",
    PlanState.DONE: "Done",
    PlanState.BACKED_OUT: "Backed out",
}
LIVE_STATES = (PlanState.RUNNING, PlanState.BACKING_OUT)


class StepKind(StrEnum):
    """Something to do, a go/no-go point, or a step of the way back."""

    STEP = "step"
    DECISION = "decision"
    BACKOUT = "backout"


STEP_KIND_NAMES = {StepKind.STEP: "Step", StepKind.DECISION: "Go/no-go", StepKind.BACKOUT: "Way back"}


class StepState(StrEnum):
    """Waits, runs; done, left out, or failed."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


STEP_STATE_NAMES = {
    StepState.WAITING: "Waits",
    StepState.RUNNING: "Running",
    StepState.DONE: "Done",
    StepState.SKIPPED: "Left out",
    StepState.FAILED: "Failed",
}
OVER = (StepState.DONE, StepState.SKIPPED)
STEP_MOVES = {
    StepState.WAITING: (StepState.RUNNING, StepState.DONE, StepState.SKIPPED),
    StepState.RUNNING: (StepState.DONE, StepState.FAILED, StepState.SKIPPED, StepState.WAITING),
    StepState.DONE: (StepState.WAITING,),
    StepState.SKIPPED: (StepState.WAITING,),
    StepState.FAILED: (StepState.RUNNING, StepState.SKIPPED),
}


class Outcome(StrEnum):
    """What was decided at a go/no-go point."""

    GO = "go"
    NO_GO = "no_go"


OUTCOME_NAMES = {Outcome.GO: "Go", Outcome.NO_GO: "No-go"}
