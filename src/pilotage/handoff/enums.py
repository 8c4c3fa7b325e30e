"""States and sides of a handoff, the words that a person adds, and the self-service that the biller is introduced to."""

from enum import StrEnum


class HandoffState(StrEnum):
    """Written, offered to those who take over, accepted by both of them."""

    DRAFT = "draft"
    OFFERED = "offered"
    ACCEPTED = "accepted"


STATE_NAMES = {
    HandoffState.DRAFT: "Being written",
    HandoffState.OFFERED: "Offered",
    HandoffState.ACCEPTED: "Accepted by both",
}
STATE_TONES = {HandoffState.DRAFT: "quiet", HandoffState.OFFERED: "warn", HandoffState.ACCEPTED: "good"}


class HandoffSide(StrEnum):
    """Who takes over what: cases go to client services; performance, strategy and adoption to the CSM."""

    CLIENT_SERVICES = "client_services"
    CSM = "csm"


SIDE_NAMES = {HandoffSide.CLIENT_SERVICES: "Client services: cases", HandoffSide.CSM: "CSM: performance and adoption"}
#: What only people know.
TEXT_NAMES = {
    "quirks": "Quirks: what is unusual about this biller",
    "people": "About its people: whom to ask what, and how",
    "strategy": "Strategy and adoption: what they want to reach",
    "advice": "Advice to who takes over",
}
SELF_SERVICE = {
    "knowledge": "Knowledge base",
    "videos": "Training videos",
    "community": "Community",
}
