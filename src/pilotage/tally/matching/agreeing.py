"""The deposits of a large file, and which batches agree with one of them to the cent."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from pilotage.tally.matching.asked import Tops, common, is_among, repeated
from pilotage.tally.matching.batchsums import CODE_BITS, CODES, Counts, cents_or, money_of, small, tops_of
from pilotage.tally.matching.columns import (
    Digests,
    Flags,
    Numbers,
    changes,
    different,
    id_digests,
    key_digests,
)
from pilotage.tally.matching.gathered import Sums
from pilotage.tally.matching.plaintexts import Columns, Picked, picked
from pilotage.tally.matching.rowfees import Fees
from pilotage.tally.matching.rowkinds import LAST_CODE, KindReader

_UNTOLD = -(2**62)  # no cell says so


@dataclass(frozen=True)
class Deposits:
    """The deposits in file order. `keys` are 48 bits of the digests of the columns in which a batch may stand; `counts` the payments that
    a deposit says it holds, below zero where it says nothing; `sizes` the bytes of the lines."""

    keys: list[Digests]
    cents: Numbers
    code: Numbers
    counts: Numbers
    ids: Digests
    sizes: Counts


def deposits_of(scale: int, kinds: KindReader, roles: Sequence[str]) -> Callable[[Columns], Deposits]:
    """The work on a block of deposits, whose batch may stand in any of these columns."""

    def work(columns: Columns) -> Deposits:
        keys = [key_digests(columns[role]) >> CODE_BITS for role in roles]
        cents, sure, codes = money_of(columns, scale, kinds)
        counts = np.full(len(columns), _UNTOLD)
        if "count" in columns.roles:
            counts, is_told = cents_or(_UNTOLD, columns["count"], 0)
            sure &= is_told & ((counts >= 0) | (counts == _UNTOLD))
        codes[~sure] = 0
        ids = id_digests(columns["id"]) if "id" in roles else np.zeros(len(columns), np.uint64)
        return Deposits(keys, cents, codes, counts, ids, small(columns.sizes()))

    return work


def joined(blocks: Sequence[Deposits]) -> Deposits:
    """The deposits of all blocks as one."""
    each = [(one.cents, one.code, one.counts, one.ids, one.sizes, *one.keys) for one in blocks]
    cents, code, counts, ids, sizes, *keys = (np.concatenate(some) for some in zip(*each, strict=True))
    return Deposits(keys, cents, code, counts, ids, sizes)


def key_place(gathered: Sums, deposits: Deposits, first: int | None) -> int:
    """Which of the deposits' columns names most batches: `first`, where it names any."""
    owners = gathered[0] >> CODE_BITS
    batches = owners[changes(owners)]
    meets = [len(common(keys, batches)) for keys in deposits.keys]
    return first if first is not None and meets[first] else meets.index(max(meets))


@dataclass(frozen=True)
class Agreed:
    """Batches that agree to the cent with one deposit: how many, how many of them are one payment, rows and money by the kinds of payment
    and of deposit, the deposits' money.

    `good` are the tops of their digests, `bad` those of all other batches; `held` tells their deposits from the others."""

    batches: int
    alone: int
    by_kinds: list[tuple[int, int, int, int]]
    deposited: int
    good: Tops
    bad: Tops
    held: Flags

    def open_rows(self, blocks: Sequence[Deposits]) -> list[Picked]:
        """The deposits that no batch agrees with, by block."""
        ends = np.cumsum([len(one.code) for one in blocks])[:-1]
        return [picked(~some, None, one.sizes) for one, some in zip(blocks, np.split(self.held, ends), strict=True)]


def agreed(
    gathered: Sums, deposits: Deposits, key: int, apart: Flags, fees: Fees | None, suspects: Callable[[], Tops]
) -> Agreed:
    """Compare the sums of the batches with the deposits whose column `key` names them.

    `suspects` gives the tops of batches to leave to the rows, `apart` tells such deposits; so is a deposit that names another batch in
    another column, with all that it names. Tops tell rows apart: a batch that shares its top with one that does not agree is left, too.
    """
    keys, counts, money = gathered
    sums, net = (money[:, 0], money[:, 0] - money[:, 1]) if money.ndim == 2 else (money, money)
    codes, owners = (keys & CODES).astype(np.int64), keys >> CODE_BITS
    starts = changes(owners)
    batches, totals, rows = owners[starts], np.add.reduceat(net, starts), np.add.reduceat(counts, starts)
    if fees is not None:
        totals = totals - fees.of_batches(codes, counts, sums, starts)
    mine = deposits.keys[key]
    at = np.minimum(np.searchsorted(batches, mine), len(batches) - 1)
    held = (deposits.code > 0) & (mine > 0) & (batches[at] == mine) & (totals[at] == deposits.cents) & ~apart
    held &= (deposits.counts < 0) | (deposits.counts == rows[at])
    held &= (np.minimum.reduceat(codes, starts) > 0)[at] & ~is_among(mine, repeated([mine]))
    held &= ~is_among(deposits.ids, repeated([deposits.ids]))
    others = [one for place, one in enumerate(deposits.keys) if place != key]
    for other in others:
        held &= (other == mine) | ~is_among(other, common(other, batches))
    good = np.zeros(len(batches), np.bool_)
    good[at[held]] = True
    for other in others:  # a batch that an open deposit names
        good &= ~is_among(batches, different(common(other[~held], batches)))
    tops = tops_of(batches << CODE_BITS)
    bad = different(np.concatenate([tops[~good], suspects()]))
    good &= ~is_among(tops, bad)
    held &= good[at]
    to = np.zeros(len(batches), np.int64)
    to[at[held]] = deposits.code[held]
    sizes = np.diff(starts, append=len(keys))
    chosen = np.repeat(good, sizes)
    by_kinds = _by_kinds(codes[chosen], np.repeat(to, sizes)[chosen], counts[chosen], sums[chosen])
    deposited = int(deposits.cents[held].sum())
    return Agreed(int(good.sum()), int((rows[good] == 1).sum()), by_kinds, deposited, different(tops[good]), bad, held)


def _by_kinds(begun: Numbers, ended: Numbers, counts: Numbers, sums: Numbers) -> list[tuple[int, int, int, int]]:
    both = begun << 16 | ended
    order = np.argsort(both)
    both = both[order]
    starts = changes(both)
    if not len(starts):
        return []
    rows, money = np.add.reduceat(counts[order], starts), np.add.reduceat(sums[order], starts)
    return list(
        zip(
            (both[starts] >> 16).tolist(),
            (both[starts] & LAST_CODE).tolist(),
            rows.tolist(),
            money.tolist(),
            strict=True,
        )
    )
