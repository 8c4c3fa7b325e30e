"""Sides, types, tolerances and signatures of a verification."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the two files."""

    LEFT = "left"
    RIGHT = "right"


class FieldType(StrEnum):
    """How a field is read (the types of `tally`)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    DATE = "date"
    DATETIME = "datetime"
    FLAG = "flag"
    CODE = "code"


TYPE_NAMES = {
    FieldType.TEXT: "Text",
    FieldType.INTEGER: "Whole number",
    FieldType.DECIMAL: "Decimal number",
    FieldType.MONEY: "Money",
    FieldType.DATE: "Date",
    FieldType.DATETIME: "Date and time",
    FieldType.FLAG: "Yes or no",
    FieldType.CODE: "Code",
}


class Tolerance(StrEnum):
    """By how much two values may differ and still agree; the limit itself agrees."""

    NONE = ""
    ABSOLUTE = "absolute"
    PERCENT = "percent"
    DAYS = "days"


TOLERANCE_NAMES = {
    Tolerance.NONE: "Exact",
    Tolerance.ABSOLUTE: "By amount",
    Tolerance.PERCENT: "By percent",
    Tolerance.DAYS: "By days",
}


class SignSide(StrEnum):
    """Who signs a mapping."""

    OS = "os"
    IM = "im"
    BILLER_IT = "biller_it"


SIGN_NAMES = {
    SignSide.OS: "Onboarding specialist",
    SignSide.IM: "Implementation manager",
    SignSide.BILLER_IT: "IT lead of the biller",
}


class RemoteState(StrEnum):
    """What became of a file on an SFTP server."""

    SEEN = "seen"
    TAKEN = "taken"
    REFUSED = "refused"


REMOTE_STATE_NAMES = {RemoteState.SEEN: "Seen", RemoteState.TAKEN: "Taken", RemoteState.REFUSED: "Refused"}


class RunState(StrEnum):
    """How far a run is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    REFUSED = "refused"


RUN_STATE_NAMES = {
    RunState.WAITING: "Waiting",
    RunState.RUNNING: "Running",
    RunState.DONE: "Done",
    RunState.REFUSED: "Can't be run",
}


class Verdict(StrEnum):
    """What a finished run says: no difference, differences that are open, or all of them accepted."""

    NONE = ""
    AGREES = "agrees"
    DIFFERS = "differs"
    ACCEPTED = "accepted"


VERDICT_NAMES = {
    Verdict.NONE: "No result",
    Verdict.AGREES: "Agrees",
    Verdict.DIFFERS: "Differs",
    Verdict.ACCEPTED: "Accepted",
}
#: The reasons that `tally` gives a differing cell, and what whole rows may be, in words.
REASON_NAMES = {
    "sign": "Sign turned",
    "scale_100": "A hundred times",
    "rounding": "Rounded",
    "truncated": "Cut off",
    "leading_zeros": "Leading zeros",
    "date_shifted": "Date shifted",
    "day_month_swapped": "Day and month swapped",
    "digits_transposed": "Digits transposed",
    "null_zero": "Empty against zero",
    "code_unknown": "Code not in the table",
    "stale": "Older value",
    "other": "Another value",
    "missing_left": "Missing on the left",
    "missing_right": "Missing on the right",
    "duplicates_left": "Key repeated on the left",
    "duplicates_right": "Key repeated on the right",
    "rejected_left": "Rows not readable on the left",
    "rejected_right": "Rows not readable on the right",
}


class FindingState(StrEnum):
    """Where a finding stands."""

    OPEN = "open"
    IN_WORK = "in_work"
    CLOSED = "closed"


FINDING_STATE_NAMES = {FindingState.OPEN: "Open", FindingState.IN_WORK: "In work", FindingState.CLOSED: "Closed"}


class FieldState(StrEnum):
    """Whether a field of a phase is proven by the newest run of its verification."""

    OPEN = "open"
    PROVEN = "proven"
    FAILING = "failing"


FIELD_STATE_NAMES = {FieldState.OPEN: "Not proven", FieldState.PROVEN: "Proven", FieldState.FAILING: "Failing"}
AREA_NAMES = {
    "account": "Account and customer",
    "balance": "Balance and amounts due",
    "bill": "Bills and charges",
    "rates": "Rates and meters",
    "payments": "Payments",
    "autopay": "AutoPay and arrangements",
    "history": "History",
    "own": "This biller's own",
}
