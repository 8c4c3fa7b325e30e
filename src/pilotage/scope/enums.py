"""Where promises come from, the steps that a scope line is followed through, and how each stands."""

from enum import StrEnum


class Source(StrEnum):
    """Who or what promised it."""

    CONTRACT = "contract"
    SALES = "sales"
    SOLUTION_DESIGN = "solution_design"
    CHANGE = "change"


SOURCE_NAMES = {
    Source.CONTRACT: "Contract",
    Source.SALES: "Sales",
    Source.SOLUTION_DESIGN: "Solution design",
    Source.CHANGE: "Change order",
}


class LineState(StrEnum):
    """In the scope, or taken out of it."""

    IN_SCOPE = "in_scope"
    DROPPED = "dropped"


LINE_STATE_NAMES = {LineState.IN_SCOPE: "In scope", LineState.DROPPED: "Dropped"}


class Step(StrEnum):
    """What follows from a scope line, in this order."""

    CONFIGURATION = "configuration"
    TEST = "test"
    TRAINING = "training"
    KPI = "kpi"


STEP_NAMES = {
    Step.CONFIGURATION: "Configuration",
    Step.TEST: "Test",
    Step.TRAINING: "Training",
    Step.KPI: "KPI",
}


class Standing(StrEnum):
    """How one step of a line stands."""

    MISSING = "missing"
    BROKEN = "broken"
    PLANNED = "planned"
    SHOWN = "shown"
    NOT_NEEDED = "not_needed"


STANDING_NAMES = {
    Standing.MISSING: "Missing",
    Standing.BROKEN: "Broken",
    Standing.PLANNED: "Planned",
    Standing.SHOWN: "Shown",
    Standing.NOT_NEEDED: "Not needed",
}
STANDING_TONES = {
    Standing.MISSING: "bad",
    Standing.BROKEN: "bad",
    Standing.PLANNED: "accent",
    Standing.SHOWN: "good",
    Standing.NOT_NEEDED: "quiet",
}


class Moment(StrEnum):
    """When orphans are looked for."""

    KICKOFF = "kickoff"
    GO_LIVE = "go_live"
