"""Kinds of daily checks, their files, and how a day ends."""

from enum import StrEnum

from pilotage.tally.reports.settlementwords import REASONS as PAYMENT_REASONS
from pilotage.verification.enums import REASON_NAMES as CELL_REASONS


class Kind(StrEnum):
    """What a check proves (mission V5 to V7)."""

    POSTING = "posting"
    BALANCE = "balance"
    SETTLEMENT = "settlement"
    AUTOPAY = "autopay"
    NOTICES = "notices"


KIND_NAMES = {
    Kind.POSTING: "Posting",
    Kind.BALANCE: "Balances",
    Kind.SETTLEMENT: "Settlement",
    Kind.AUTOPAY: "AutoPay",
    Kind.NOTICES: "Notices",
}
KIND_HELP = {
    Kind.POSTING: "Every payment of the platform stands once in the biller's books: right account, right amount, in time.",
    Kind.BALANCE: "The biller's daily balances and the platform's agree, field by field.",
    Kind.SETTLEMENT: "Payments reach a deposit and the bank, to the cent, within the agreed days.",
    Kind.AUTOPAY: "Enrolled bills are drawn once, on their day, for their amount; nothing else is drawn.",
    Kind.NOTICES: "Each notice of the plan goes out once, on its day, and not after the bill was paid.",
}
ROLE_NAMES = {
    "payments": "Platform payments",
    "posted": "Posted payments",
    "deposits": "Deposits",
    "bank": "Bank lines",
    "bills": "Bills",
    "draws": "AutoPay draws",
    "notices": "Notices sent",
    "left": "Biller's balances",
    "right": "Platform's balances",
}
#: The files of each kind; those in `OPTIONAL` may stay away.
ROLES: dict[str, tuple[str, ...]] = {
    Kind.POSTING: ("payments", "posted"),
    Kind.BALANCE: ("left", "right"),
    Kind.SETTLEMENT: ("payments", "deposits", "bank"),
    Kind.AUTOPAY: ("bills", "draws"),
    Kind.NOTICES: ("bills", "notices"),
}
OPTIONAL = frozenset({"bank"})
#: What an open item of a kind is called on the board.
OPEN_NAMES = {
    Kind.POSTING: "unposted",
    Kind.BALANCE: "open",
    Kind.SETTLEMENT: "unsettled",
    Kind.AUTOPAY: "not drawn",
    Kind.NOTICES: "not sent",
}


class DayState(StrEnum):
    """How the check of one day stands."""

    WAITING = "waiting"
    RUNNING = "running"
    AGREES = "agrees"
    DEVIATES = "deviates"
    MISSING = "missing"
    REFUSED = "refused"


DAY_STATE_NAMES = {
    DayState.WAITING: "Waiting",
    DayState.RUNNING: "Running",
    DayState.AGREES: "Agrees",
    DayState.DEVIATES: "Deviates",
    DayState.MISSING: "File not arrived",
    DayState.REFUSED: "Can't be checked",
}
AT_WORK = (DayState.WAITING, DayState.RUNNING)
#: A day that ended so is a deviation.
BAD = (DayState.DEVIATES, DayState.MISSING, DayState.REFUSED)
WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
REASON_NAMES = {
    **CELL_REASONS,
    **{reason: name for reason, (name, _) in PAYMENT_REASONS.items()},
    "missing": "Missing",
    "missing_left": "Missing at the biller",
    "missing_right": "Missing on the platform",
    "early": "Too early",
    "late": "Late",
    "doubled": "Drawn twice",
    "twice": "Sent twice",
    "unplanned": "Not planned",
    "not_meant": "Not meant for this bill",
    "without_bill": "Drawn without a bill",
    "failed": "Failed",
    "drawn_though_paid": "Drawn though paid",
    "drawn_without_enrolment": "Drawn without enrolment",
    "over_maximum": "Over the maximum",
    "sent_after_payment": "Sent after payment",
}
