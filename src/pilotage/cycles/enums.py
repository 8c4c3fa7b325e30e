"""Days of a bill cycle, how they are found, and what parts, protections and AutoPay moves may be."""

from enum import StrEnum


class DayKind(StrEnum):
    """What happens on a day of a cycle, in the order in which it happens."""

    READ = "read"
    BILL = "bill"
    PRINT = "print"
    DUE = "due"
    BANK = "bank"
    SETTLEMENT = "settlement"
    PENALTY = "penalty"
    SHUT_OFF = "shut_off"


DAY_NAMES = {
    DayKind.READ: "Meter read",
    DayKind.BILL: "Bill",
    DayKind.PRINT: "Print",
    DayKind.DUE: "Due",
    DayKind.BANK: "AutoPay draft",
    DayKind.SETTLEMENT: "Settlement",
    DayKind.PENALTY: "Penalty",
    DayKind.SHUT_OFF: "Shut-off",
}
#: From which other day a day is counted; the first one that the cycle has. None: from the month alone.
BASES: dict[DayKind, tuple[DayKind, ...]] = {
    DayKind.READ: (),
    DayKind.BILL: (DayKind.READ,),
    DayKind.PRINT: (DayKind.BILL,),
    DayKind.DUE: (DayKind.BILL,),
    DayKind.BANK: (DayKind.DUE,),
    DayKind.SETTLEMENT: (DayKind.BANK, DayKind.DUE),
    DayKind.PENALTY: (DayKind.DUE,),
    DayKind.SHUT_OFF: (DayKind.PENALTY, DayKind.DUE),
}


class Unit(StrEnum):
    """How a day is counted."""

    MONTH_DAY = "month_day"
    DAYS = "days"
    WORKING = "working"
    BANK = "bank"


UNIT_NAMES = {
    Unit.MONTH_DAY: "day of the month",
    Unit.DAYS: "days after",
    Unit.WORKING: "working days after",
    Unit.BANK: "bank days after",
}


class Roll(StrEnum):
    """Where a day goes that falls on a day off. Drafts and settlements go by the bank's calendar, all else by the working one."""

    STAY = "stay"
    NEXT = "next"
    PREVIOUS = "previous"


ROLL_NAMES = {Roll.STAY: "stays", Roll.NEXT: "next working day", Roll.PREVIOUS: "working day before"}
INTERVALS = {1: "every month", 2: "every 2 months", 3: "every 3 months", 6: "every 6 months", 12: "once a year"}


class PartBy(StrEnum):
    """By what a phased go-live is cut."""

    INVOICE_TYPE = "invoice_type"
    CYCLE = "cycle"
    CHANNEL = "channel"
    PAYERS = "payers"


PART_NAMES = {
    PartBy.INVOICE_TYPE: "Invoice type",
    PartBy.CYCLE: "Bill cycle",
    PartBy.CHANNEL: "Channel",
    PartBy.PAYERS: "Payer group",
}


class PartState(StrEnum):
    """Planned, live, or given up."""

    PLANNED = "planned"
    LIVE = "live"
    CANCELLED = "cancelled"


PART_STATE_NAMES = {PartState.PLANNED: "Planned", PartState.LIVE: "Live", PartState.CANCELLED: "Cancelled"}
PART_MOVES = {
    PartState.PLANNED: (PartState.LIVE, PartState.CANCELLED),
    PartState.LIVE: (PartState.PLANNED,),
    PartState.CANCELLED: (PartState.PLANNED,),
}


class ProtectionState(StrEnum):
    """Agreed, or ended with its evidence."""

    AGREED = "agreed"
    CLOSED = "closed"


PROTECTION_STATE_NAMES = {ProtectionState.AGREED: "Agreed", ProtectionState.CLOSED: "Closed"}


class Method(StrEnum):
    """How AutoPay accounts come over."""

    TOKEN = "token"
    ENROL = "enrol"
    STOP = "stop"


METHOD_NAMES = {
    Method.TOKEN: "Token transfer",
    Method.ENROL: "Re-enrolment by the payer",
    Method.STOP: "Stops, payer pays otherwise",
}
#: The funnel of a method, each a part of the one before; "failed" stands beside it.
FUNNEL = ("total", "told", "begun", "moved", "drafted")
FUNNEL_NAMES = {
    "total": "Accounts", "told": "Told", "begun": "Begun", "moved": "Moved", "drafted": "First draft paid", "failed": "Failed",
}  # fmt: skip
