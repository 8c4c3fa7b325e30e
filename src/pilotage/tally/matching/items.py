"""The item that is matched: one payment, deposit or bank line, in smallest units, with the words that can identify it."""

import datetime
from dataclasses import dataclass, field

NEGATIVE_KINDS = frozenset({"return", "refund", "chargeback", "fee"})
KINDS = ("payment", "return", "refund", "chargeback", "fee", "adjustment", "deposit")
USUAL_KINDS = {
    "payment": "payment pay pmt sale capture purchase charge paid settled collected posted completed approved p",
    "return": "return returned ret nsf ach_return reversal reversed r",
    "refund": "refund refunded credit rf",
    "chargeback": "chargeback chargebacks dispute disputed cb",
    "fee": "fee fees f",
    "adjustment": "adjustment adj correction corrected chargeback_reversal representment",
    "deposit": "deposit dep settlement d",
}
KIND_WORDS = {word: kind for kind, words in USUAL_KINDS.items() for word in words.split()}


@dataclass(slots=True)
class Item:
    """One line of one side.

    `at` is its place in its side, `row` the row in its file. `amount` is signed, in smallest units. `number` is the
    number of its banking day after the cut-off. `fee` is what the file says was held back from this item.
    """

    at: int
    row: int
    id: str
    amount: int
    date: datetime.date | None
    number: int
    account: str = ""
    batch: str = ""
    reference: str = ""
    kind: str = "payment"
    method: str = ""
    text: str = ""
    name: str = ""
    original: str = ""
    fee: int = 0
    count: int | None = None
    authorised: datetime.date | None = None
    excluded: str = ""
    extra: dict[str, str] = field(default_factory=dict)
