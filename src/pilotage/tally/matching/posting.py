"""Posting: every platform payment stands once in the biller's books, on its account, with its amount, in time; reversals too."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from pilotage.tally.matching.duplicates import set_apart_duplicates
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.per_day import Days, count_chain, count_copies
from pilotage.tally.matching.references import key_of
from pilotage.tally.matching.spec import ReconcileSpec
from pilotage.tally.matching.states import Book, Outcome, State

REVERSING = ("return", "refund", "chargeback")


@dataclass
class Chain:
    """A payment with all that undid or corrected it, and the posted lines that carry any of their names."""

    payment: Item
    later: list[Item] = field(default_factory=list)
    posted: list[Item] = field(default_factory=list)

    @property
    def net(self) -> int:
        return self.payment.amount + sum(item.amount for item in self.later)

    @property
    def posted_net(self) -> int:
        return sum(item.amount for item in self.posted)


@dataclass
class Posting:
    """What the check found; `book` has the outcome of each platform item (left) and each posted line (right), `days` the counts by day."""

    book: Book
    findings: list[dict[str, Any]]
    lags: Counter[int]
    aged: Counter[str]
    duplicates: list[dict[str, Any]]
    days: Days = field(default_factory=dict)


def check_posting(
    payments: list[Item], posted: list[Item], spec: ReconcileSpec, as_of: datetime.date | None
) -> Posting:
    """Follow each payment through its chain into the books. Every platform item and every posted line is settled."""
    book = Book(payments, posted)
    for side in (0, 1):
        for item in book.open(side):
            if item.excluded:
                book.settle(side, item, Outcome(State.EXCLUDED, item.excluded))
    duplicates = [{"side": "payments", **one} for one in set_apart_duplicates(book, 0)]
    result = Posting(book, [], Counter(), Counter(), duplicates)
    chains, orphans = _chains(book)
    strangers = _attach(chains, book)
    today = spec.calendar.number(as_of) if as_of is not None else None
    for chain in {id(chain): chain for chain in chains.values()}.values():
        _judge(result, chain, spec, today)
        is_double = chain.posted_net != chain.net and _why(chain) == "posted_twice"
        count_chain(result.days, chain.payment, chain.later, chain.posted_net, is_double=is_double)
    for item in orphans:
        _find(result, [item], [], State.EXCEPTION, f"{item.kind}_without_payment", {"original": item.original})
    for item in strangers:
        _find(result, [], [item], State.EXCEPTION, "posted_without_payment", {})
    count_copies(result.days, book)
    return result


def _chains(book: Book) -> tuple[dict[str, Chain], list[Item]]:
    """Name → chain: each payment begins one; what names it as its original joins, as does what names something that joined."""
    chains: dict[str, Chain] = {}
    waiting: list[Item] = []
    for item in book.open(0):
        if item.kind in ("payment", "deposit"):
            chain = Chain(item)
            chains.update((key, chain) for key in (key_of(item.reference), key_of(item.id)) if key)
        else:
            waiting.append(item)
    joined = True
    while joined and waiting:
        joined, left = False, []
        for item in waiting:
            found = chains.get(key_of(item.original)) or (None if item.original else chains.get(key_of(item.reference)))
            if found is None:
                left.append(item)
                continue
            found.later.append(item)
            chains.setdefault(key_of(item.id), found)
            joined = True
        waiting = left
    return chains, waiting


def _attach(chains: dict[str, Chain], book: Book) -> list[Item]:
    """Give each posted line to the chain that it names; the others come back."""
    strangers = []
    for item in book.open(1):
        names = (item.reference, item.original, item.id)
        found = next((chains[key] for key in map(key_of, names) if key in chains), None)
        if found is None:
            strangers.append(item)
        else:
            found.posted.append(item)
    return strangers


def _judge(result: Posting, chain: Chain, spec: ReconcileSpec, today: int | None) -> None:
    mine, lines = [chain.payment, *chain.later], chain.posted
    due = max(item.number for item in mine) + spec.posting_window.latest(chain.payment.method)
    facts: dict[str, Any] = {"due": spec.calendar.day(due).isoformat()} if chain.payment.date is not None else {}
    if chain.net < 0:
        _find(result, mine, lines, State.EXCEPTION, "reversed_more_than_paid", facts)
    elif not lines and chain.net == 0 and chain.later:
        _find(result, mine, lines, State.CONFIRMED, "undone_before_posting", {})
    elif chain.posted_net != chain.net:
        _judge_amount(result, chain, due, today, facts)
    elif any(
        item.account and chain.payment.account and not _same(item.account, chain.payment.account) for item in lines
    ):
        wrong = sorted({item.account for item in lines if not _same(item.account, chain.payment.account)})
        _find(result, mine, lines, State.EXCEPTION, "wrong_account", {"accounts": wrong})
    else:
        _judge_time(result, chain, spec)


def _judge_amount(result: Posting, chain: Chain, due: int, today: int | None, facts: dict[str, Any]) -> None:
    mine, lines = [chain.payment, *chain.later], chain.posted
    is_open = today is not None and chain.payment.date is not None and due >= today
    reason = _why(chain)
    if reason in ("unposted", "reversal_not_posted", "partly_posted") and is_open:
        _find(result, mine, lines, State.EXPECTED, "not_yet_due", facts)
        return
    if today is not None and reason in ("unposted", "reversal_not_posted"):
        facts = {**facts, "overdue_banking_days": max(0, today - due)}
        result.aged[_age(today - due)] += 1
    _find(result, mine, lines, State.EXCEPTION, reason, facts)


def _why(chain: Chain) -> str:
    """The name of a difference between what was paid and what was posted."""
    payment, lines, posted = chain.payment, chain.posted, chain.posted_net
    forward = [item for item in lines if item.amount > 0]
    if not lines:
        return "unposted"
    if (
        len(forward) > 1
        and posted > chain.net
        and len({(item.amount, item.account) for item in forward}) < len(forward)
    ):
        return "posted_twice"
    if payment.fee and posted == chain.net + payment.fee:
        return "fee_posted_as_payment"
    if chain.later and posted == payment.amount:
        return "reversal_not_posted"
    if not chain.later and any(item.amount < 0 for item in lines):
        return "reversed_without_return"
    return "partly_posted" if 0 < posted < chain.net else "wrong_amount"


def _judge_time(result: Posting, chain: Chain, spec: ReconcileSpec) -> None:
    mine, lines, payment = [chain.payment, *chain.later], chain.posted, chain.payment
    first = min((item for item in lines if item.date is not None), key=lambda item: item.number, default=None)
    if first is None or payment.date is None:
        _find(result, mine, lines, State.CONFIRMED, "posted", {})
        return
    lag = first.number - payment.number
    result.lags[lag] += 1
    if lag > spec.posting_window.latest(payment.method):
        _find(result, mine, lines, State.EXCEPTION, "posted_late", {"banking_days": lag})
    elif lag < -spec.posting_window.before:
        _find(result, mine, lines, State.EXCEPTION, "posted_before_payment", {"banking_days": lag})
    else:
        _find(result, mine, lines, State.CONFIRMED, "posted", {})


def _find(
    result: Posting, mine: list[Item], lines: list[Item], state: State, reason: str, facts: dict[str, Any]
) -> None:
    for side, items in ((0, mine), (1, lines)):
        for item in items:
            result.book.settle(side, item, Outcome(state, reason))
    if state in (State.CONFIRMED, State.EXPECTED):
        return
    first = (mine or lines)[0]
    paid, posted = sum(item.amount for item in mine), sum(item.amount for item in lines)
    result.findings.append({
        "reason": reason, "id": first.id, "account": first.account, "date": first.date.isoformat() if first.date else None,
        "paid": paid, "posted": posted, "difference": posted - paid,
        "chain": [{"id": item.id, "row": item.row, "kind": item.kind, "amount": item.amount} for item in mine],
        "posted_lines": [{"id": item.id, "row": item.row, "amount": item.amount, "account": item.account} for item in lines], **facts,
    })  # fmt: skip


def _same(one: str, other: str) -> bool:
    """Accounts are compared by letters and digits; leading zeros are often lost."""
    plain = ["".join(sign for sign in text.upper() if sign.isalnum()).lstrip("0") for text in (one, other)]
    return plain[0] == plain[1]


def _age(days: int) -> str:
    return "1" if days <= 1 else "2-3" if days <= 3 else "4-10" if days <= 10 else "over 10"
