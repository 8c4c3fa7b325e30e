"""The canonical entry: one movement of money, or one part of it, with the line it stands on."""

import datetime
from typing import Any, NamedTuple

CREDIT, DEBIT = "credit", "debit"

#: Kinds that only divide or explain another entry. They are never added up beside it: their `parent` names it.
PARTS = frozenset({"detail", "invoice", "remittance", "adjustment"})

#: Kinds that have moved no money yet, or only tell of something: they are counted, not added up.
UNBOOKED = frozenset({"pending", "information", "note"})


class Entry(NamedTuple):
    """One movement of money as its file tells it.

    `amount` is in the smallest unit of `currency` and never negative; `direction` has the sign, as the file writes it:
    in an ACH file a credit goes to the receiver, in a bank statement to the account that the statement is of.
    `date` is the day it takes effect (ACH) or is booked (statements), `value_date` when the money counts.
    `account` is the receiver's or the statement's account, `bank` its routing number or BIC, `name` the other party.
    `reference` is the format's own (trace, bank reference, check number), `original` the reference of what a return or
    a change is about, `references` all others by name. `parent` names the batch, account, statement or payment that it
    belongs to. `code` is the format's reason or type (R01, 475, PPD). `line` is the record's first line (in X12 the
    segment's number), `file` its file's name.
    """

    line: int
    kind: str
    amount: int
    currency: str
    direction: str
    date: datetime.date | None
    account: str
    name: str
    reference: str
    parent: str
    value_date: datetime.date | None = None
    method: str = ""
    code: str = ""
    bank: str = ""
    original: str = ""
    text: str = ""
    references: dict[str, str] = {}
    file: str = ""

    @property
    def signed(self) -> int:
        """The amount with its sign: credits are positive."""
        return -self.amount if self.direction == DEBIT else self.amount

    @property
    def is_part(self) -> bool:
        """Whether it divides another entry, and is not added up beside it."""
        return self.kind in PARTS


def as_document(entry: Entry) -> dict[str, Any]:
    """The entry for JSON: dates as ISO text, all keys always there."""
    document = entry._asdict()
    document["date"] = entry.date.isoformat() if entry.date else None
    document["value_date"] = entry.value_date.isoformat() if entry.value_date else None
    return document
