"""Tier 2: all lines of a batch against its deposit, as one exact signed equation. Zero confirms; anything else is shown."""

from collections import defaultdict
from collections.abc import Container
from typing import Any

from pilotage.tally.matching.equations import equation, net_of
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.references import by_key, key_of
from pilotage.tally.matching.spec import ReconcileSpec
from pilotage.tally.matching.states import Book, Match, Outcome, State
from pilotage.tally.matching.sums import Sums, find_few

_KEY_ROLES = ("batch", "reference", "id")


def match_batches(book: Book, spec: ReconcileSpec) -> list[dict[str, Any]]:
    """Settle each batch that has a deposit; give the deposit keys that stand twice (unless `split_deposits`)."""
    role = "batch" if any(item.batch for item in book.sides[0]) else "reference"
    left = by_key(book.open(0), role)
    right = _deposits_by_key(book, left)
    copies = _copies(book, role)
    loose = [item for item in book.open(0) if not getattr(item, role)]
    duplicates = []
    for key in left:
        deposits = right.get(key)
        if not deposits:
            continue
        if len(deposits) > 1 and not spec.split_deposits:
            duplicates.append(_reused(book, key, left[key], deposits, spec))
        else:
            _settle_batch(book, key, left[key], deposits, copies.get(key, []), loose, spec)
    return duplicates


def _deposits_by_key(book: Book, keys: Container[str]) -> dict[str, list[Item]]:
    """Deposits under the batch key that they carry, in whichever of their columns it stands."""
    found: dict[str, list[Item]] = defaultdict(list)
    for item in book.open(1):
        key = next((key for role in _KEY_ROLES if (key := key_of(getattr(item, role))) in keys), None)
        if key:
            found[key].append(item)
    return found


def _copies(book: Book, role: str) -> dict[str, list[Item]]:
    """Rows set apart as duplicates, by batch: a deposit that only adds up with them was paid twice."""
    settled = book.outcomes[0]
    apart = (item for item in book.sides[0] if item.at in settled and settled[item.at].reason.startswith("duplicate_"))
    return by_key(apart, role)


def _settle_batch(
    book: Book,
    key: str,
    items: list[Item],
    deposits: list[Item],
    copies: list[Item],
    loose: list[Item],
    spec: ReconcileSpec,
) -> None:
    terms = equation(items, deposits, spec.fees)
    counted = sum(one.count for one in deposits if one.count is not None)
    count_differs = any(one.count is not None for one in deposits) and counted != len(items)
    facts: dict[str, Any] = {"key": key, "items": len(items)}
    if count_differs:
        facts["stated_items"] = counted
    if terms["residual"] == 0:
        reason = "count_differs" if count_differs else "batch_in_balance"
        state = State.EXCEPTION if count_differs else State.CONFIRMED
    else:
        state, reason = State.EXCEPTION, "batch_out_of_balance"
        facts["explanations"] = explain(items, deposits, copies, loose, terms, spec)
    book.match(Match("batch", "lines of the batch = deposit", state, reason, items, deposits, terms, facts))


def _reused(book: Book, key: str, items: list[Item], deposits: list[Item], spec: ReconcileSpec) -> dict[str, Any]:
    fits = [one.id for one in deposits if equation(items, [one], spec.fees)["residual"] == 0]
    facts = {"reference": key, "fits": fits}
    for item in items:
        book.settle(0, item, Outcome(State.EXCEPTION, "deposit_reference_reused", facts=dict(facts)))
    for one in deposits:
        book.settle(1, one, Outcome(State.EXCEPTION, "duplicate_reference", facts=dict(facts)))
    return {
        "class": "duplicate_reference", "key": key, "rows": [one.row for one in deposits],
        "amounts": [one.amount for one in deposits], "fits": fits,
    }  # fmt: skip


def explain(
    items: list[Item],
    deposits: list[Item],
    copies: list[Item],
    loose: list[Item],
    terms: dict[str, Any],
    spec: ReconcileSpec,
) -> list[dict[str, Any]]:
    """What would make the equation hold: never taken by itself, always with the number of ways and the odds of chance."""
    residual: int = terms["residual"]
    found: list[dict[str, Any]] = []
    if terms["fees"] and residual == sum(terms["fees"].values()):
        found.append({"how": "fees_not_taken", "amount": residual})
    if copies and residual == -sum(net_of(item, spec.fees) for item in copies):
        found.append({"how": "copies_deposited", "rows": [item.row for item in copies], "amount": -residual})
    left_out = find_few([net_of(item, spec.fees) for item in items], residual, spec.subset.leave_out)
    if left_out.count:
        found.append(_told("not_in_the_deposit", items, left_out))
    near = [item for item in loose if _is_near(item, deposits, spec)]
    added = find_few([net_of(item, spec.fees) for item in near], -residual, spec.subset.leave_out)
    if added.count:
        found.append(_told("deposited_without_batch", near, added))
    return found


def _is_near(item: Item, deposits: list[Item], spec: ReconcileSpec) -> bool:
    return any(-spec.window.before <= one.number - item.number <= spec.window.latest(item.method) for one in deposits)


def _told(how: str, items: list[Item], sums: Sums) -> dict[str, Any]:
    return {
        "how": how, "solutions": sums.count, "odds_of_chance": round(min(1.0, sums.odds), 6),
        "ids": [[items[at].id for at in places] for places in sums.solutions],
    }  # fmt: skip
