"""Areas and states of what is configured, and kinds of evidence."""

from enum import StrEnum


class Area(StrEnum):
    """What an item is about; the columns of the progress matrix."""

    PAYMENTS = "payments"
    GATEWAY = "gateway"
    RECONCILIATION = "reconciliation"
    ENVIRONMENTS = "environments"
    DATA = "data"
    SECURITY = "security"
    NOTIFICATIONS = "notifications"
    IVR = "ivr"
    DEVICES = "devices"
    CUSTOMER = "customer"
    PEOPLE = "people"
    SUPPORT = "support"


AREA_NAMES = {
    Area.PAYMENTS: "Payment processing",
    Area.GATEWAY: "Gateway",
    Area.RECONCILIATION: "Reconciliation",
    Area.ENVIRONMENTS: "Environments",
    Area.DATA: "Files and schedules",
    Area.SECURITY: "Security",
    Area.NOTIFICATIONS: "Notification domains",
    Area.IVR: "IVR",
    Area.DEVICES: "Devices",
    Area.CUSTOMER: "Customer pages",
    Area.PEOPLE: "People and training",
    Area.SUPPORT: "Support and rollback",
}


class ItemState(StrEnum):
    """What people set; whether evidence still holds is worked out (`rules.standing`)."""

    OPEN = "open"
    IN_WORK = "in_work"
    PROVEN = "proven"
    NOT_APPLICABLE = "not_applicable"


STATE_NAMES = {
    ItemState.OPEN: "Open",
    ItemState.IN_WORK: "In work",
    ItemState.PROVEN: "Proven",
    ItemState.NOT_APPLICABLE: "Not applicable",
}


class Standing(StrEnum):
    """Where an item stands on a day."""

    OPEN = "open"
    IN_WORK = "in_work"
    UNCHECKED = "unchecked"
    EXPIRED = "expired"
    PROVEN = "proven"
    NOT_APPLICABLE = "not_applicable"


STANDING_NAMES = {
    Standing.OPEN: "Open",
    Standing.IN_WORK: "In work",
    Standing.UNCHECKED: "Second check",
    Standing.EXPIRED: "Evidence expired",
    Standing.PROVEN: "Proven",
    Standing.NOT_APPLICABLE: "Not applicable",
}
STANDING_TONES = {
    Standing.OPEN: "quiet",
    Standing.IN_WORK: "accent",
    Standing.UNCHECKED: "warn",
    Standing.EXPIRED: "bad",
    Standing.PROVEN: "good",
    Standing.NOT_APPLICABLE: "quiet",
}


class EvidenceKind(StrEnum):
    """What shows that an item is so."""

    FILE = "file"
    LINK = "link"
    NOTE = "note"


EVIDENCE_NAMES = {EvidenceKind.FILE: "A file", EvidenceKind.LINK: "A link", EvidenceKind.NOTE: "A note"}
