"""Allocates a payment to open invoices by a stated policy. What is allocated and what is left add up to the payment, always."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pilotage.tally.intake.dates import read_date
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.references import key_of
from pilotage.tally.matching.units import tokens

POLICIES = ("oldest_due", "remittance", "pro_rata")


@dataclass(frozen=True)
class Invoice:
    """An open amount in smallest units."""

    name: str
    open_amount: int
    due: datetime.date | None


@dataclass(frozen=True)
class Allocation:
    """What of a payment went to which invoice, and what is left as a credit."""

    parts: tuple[tuple[str, int], ...]
    credit: int


def allocate(amount: int, invoices: Sequence[Invoice], policy: str, remittance: str = "") -> Allocation:
    """Allocate `amount` (not negative) by `policy`.

    oldest_due: the earliest due date first. remittance: those named in the text first, then the oldest. pro_rata: by open amount,
    the cents left over to the largest remainders (the first of equals).
    """
    if amount < 0:
        raise ValueError("a negative amount is not allocated")
    usable = [one for one in invoices if one.open_amount > 0]
    if policy == "pro_rata":
        parts = _pro_rata(amount, usable)
    else:
        named = tokens(remittance) if policy == "remittance" else set()
        ordered = sorted(
            usable, key=lambda one: (key_of(one.name) not in named, one.due or datetime.date.max, one.name)
        )
        parts = _in_order(amount, ordered)
    return Allocation(tuple(part for part in parts if part[1]), amount - sum(part for _, part in parts))


def _in_order(amount: int, invoices: Sequence[Invoice]) -> list[tuple[str, int]]:
    parts = []
    for one in invoices:
        part = min(amount, one.open_amount)
        parts.append((one.name, part))
        amount -= part
    return parts


def _pro_rata(amount: int, invoices: Sequence[Invoice]) -> list[tuple[str, int]]:
    whole = sum(one.open_amount for one in invoices)
    if amount >= whole:
        return [(one.name, one.open_amount) for one in invoices]
    shares = [divmod(amount * one.open_amount, whole) for one in invoices]
    left = amount - sum(share for share, _ in shares)
    first = sorted(range(len(shares)), key=lambda at: (-shares[at][1], at))[:left]
    return [(one.name, shares[at][0] + (at in first)) for at, one in enumerate(invoices)]


def allocate_all(payments: Sequence[Item], invoices: Sequence[Item], policy: str, limit: int) -> dict[str, Any]:
    """Each payment, in order of its day and row, to the open invoices of its account; the state of each payment and what stays open."""
    open_by_account: dict[str, list[Invoice]] = defaultdict(list)
    for item in invoices:
        due = read_date(item.extra["due"]).date() if item.extra.get("due") else item.date
        open_by_account[item.account].append(Invoice(item.id, item.amount, due))
    listed: list[dict[str, Any]] = []
    counts = {"exact": 0, "partial": 0, "over": 0, "without_invoice": 0}
    allocated = credits = 0
    for item in sorted(
        (one for one in payments if one.kind == "payment" and not one.excluded and one.amount > 0), key=_order
    ):
        mine = open_by_account.get(item.account, [])
        found = allocate(item.amount, mine, policy, f"{item.text} {item.reference}")
        taken = dict(found.parts)
        rest = [Invoice(one.name, one.open_amount - taken.get(one.name, 0), one.due) for one in mine]
        state = _state(found, rest, taken)
        counts[state] += 1
        allocated += sum(taken.values())
        credits += found.credit
        open_by_account[item.account] = [one for one in rest if one.open_amount]
        if state != "exact" and len(listed) < limit:
            listed.append({"payment": item.id, "row": item.row, "account": item.account, "amount": item.amount, "state": state,
                           "parts": [{"invoice": name, "amount": part} for name, part in found.parts], "credit": found.credit})  # fmt: skip
    still_open = sum(one.open_amount for left in open_by_account.values() for one in left)
    return {
        "policy": policy,
        "payments": counts,
        "allocated": allocated,
        "credits": credits,
        "still_open": still_open,
        "listed": listed,
    }


def _order(item: Item) -> tuple[datetime.date, int]:
    return (item.date or datetime.date.max, item.at)


def _state(found: Allocation, rest: Sequence[Invoice], taken: dict[str, int]) -> str:
    if not found.parts:
        return "without_invoice"
    if found.credit:
        return "over"
    return "partial" if any(one.open_amount and one.name in taken for one in rest) else "exact"
