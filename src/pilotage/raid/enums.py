"""Kinds, states, ratings and responses of what stands in a RAID log."""

from enum import StrEnum


class Kind(StrEnum):
    """What an entry is about. The two Ds of RAID are both here."""

    RISK = "risk"
    ASSUMPTION = "assumption"
    ISSUE = "issue"
    DECISION = "decision"
    DEPENDENCY = "dependency"


KIND_NAMES = {
    Kind.RISK: "Risk",
    Kind.ASSUMPTION: "Assumption",
    Kind.ISSUE: "Issue",
    Kind.DECISION: "Decision",
    Kind.DEPENDENCY: "Dependency",
}
#: The letter before an entry's number.
LETTERS = {Kind.RISK: "R", Kind.ASSUMPTION: "A", Kind.ISSUE: "I", Kind.DECISION: "D", Kind.DEPENDENCY: "P"}


class EntryState(StrEnum):
    """Open, being worked on, or closed with what came of it."""

    OPEN = "open"
    IN_WORK = "in_work"
    CLOSED = "closed"


STATE_NAMES = {EntryState.OPEN: "Open", EntryState.IN_WORK: "In work", EntryState.CLOSED: "Closed"}


class Rating(StrEnum):
    """Where the score stands."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RATING_NAMES = {Rating.LOW: "Low", Rating.MEDIUM: "Medium", Rating.HIGH: "High"}


class Response(StrEnum):
    """What is done about a risk."""

    AVOID = "avoid"
    REDUCE = "reduce"
    TRANSFER = "transfer"
    ACCEPT = "accept"


RESPONSE_NAMES = {
    Response.AVOID: "Avoid it",
    Response.REDUCE: "Make it smaller",
    Response.TRANSFER: "Hand it to another party",
    Response.ACCEPT: "Accept it",
}


class Party(StrEnum):
    """Who has to act."""

    US = "us"
    BILLER = "biller"
    CIS_VENDOR = "cis_vendor"
    BANK = "bank"
    PRINT_VENDOR = "print_vendor"


PARTY_NAMES = {
    Party.US: "Us",
    Party.BILLER: "Biller",
    Party.CIS_VENDOR: "CIS vendor",
    Party.BANK: "Bank or processor",
    Party.PRINT_VENDOR: "Print vendor",
}
LIKELIHOODS = {1: "1, rare", 2: "2, unlikely", 3: "3, possible", 4: "4, likely", 5: "5, almost sure"}
IMPACTS = {1: "1, trifling", 2: "2, small", 3: "3, noticeable", 4: "4, large", 5: "5, stops the go-live"}
