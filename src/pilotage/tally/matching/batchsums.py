"""Batches of a large file as sums: rows and money by batch and day, gathered block by block in bounded memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from pilotage.tally.matching.columns import (
    LAST_DAY,
    DayReader,
    Digests,
    Flags,
    Numbers,
    cents_of,
    changes,
    different,
    id_digests,
    key_digests,
)
from pilotage.tally.matching.gathered import Sums, together
from pilotage.tally.matching.plaintexts import Columns, Picked, picked
from pilotage.tally.verify.plain import NotPlain

Tops = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.unsignedinteger[Any]]
#: A larger payment goes the way of the rows, so that a hundred million of them cannot outgrow 64 bits.
_MOST_CENTS = 10**10
_DAY_BITS = np.uint64(16)
_DAYS = np.uint64(LAST_DAY)
_TOP_BITS = np.uint64(32)
_AT_ONCE = 6_000_000  # about so many of the ids' digests are sorted at once, to hold few copies at a time


@dataclass(frozen=True)
class Stretch:
    """The rows of a block as stretches of one batch and day: the top of the batch's digest, how many rows and bytes."""

    tops: Tops
    #: None where every stretch is a row, as in a file in no order.
    counts: Counts | None
    sizes: Counts

    def rows_among(self, tops: "Among") -> Picked:
        """The rows that belong to one of the batches."""
        return picked(tops.holds(self.tops), self.counts, self.sizes)

    def of_rows(self) -> Tops:
        """The top of each row."""
        return self.tops if self.counts is None else np.repeat(self.tops, self.counts)


