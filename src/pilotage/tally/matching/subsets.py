"""Tier 4: few items that make a deposit, or a whole window without a few. Never confirmed: coincidence is told with the answer."""

from collections import Counter
from typing import Any

from pilotage.tally.intake.money import rounded
from pilotage.tally.matching.equations import equation, net_of
from pilotage.tally.matching.items import Item
from pilotage.tally.matching.spec import ReconcileSpec, Window
from pilotage.tally.matching.states import Book, Match, State
from pilotage.tally.matching.sums import Sums, find_few, find_sums

_LARGEST_POOL = 5_000


def match_subsets(book: Book, spec: ReconcileSpec, window: Window) -> None:
    """Suggest (or call ambiguous) sums of open items for each open deposit. Items that two deposits want make both ambiguous."""
    items = [item for item in book.open(0) if item.date is not None and not item.batch]
    found: list[tuple[Item, list[Item], dict[str, Any]]] = []
    for deposit in book.open(1):
        if deposit.date is None:
            continue
        pool = [item for item in items if -window.before <= deposit.number - item.number <= window.latest(item.method)]
        pool = _of_its_account(pool, deposit)
        proposal = _few(pool, deposit, spec) or _all_but_few(pool, deposit, spec)
        if proposal is not None:
            found.append((deposit, *proposal))
    wanted = Counter(item.at for _, chosen, _ in found for item in chosen)
    taken: set[int] = set()
    for deposit, chosen, facts in found:
        if taken.intersection(item.at for item in chosen):
            continue  # another deposit holds them, itself ambiguous: this one stays open and shows its near misses
        shared = any(wanted[item.at] > 1 for item in chosen)
        taken.update(item.at for item in chosen)
        _propose(book, spec, deposit, chosen, {**facts, "shared_with_another_deposit": shared})


def _of_its_account(pool: list[Item], deposit: Item) -> list[Item]:
    same = [item for item in pool if item.account == deposit.account] if deposit.account else []
    return same or pool


def _of_the_batch(spec: ReconcileSpec) -> int:
    """What the fee models take once a batch. Where a model rounds over the whole batch, each proposal is proved again at the end."""
    return sum(rounded(model.per_batch, model.rounding) for model in spec.fees)


def _few(pool: list[Item], deposit: Item, spec: ReconcileSpec) -> tuple[list[Item], dict[str, Any]] | None:
    """Two to `members` items; the block is cut to the nearest days when it is too large."""
    block = sorted(pool, key=lambda item: (abs(deposit.number - item.number), item.at))[: spec.subset.candidates]
    target = deposit.amount + _of_the_batch(spec)
    sums = find_sums([net_of(item, spec.fees) for item in block], target, spec.subset.members)
    if not sums.count:
        return None
    return [block[at] for at in sums.solutions[0]], _facts(
        "items_that_add_up", len(block), len(block) < len(pool), sums, block
    )


def _all_but_few(pool: list[Item], deposit: Item, spec: ReconcileSpec) -> tuple[list[Item], dict[str, Any]] | None:
    """All items of one day, or of the whole window, without at most `leave_out` of them."""
    days = sorted({item.number for item in pool})
    for group in [*([item for item in pool if item.number == day] for day in days), pool]:
        if not 2 < len(group) <= _LARGEST_POOL:
            continue
        nets = [net_of(item, spec.fees) for item in group]
        residual = sum(nets) - _of_the_batch(spec) - deposit.amount
        if residual == 0:
            by_chance = (len(days) + 1) / max(map(abs, nets))
            return group, _facts("whole_window", len(group), False, Sums(((),), 1, False, by_chance), group)
        sums = find_few(nets, residual, min(spec.subset.leave_out, len(group) - 2))
        if sums.count:
            left_out = set(sums.solutions[0])
            kept = [item for at, item in enumerate(group) if at not in left_out]
            return kept, _facts("window_without_a_few", len(group), False, sums, group)
    return None


def _facts(how: str, candidates: int, was_cut: bool, sums: Sums, block: list[Item]) -> dict[str, Any]:
    return {
        "how": how, "candidates": candidates, "candidates_cut": was_cut, "solutions": sums.count, "solutions_capped": sums.is_capped,
        "expected_by_chance": round(sums.expected, 6), "odds_of_chance": round(sums.odds, 6),
        "alternatives": [[block[at].id for at in places] for places in sums.solutions[1:]],
    }  # fmt: skip


def _propose(book: Book, spec: ReconcileSpec, deposit: Item, chosen: list[Item], facts: dict[str, Any]) -> None:
    clear = (
        facts["solutions"] == 1
        and facts["odds_of_chance"] <= spec.subset.odds
        and not facts["shared_with_another_deposit"]
    )
    state = State.SUGGESTED if clear else State.AMBIGUOUS
    reason = "only_sum_that_fits" if clear else "sum_may_be_chance"
    terms = equation(chosen, [deposit], spec.fees)
    if terms["residual"]:
        return
    book.match(Match("subset", facts["how"], state, reason, chosen, [deposit], terms, facts))
