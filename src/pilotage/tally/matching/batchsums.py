"""Batches of a large file as sums: rows and money by batch and day, gathered block by block in bounded memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from pilotage.tally.matching.asked import AT_ONCE, Among, Tops, is_among, repeated
from pilotage.tally.matching.columns import (
    Digests,
    Flags,
    Numbers,
    Texts,
    cents_of,
    changes,
    different,
    folded,
    id_digests,
    key_digests,
)
from pilotage.tally.matching.copies import Contents, contents_of, copied
from pilotage.tally.matching.gathered import Sums, together
from pilotage.tally.matching.plaintexts import Columns, Picked, picked
from pilotage.tally.matching.rowfees import MOST_CENTS, Fees
from pilotage.tally.matching.rowkinds import LAST_CODE, KindReader
from pilotage.tally.verify.plain import NotPlain

Counts = npt.NDArray[np.unsignedinteger[Any]]
CODE_BITS = np.uint64(16)
CODES = np.uint64(LAST_CODE)
_TOP_BITS = np.uint64(32)


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


@dataclass(frozen=True)
class Payments:
    """What a block of payments gives: its stretches; keys, rows and sums; digests of the ids; what it says of copies, where they are
    asked for; and the tops of the references of single deposits that its rows name."""

    stretch: Stretch
    sums: Sums
    ids: Digests
    contents: Contents | None
    named: Tops

    def without_sums(self) -> "Payments":
        """What is kept of the block when its sums are gathered and its ids are held."""
        nothing = np.zeros(0, np.int64)
        return replace(self, sums=(np.zeros(0, np.uint64), nothing, nothing), ids=np.zeros(0, np.uint64))


def payments_of(
    scale: int, kinds: KindReader, key: str, fees: Fees | None, named: Among | None = None, *, with_copies: bool = False
) -> Callable[[Columns], Payments]:
    """The work on a block of payments, whose batch stands in `key`. A row whose reference is among `named` is left to the row reader.

    With `fees`, or a column of them, money is two columns: amounts and fees. `with_copies` also looks at account, amount and day.
    """

    def work(columns: Columns) -> Payments:
        cents, sure, codes = money_of(columns, scale, kinds)
        batches = key_digests(columns[key])
        codes[~sure | (np.abs(cents) >= MOST_CENTS) | (batches == 0)] = 0
        contents = _contents(columns, batches, cents, kinds.days(codes)) if with_copies else None
        found = np.zeros(0, np.uint32)
        if named is not None:
            tops = tops_of(key_digests(columns["reference"]))
            is_named = named.holds(tops)
            codes[is_named] = 0
            found = different(tops[is_named])
        money = _with_fees(columns, scale, kinds, fees, codes, cents)
        stretch, sums = _stretches((batches & ~CODES) | codes.astype(np.uint64), money, columns.sizes())
        return Payments(stretch, sums, id_digests(columns["id"]), contents, found)

    return work


def tops_of(digests: Digests) -> Tops:
    """The first half of each digest."""
    return (digests >> _TOP_BITS).astype(np.uint32)


def _with_fees(
    columns: Columns, scale: int, kinds: KindReader, fees: Fees | None, codes: Numbers, cents: Numbers
) -> Numbers:
    """Amounts, beside them what is taken of each where there are fees. A row with a fee that is not plainly written gets the code 0."""
    taken = None
    if fees is not None:
        is_odd = cents < 0  # the money of a kind has one sign
        if (is_negative := kinds.negative(codes)) is not None:
            is_odd &= ~is_negative
        codes[is_odd] = 0
        taken = fees.of_rows(codes, cents)
    if "fee" in columns.roles:
        held, sure = cents_or(0, columns["fee"], scale)
        held = np.abs(held)
        codes[~sure | (held >= MOST_CENTS)] = 0
        taken = held if taken is None else taken + held
    return cents if taken is None else np.stack((cents, taken), axis=1)


def _stretches(keys: Digests, money: Numbers, sizes: Numbers) -> tuple[Stretch, Sums]:
    starts = changes(keys)
    if len(starts) > len(keys) // 2:  # in no order
        return Stretch(tops_of(keys), None, small(sizes)), together(keys, np.ones(len(keys), np.int64), money)
    counts, keys = np.diff(starts, append=len(keys)), keys[starts]
    stretch = Stretch(tops_of(keys), small(counts), small(np.add.reduceat(sizes, starts)))
    return stretch, together(keys, counts, np.add.reduceat(money, starts))


def _contents(columns: Columns, batches: Digests, cents: Numbers, days: Numbers) -> Contents:
    """What is equal in copies: reference, account, amount and day. `batches` stay as they are."""
    each = folded(batches.copy(), cents.astype(np.uint64))
    each = folded(each, days.astype(np.uint64))
    if "account" in columns.roles:
        each = folded(each, id_digests(columns["account"]))
    return contents_of(each, tops_of(batches))


def money_of(columns: Columns, scale: int, kinds: KindReader) -> tuple[Numbers, Flags, Numbers]:
    """Smallest units with their signs; which of them are plainly written; the codes of the kinds. Errors: `NotPlain`."""
    codes = kinds(columns)
    if codes is None:
        raise NotPlain
    cents, sure = cents_of(columns["amount"], scale)
    if (is_negative := kinds.negative(codes)) is not None:
        cents = np.where(is_negative, -np.abs(cents), cents)
    return cents, sure, codes


def cents_or(nothing: int, texts: Texts, scale: int) -> tuple[Numbers, Flags]:
    """As `cents_of`, of a column that may be empty: `nothing` stands for an empty cell."""
    found, sure = cents_of(texts, scale)
    is_empty = texts.ends == texts.starts
    return np.where(is_empty, nothing, found), sure | is_empty


def small(values: Numbers) -> Counts:
    """In as few bytes as they need."""
    return values.astype(np.min_scalar_type(int(values.max())))


def suspects(stretches: Sequence[Stretch], ids: Ids, contents: Sequence[Contents]) -> Tops:
    """The tops of the batches that hold an id which stands twice anywhere, or, where `contents` are given, a copy of a payment."""
    blocks = ids.blocks()
    # Where each row is remembered by itself there is less room.
    is_ordered = any(one.counts is not None for one in stretches)
    twice = repeated(blocks, AT_ONCE if is_ordered else AT_ONCE // 2)
    found = [copied(contents)] if contents else [np.zeros(0, np.uint32)]
    if len(twice):
        found += [one.of_rows()[is_among(some, twice)] for one, some in zip(stretches, blocks, strict=True)]
    tops: Tops = different(np.concatenate(found))
    return tops
