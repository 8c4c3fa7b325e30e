"""Where a phase stands in its life, and how people look after a biller."""

from enum import StrEnum


class Stage(StrEnum):
    """Stages of one phase (L1). `cancelled` is an end."""

    CONTRACT = "contract"
    ONBOARDING = "onboarding"
    GO_LIVE = "go_live"
    TRANSITION = "transition"
    STEADY = "steady"
    CANCELLED = "cancelled"


STAGE_NAMES = {
    Stage.CONTRACT: "Contract",
    Stage.ONBOARDING: "Onboarding",
    Stage.GO_LIVE: "Go-live approved",
    Stage.TRANSITION: "Transition",
    Stage.STEADY: "Steady state",
    Stage.CANCELLED: "Cancelled",
}

US_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK"
    " OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY"
).split()
