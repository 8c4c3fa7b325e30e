"""Severities, states, categories of cases, and the ways that triage sends them."""

from enum import IntEnum, StrEnum


class Severity(IntEnum):
    """How much hangs on it; 1 comes first."""

    CRITICAL = 1
    HIGH = 2
    NORMAL = 3
    LOW = 4


SEVERITY_NAMES = {
    Severity.CRITICAL: "Critical",
    Severity.HIGH: "High",
    Severity.NORMAL: "Normal",
    Severity.LOW: "Low",
}
SEVERITY_HELP = {
    Severity.CRITICAL: "payments stop, post wrongly or go missing",
    Severity.HIGH: "many customers or one whole bill cycle are touched",
    Severity.NORMAL: "some customers are touched, there is a way around",
    Severity.LOW: "a question, or something small",
}


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    IN_WORK = "in_work"
    WAITING = "waiting"
    CLOSED = "closed"


CASE_STATE_NAMES = {
    CaseState.OPEN: "Open",
    CaseState.IN_WORK: "In work",
    CaseState.WAITING: "Waiting for somebody outside",
    CaseState.CLOSED: "Closed",
}


class CallState(StrEnum):
    """A triage call: ahead or waiting to be recorded, held with minutes, cancelled beforehand, or past without having taken place."""

    SCHEDULED = "scheduled"
    HELD = "held"
    CANCELLED = "cancelled"
    MISSED = "missed"


class Category(StrEnum):
    """What a case is about (mission S1)."""

    ACCOUNT = "account"
    PAYMENT = "payment"
    SYNC = "sync"
    RECONCILIATION = "reconciliation"
    ACCESS = "access"
    OTHER = "other"


CATEGORY_NAMES = {
    Category.ACCOUNT: "Account set-up",
    Category.PAYMENT: "Payment or transaction",
    Category.SYNC: "Integration sync",
    Category.RECONCILIATION: "Reconciliation",
    Category.ACCESS: "Access or permissions",
    Category.OTHER: "Something else",
}


class Path(StrEnum):
    """The defined path to resolution with which a case leaves triage (R13, R15)."""

    US = "us"
    TRACKER = "tracker"
    CHANGE = "change"
    SME = "sme"
    BILLER = "biller"
    VENDOR = "vendor"


PATH_NAMES = {
    Path.US: "We resolve it here",
    Path.TRACKER: "An issue in the tracker",
    Path.CHANGE: "Change control: it changes the integration or the product",
    Path.SME: "An expert is asked",
    Path.BILLER: "The biller has to act",
    Path.VENDOR: "The CIS vendor, bank or print vendor has to act",
}
