"""What is compared without a reference: a payment by itself, or all lines of a batch as one amount."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pilotage.tally.matching.equations import equation
from pilotage.tally.matching.fees import FeeModel
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.references import key_of

_RUN = re.compile(r"[A-Z0-9]+")
_WORD = re.compile(r"[A-Z0-9][^\s,;|]*[A-Z0-9]")


@dataclass(slots=True)
class Unit:
    """One amount on one day. `amount` is what should reach the bank: net of the fees that the spec knows."""

    label: str
    items: list[Item]
    amount: int
    number: int
    account: str
    key: str
    method: str
    text: str

    @property
    def is_dated(self) -> bool:
        return self.items[0].date is not None


def units_of(items: Sequence[Item], models: Sequence[FeeModel], *, grouped: bool) -> list[Unit]:
    """The items as units, in file order; `grouped`: those with one batch key are one unit."""
    groups: dict[str | int, list[Item]] = {}
    for item in items:
        key = key_of(item.batch) if grouped else ""
        groups.setdefault(key or item.at, []).append(item)
    return [_unit(members, models) for members in groups.values()]


def _unit(members: list[Item], models: Sequence[FeeModel]) -> Unit:
    first = members[0]
    alone = len(members) == 1
    terms = equation(members, (), models)
    return Unit(
        label=first.id if alone else first.batch, items=members, amount=terms["residual"], number=max(one.number for one in members),
        account=first.account if alone else "", key=key_of(first.batch or first.reference), method=first.method,
        text=f"{first.text} {first.name}".strip() if alone else "",
    )  # fmt: skip


def tokens(text: str) -> set[str]:
    """What in a text can name something: whole words and their runs of letters and digits, with a digit or of four signs."""
    upper = text.upper()
    found = {*_RUN.findall(upper), *_WORD.findall(upper)}
    return {one for one in found if len(one) >= 4 or (len(one) >= 2 and not one.isdigit() and not one.isalpha())}
