"""Decides whether the numbers of one kind in one column are card numbers or only look like some.

The numbers of a class (one column, one length, one way of writing) are counted once each, so that a number that
repeats neither convicts nor clears. Of account numbers that begin like a card, one in ten has a right check digit,
whatever the account scheme; of cards, all have. That share is tested (binomial), over all brands and for each, so a
scheme in which every account starts with 4 is no card column. What is left over:

* one or two numbers in a class, or up to four in a column of other things, cannot be cleared by counting: a hit is
refused;
* up to thirty numbers: the chance of so many hits among random numbers is tested beside it;
* a class in which card prefixes are far rarer than chance has its own scheme: a lone hit is the odd one out;
* a class whose other numbers carry a Luhn check digit too: the check digit tells nothing, so the share of card
prefixes is tested.

The levels are set so that one innocent column in a thousand is refused at most; `bench/forbidden.py` measures it.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from math import exp, lgamma, log, log1p
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden.brands import BRANDS, brand_of, luhn_holds, prefix_share

if TYPE_CHECKING:
    import numpy as np

    from pilotage.tally.forbidden.digitcells import DigitCells

    Numbers = np.ndarray[Any, Any]

#: Distinct numbers that are remembered (as salted hashes) for a class; beyond, an even sample of them.
_MOST_REMEMBERED = 8_192
_ALL_BRANDS_LEVEL, _ONE_BRAND_LEVEL = 2e-4, 2e-5
_CHECK_DIGIT_SHARE = 0.1
_SALT = int.from_bytes(os.urandom(8), "big")
_64_BITS = (1 << 64) - 1
#: Odd numbers that spread whatever they are multiplied with (Steele and others, SplitMix64).
_SPREAD = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
#: Of numbers of sixteen digits about so many begin like a card: more than of any other length.
HIGHEST_SHARE = 0.25


@dataclass(frozen=True, slots=True)
class Kind:
    """What one number is: the brand whose prefix it has (or none), and whether its check digit is right."""

    brand: str
    is_checked: bool

    @property
    def is_hit(self) -> bool:
        """Brand prefix, length and check digit: a card number as far as one number can tell."""
        return bool(self.brand) and self.is_checked


def kind_of(digits: str) -> Kind:
    """The kind of a number of 13 to 19 digits."""
    return Kind(brand_of(digits), luhn_holds(digits))


@cache
def kinds_by_number() -> Sequence[Kind]:
    """Every kind; that of the brand at place n of `BRANDS` (from 1, none is 0) at 2n, at 2n + 1 with the right check digit."""
    return [Kind(name, is_checked) for name in ("", *(brand[0] for brand in BRANDS)) for is_checked in (False, True)]


def _key(digits: str) -> int:
    """The salted hash of a number."""
    key = int(digits) & _64_BITS ^ _SALT
    for factor in _SPREAD:
        key = key * factor & _64_BITS
        key ^= key >> 31
    return key


def _keys(values: "Numbers") -> "Numbers":
    """The salted hashes of numbers of 64 bits."""
    import numpy as np

    keys = values ^ np.uint64(_SALT)
    for factor in _SPREAD:
        keys = keys * np.uint64(factor)
        keys ^= keys >> np.uint64(31)
    return keys


@dataclass
class NumberClass:
    """The distinct numbers of one class, counted in bounded memory."""

    length: int
    _seen: dict[int, Kind] = field(default_factory=dict)
    _mask: int = 0

    def add(self, digits: str, kind: Kind) -> None:
        """Count a number, once. Only its salted hash is kept."""
        key = _key(digits)
        if key & self._mask or key in self._seen:
            return
        self._seen[key] = kind
        self._shrink()

    def add_all(self, numbers: "DigitCells") -> None:
        """Count many numbers, once each."""
        import numpy as np

        keys = _keys(numbers.values())
        sample = np.flatnonzero((keys & np.uint64(self._mask)) == 0)
        kinds = 2 * numbers.brands[sample].astype(np.int64) + numbers.checked(sample)
        self._seen.update(zip(keys[sample].tolist(), map(kinds_by_number().__getitem__, kinds.tolist()), strict=True))
        self._shrink()

    def _shrink(self) -> None:
        while len(self._seen) > _MOST_REMEMBERED:
            self._mask = self._mask << 1 | 1
            self._seen = {key: kind for key, kind in self._seen.items() if not key & self._mask}

    @property
    def total(self) -> int:
        """How many different numbers are counted."""
        return len(self._seen)

    def verdict_of_padded(self, filled_cells: int, of_length: int) -> str:
        """The same for numbers behind zeros, among `of_length` numbers as long as they are with their zeros.

        Where most have none before them the zeros are chance, and only what is far beyond chance is told.
        """
        kinds = Counter(self._seen.values())
        hits = sum(count for kind, count in kinds.items() if kind.is_hit)
        prefixed = sum(count for kind, count in kinds.items() if kind.brand)
        checked_others = sum(count for kind, count in kinds.items() if not kind.brand and kind.is_checked)
        if are_all_checked(checked_others, self.total - prefixed):
            return ""
        if hits and at_least(hits, prefixed, _CHECK_DIGIT_SHARE) <= _ONE_BRAND_LEVEL:
            return "reads as a card number behind zeros, and far more numbers of this column do than chance allows."
        if not hits or 2 * self.total < of_length or self._mask:
            return ""
        if self.total <= 2 or (self.total <= 4 and self.total * 10 <= filled_cells):
            return "reads as a card number behind zeros, and too few numbers stand beside it to tell otherwise."
        chance = at_least(hits, self.total, HIGHEST_SHARE * _CHECK_DIGIT_SHARE)
        if self.total <= 30 and chance <= 1e-3 and at_least(hits, prefixed, _CHECK_DIGIT_SHARE) <= 0.0105:
            return "reads as a card number behind zeros, and more numbers of this column do than chance allows."
        return ""

    def verdict(self, filled_cells: int) -> str:
        """Why the hits of this class are card numbers; empty where they may be chance.

        `filled_cells` is the whole column's.
        """
        kinds = Counter(self._seen.values())
        total = kinds.total()
        hits = sum(count for kind, count in kinds.items() if kind.is_hit)
        if not hits:
            return ""
        if self._mask == 0 and (total <= 2 or (total <= 4 and total * 10 <= filled_cells)):
            return "reads as a card number, and too few numbers stand beside it to tell otherwise."
        prefixed = sum(count for kind, count in kinds.items() if kind.brand)
        others = total - prefixed
        checked_others = sum(count for kind, count in kinds.items() if not kind.brand and kind.is_checked)
        share = prefix_share(self.length)
        if are_all_checked(checked_others, others):
            is_more = at_least(hits, total, share) <= _ALL_BRANDS_LEVEL
            return "begins like a card, as far too many numbers of this column do." if is_more else ""
        if _is_beyond_chance(kinds, hits, prefixed):
            return "reads as a card number, and far more numbers of this column do than chance allows."
        chance = at_least(hits, prefixed, _CHECK_DIGIT_SHARE)
        if total <= 30 and chance <= 0.0105 and at_least(hits, total, share * _CHECK_DIGIT_SHARE) <= 1e-3:
            return "reads as a card number, and more numbers of this column do than chance allows."
        if _is_odd_one_out(hits, prefixed, chance) and at_most(prefixed, total, share) <= 1e-3:
            return "reads as a card number, and does not fit the other numbers of this column."
        return ""


def _is_beyond_chance(kinds: Counter[Kind], hits: int, prefixed: int) -> bool:
    if at_least(hits, prefixed, _CHECK_DIGIT_SHARE) <= _ALL_BRANDS_LEVEL:
        return True
    by_brand: dict[str, list[int]] = {}
    for kind, count in kinds.items():
        if kind.brand:
            right_and_all = by_brand.setdefault(kind.brand, [0, 0])
            right_and_all[0] += count if kind.is_checked else 0
            right_and_all[1] += count
    return any(at_least(right, all_, _CHECK_DIGIT_SHARE) <= _ONE_BRAND_LEVEL for right, all_ in by_brand.values())


def _is_odd_one_out(hits: int, prefixed: int, chance: float) -> bool:
    """A single prefixed number that is a hit; two of two; or more hits than chance would bring in one column of 500."""
    return hits == prefixed <= 2 or chance <= 2e-3


def are_all_checked(checked: int, total: int) -> bool:
    """Whether numbers that begin like no card carry check digits too, by their own scheme."""
    return checked >= total / 2 and at_least(checked, total, _CHECK_DIGIT_SHARE) <= 1e-3


def at_least(hits: int, trials: int, share: float) -> float:
    """The chance of `hits` or more in `trials` independent tries of probability `share` (binomial)."""
    if hits <= 0:
        return 1.0
    return min(1.0, sum(_binomial(count, trials, share) for count in range(hits, trials + 1)))


def at_most(hits: int, trials: int, share: float) -> float:
    """The chance of `hits` or fewer in `trials` independent tries of probability `share` (binomial)."""
    return min(1.0, sum(_binomial(count, trials, share) for count in range(hits + 1)))


def _binomial(count: int, trials: int, share: float) -> float:
    ways = lgamma(trials + 1) - lgamma(count + 1) - lgamma(trials - count + 1)
    return exp(ways + count * log(share) + (trials - count) * log1p(-share))
