"""Kinds of support after go-live, the facts of the policy by name, and the states of a support window."""

from enum import StrEnum


class Support(StrEnum):
    """What the policy proposes (`tier` in files and answers)."""

    SUCCESS = "transition_success"
    LIGHT = "transition_success_light"
    HELP_DESK = "help_desk"
    FACTS_MISSING = "facts_missing"


SUPPORT_NAMES = {
    Support.SUCCESS: "Transition Success",
    Support.LIGHT: "Transition Success Light",
    Support.HELP_DESK: "Client Services help desk",
    Support.FACTS_MISSING: "Facts missing",
}


class Choice(StrEnum):
    """Who takes the biller: client services' decision (R5)."""

    TSM = "tsm"
    TAM = "tam"
    HELP_DESK = "help_desk"


CHOICE_NAMES = {Choice.TSM: "TSM", Choice.TAM: "TAM", Choice.HELP_DESK: "Help desk"}


class WindowState(StrEnum):
    """A window is open, due for evaluation, or closed to client services."""

    OPEN = "open"
    EVALUATION = "evaluation"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What follows from an evaluation."""

    EXTEND = "extend"
    CLOSE = "close"
    TAM = "tam"


OUTCOME_NAMES = {Outcome.EXTEND: "Extend", Outcome.CLOSE: "Close", Outcome.TAM: "Move to a TAM"}


class ReviewState(StrEnum):
    """A weekly review is open, or closed with its minutes."""

    OPEN = "open"
    CLOSED = "closed"


REVIEW_NAMES = {ReviewState.OPEN: "Open", ReviewState.CLOSED: "Closed"}

#: Facts of the policy, and those that tell new from existing, as people call them.
FACT_NAMES = {
    "vertical": "vertical",
    "integration": "new or existing integration",
    "mrr": "MRR",
    "biller": "biller",
    "product": "CIS product",
    "integrator": "integrator",
    "go_live": "target go-live",
    "contract_date": "contract date",
    "state": "state",
    "policy": "a policy without gaps",
}


class DraftState(StrEnum):
    """A version of the policy is written, reviewed by a second person, and published; or dropped."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    DROPPED = "dropped"


DRAFT_NAMES = {
    DraftState.DRAFT: "Draft",
    DraftState.REVIEW: "In review",
    DraftState.PUBLISHED: "Published",
    DraftState.DROPPED: "Dropped",
}
#: Allowed moves of a draft.
DRAFT_MOVES = {
    DraftState.DRAFT: (DraftState.REVIEW, DraftState.DROPPED),
    DraftState.REVIEW: (DraftState.DRAFT, DraftState.PUBLISHED, DraftState.DROPPED),
}


class PresentationStanding(StrEnum):
    """How the go-live presentation before one go-live stands."""

    NONE = "none"
    PLANNED = "planned"
    ELSEWHERE = "elsewhere"
    HELD = "held"


PRESENTATION_NAMES = {
    PresentationStanding.NONE: "Not scheduled",
    PresentationStanding.PLANNED: "Scheduled",
    PresentationStanding.ELSEWHERE: "On another day",
    PresentationStanding.HELD: "Held",
}
PRESENTATION_TONES = {
    PresentationStanding.NONE: "warn",
    PresentationStanding.PLANNED: "accent",
    PresentationStanding.ELSEWHERE: "warn",
    PresentationStanding.HELD: "good",
}