class Ids:
    """The digests of all ids of a file in one piece of memory, which goes back to the system as one. What is not reached is not taken."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._held: Digests = np.empty(0, np.uint64)
        self._ends = [0]

    def add(self, digests: Digests, read: int) -> None:
        """Those of the next block; so many bytes of the file are read with it."""
        begin, end = self._ends[-1], self._ends[-1] + len(digests)
        if end > len(self._held):
            larger = np.empty(int(1.1 * end * max(self._size / read, 1)), np.uint64)
            larger[:begin] = self._held[:begin]
            self._held = larger
        self._held[begin:end] = digests
        self._ends.append(end)

    def blocks(self) -> list[Digests]:
        """Those of each block."""
        return [self._held[begin:end] for begin, end in pairwise(self._ends)]


def payments_of(scale: int, days_of: DayReader) -> Callable[[Columns], tuple[Stretch, Sums, Digests]]:
    """The work on a block of payments: its stretches; their keys, rows and sums; the digests of the ids."""

    def work(columns: Columns) -> tuple[Stretch, Sums, Digests]:
        batches, (cents, sure), days = _columns(columns, "batch", scale, days_of)
        days[~sure | (np.abs(cents) >= _MOST_CENTS) | (batches == 0)] = 0
        keys = (batches & ~_DAYS) | days.astype(np.uint64)
        ids, sizes = id_digests(columns["id"]), columns.sizes()
        starts = changes(keys)
        if len(starts) > len(keys) // 2:  # in no order
            tops = (keys >> _TOP_BITS).astype(np.uint32)
            return Stretch(tops, None, _small(sizes)), together(keys, np.ones_like(cents), cents), ids
        counts = np.diff(starts, append=len(keys))
        keys = keys[starts]
        tops = (keys >> _TOP_BITS).astype(np.uint32)
        stretch = Stretch(tops, _small(counts), _small(np.add.reduceat(sizes, starts)))
        return stretch, together(keys, counts, np.add.reduceat(cents, starts)), ids

    return work


@dataclass(frozen=True)
class Deposits:
    """The deposits in file order. `batch` is 48 bits of the digest of the key, 0 where nothing may be settled by it; `others` are the
    digests of the other columns in which a key may stand, `sizes` the bytes of the lines."""

    batch: Digests
    cents: Numbers
    day: Numbers
    others: list[Digests]
    ids: Digests
    sizes: Counts


def deposits_of(scale: int, days_of: DayReader, roles: Sequence[str]) -> Callable[[Columns], Deposits]:
    """The work on a block of deposits, whose key stands in the first of the roles."""

    def work(columns: Columns) -> Deposits:
        batches, (cents, sure), days = _columns(columns, roles[0], scale, days_of)
        others = [key_digests(columns[role]) >> _DAY_BITS for role in roles[1:]]
        days[~sure | (batches == 0)] = 0
        ids = id_digests(columns["id"]) if "id" in roles else np.zeros(len(columns), np.uint64)
        return Deposits(batches >> _DAY_BITS, cents, days, others, ids, _small(columns.sizes()))

    return work


def _columns(
    columns: Columns, key: str, scale: int, days_of: DayReader
) -> tuple[Digests, tuple[Numbers, Flags], Numbers]:
    days = days_of(columns["date"])
    if days is None:
        raise NotPlain
    return key_digests(columns[key]), cents_of(columns["amount"], scale), days


def _small(values: Numbers) -> Counts:
    return values.astype(np.min_scalar_type(int(values.max())))


def repeated(digests: Sequence[Digests], at_once: int = _AT_ONCE) -> Digests:
    """The digests that stand more than once, in order. More than `at_once` are taken in parts, by their first bits."""
    bits = (sum(map(len, digests)) // at_once).bit_length()
    found = []
    for part in range(1 << bits):
        some = np.concatenate([one[one >> np.uint64(64 - bits) == np.uint64(part)] if bits else one for one in digests])
        some.sort()
        found.append(different(some[1:][some[1:] == some[:-1]]))
        del some  # before the next part is put together
    every = np.concatenate(found)
    named: Digests = every[every != 0]
    return named


def is_among(values: npt.NDArray[Any], known: npt.NDArray[Any]) -> Flags:
    """Which of the values are among the known ones, which rise."""
    if not len(known):
        return np.zeros(len(values), np.bool_)
    return np.asarray(known[np.minimum(np.searchsorted(known, values), len(known) - 1)] == values)


class Among:
    """Some tops, which rise, ready to be asked for many others: most are told apart by their first bits alone."""

    def __init__(self, tops: Tops) -> None:
        self._tops = tops
        self._begins = np.zeros(1 << 16, np.bool_)
        self._begins[tops >> np.uint32(16)] = True

    def holds(self, tops: Tops) -> Flags:
        """Which of these are among them."""
        found: Flags = self._begins[tops >> np.uint32(16)]
        places = np.flatnonzero(found)
        found[places] = is_among(tops[places], self._tops)
        return found


@dataclass(frozen=True)
class Agreed:
    """Batches that agree to the cent with one deposit: how many, rows and money by day of payment and of deposit.

    `bad` are the tops of the digests of all other batches, `open_rows` the other deposits, by block.
    """

    batches: int
    by_days: list[tuple[int, int, int, int]]
    bad: Tops
    open_rows: list[Picked]


def suspects(stretches: Sequence[Stretch], ids: Ids) -> Tops:
    """The tops of the batches that hold an id which stands twice anywhere."""
    blocks = ids.blocks()
    # Where each row is remembered by itself there is less room.
    is_ordered = any(one.counts is not None for one in stretches)
    twice = repeated(blocks, _AT_ONCE if is_ordered else _AT_ONCE // 2)
    if not len(twice):
        return np.zeros(0, np.uint32)
    each = zip(stretches, blocks, strict=True)
    tops: Tops = different(np.concatenate([one.of_rows()[is_among(some, twice)] for one, some in each]))
    return tops


def agreed(gathered: Sums, blocks: Sequence[Deposits], suspects: Callable[[], Tops]) -> Agreed:
    """Compare the sums of the batches with their deposits. `suspects` gives batches to leave alone: an id of theirs stands twice.

    Tops tell rows apart, so a batch that shares its top with one that does not agree is left to the rows as well.
    """
    keys, counts, sums = gathered
    deposits = _joined(blocks)
    days = keys & _DAYS
    owners = keys >> _DAY_BITS
    starts = changes(owners)
    batches, totals = owners[starts], np.add.reduceat(sums, starts)
    at = np.minimum(np.searchsorted(batches, deposits.batch), len(batches) - 1)
    held = (deposits.day > 0) & (batches[at] == deposits.batch) & (totals[at] == deposits.cents)
    held &= (np.minimum.reduceat(days, starts) > 0)[at] & ~is_among(deposits.batch, repeated([deposits.batch]))
    held &= ~is_among(deposits.ids, repeated([deposits.ids]))
    for other in deposits.others:  # a batch that an open deposit names in another column
        held &= ~is_among(deposits.batch, different(other[~held]))
    good = np.zeros(len(batches), np.bool_)
    good[at[held]] = True
    tops = (batches >> _DAY_BITS).astype(np.uint32)
    bad = different(np.concatenate([tops[~good], suspects()]))
    held &= ~is_among(tops[at], bad)
    good &= ~is_among(tops, bad)
    to = np.zeros(len(batches), np.int64)
    to[at[held]] = deposits.day[held]
    sizes = np.diff(starts, append=len(keys))
    chosen = np.repeat(good, sizes)
    by_days = _by_days(days[chosen].astype(np.int64), np.repeat(to, sizes)[chosen], counts[chosen], sums[chosen])
    ends = np.cumsum([len(one.day) for one in blocks])[:-1]
    left = [picked(~some, None, one.sizes) for one, some in zip(blocks, np.split(held, ends), strict=True)]
    return Agreed(int(good.sum()), by_days, bad, left)


def _joined(blocks: Sequence[Deposits]) -> Deposits:
    each = [(one.batch, one.cents, one.day, one.ids, one.sizes, *one.others) for one in blocks]
    batch, cents, day, ids, sizes, *others = (np.concatenate(some) for some in zip(*each, strict=True))
    return Deposits(batch, cents, day, others, ids, sizes)


def _by_days(begun: Numbers, ended: Numbers, counts: Numbers, sums: Numbers) -> list[tuple[int, int, int, int]]:
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
            (both[starts] & LAST_DAY).tolist(),
            rows.tolist(),
            money.tolist(),
            strict=True,
        )
    )
