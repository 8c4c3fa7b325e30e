"""Finds neighbouring cells of digits that could be a card number cut in two, all of a block at once; most are counted, not read."""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden.brands import LONGEST, SHORTEST, brand_of

if TYPE_CHECKING:
    import numpy as np

    Signs = np.ndarray[Any, Any]

_SPACE, _QUOTE, _APOSTROPHE, _ZERO = b" \"'0"
_SHORTEST_PART, _LONGEST_PART = 4, 15


class Pairs:
    """Neighbours in a block of whole lines. `starts` and `ends` are those of its lines."""

    def __init__(self, signs: "Signs", starts: "Signs", ends: "Signs", delimiter: int) -> None:
        import numpy as np

        self._signs, self._starts, self._ends = signs, starts, ends
        self._delimiters = np.flatnonzero(signs == delimiter)
        at, before, after, is_bare = self._neighbours(delimiter)
        lines = np.searchsorted(ends, at, side="right")
        fits = is_bare & (np.maximum(before, after) <= _LONGEST_PART) & (before + after <= LONGEST)
        unsure = lines[~is_bare]
        self._at, self._lines, before, after = at[fits], lines[fits], before[fits], after[fits]
        self._is_prefixed = begin_like_cards(signs, self._at - before, before + after)
        self._is_checked = are_checked(signs, self._at, before, after)
        #: Lines in which a card is, or where quotes and spaces hide how long the numbers are.
        self.likely_lines = np.append(unsure, self._lines[self._is_prefixed & self._is_checked])

    def counts(self, likely: "Signs") -> Iterator[tuple[int, int, int, int]]:
        """Of the lines other than the likely ones: column, how many pairs, how many begin like cards, how many others are checked."""
        import numpy as np

        others = ~np.isin(self._lines, likely)
        at, lines = self._at[others], self._lines[others]
        prefixed, checked = self._is_prefixed[others], self._is_checked[others]
        columns = np.searchsorted(self._delimiters, at) - np.searchsorted(self._delimiters, self._starts[lines])
        for column in np.unique(columns).tolist():
            here = columns == column
            yield (
                column,
                int(here.sum()),
                int((here & prefixed).sum()),
                int((here & checked & ~prefixed).sum()),
            )

    def _neighbours(self, delimiter: int) -> "tuple[Signs, Signs, Signs, Signs]":
        """Delimiters between two cells of digits alone, long enough together; how long both are, and whether nothing but digits is
        in them (else quotes and spaces may be)."""
        import numpy as np

        signs = self._signs
        digit = (signs - np.uint8(_ZERO)) < 10
        own = digit | (signs == _QUOTE) | (signs == _APOSTROPHE) | (signs == _SPACE)
        parts = signs == delimiter
        parts[1:-1] &= own[:-2] & own[2:]
        parts[:1] = parts[-1:] = False
        at = np.flatnonzero(parts)
        others = np.concatenate([[-1], np.flatnonzero(~own), [len(signs)]])
        place = np.searchsorted(others, at)
        left, right = others[place - 1], others[np.minimum(place + 1, len(others) - 1)]
        is_end = np.append(signs < _SPACE, [True, True])  # beyond the last sign, and before the first
        is_end[:-2] |= signs == delimiter
        before, after = at - left - 1, right - at - 1
        fits = (before >= _SHORTEST_PART) & (after >= _SHORTEST_PART) & (before + after >= SHORTEST)
        fits &= is_end[left] & is_end[right]
        at, left, right, before, after = at[fits], left[fits], right[fits], before[fits], after[fits]
        marks = np.append(0, np.cumsum(own & ~digit, dtype=np.int32))
        return at, before, after, marks[right] == marks[left + 1]


def begin_like_cards(signs: "Signs", starts: "Signs", sizes: "Signs") -> "Signs":
    """Whether numbers that begin at these places (four digits at least stand there) have the prefix of a brand with cards so long."""
    import numpy as np

    first = np.zeros(len(starts), dtype=np.int64)
    for place in range(_SHORTEST_PART):
        first = first * 10 + signs[starts + place] - _ZERO
    keys, which = np.unique(first * (LONGEST + 1) + sizes, return_inverse=True)
    return np.array([_has_brand(*divmod(key, LONGEST + 1)) for key in keys.tolist()], dtype=bool)[which]


def are_checked(signs: "Signs", at: "Signs", before: "Signs", after: "Signs") -> "Signs":
    """Whether the last digit of both cells beside a place together is the check digit of the others; they are so long."""
    import numpy as np

    total = np.zeros(len(before), dtype=np.int32)
    for place in range(LONGEST):  # from the end
        where = np.where(place < after, at + after - place, at - 1 - (place - after))
        digits = signs[np.maximum(where, 0)].astype(np.int32) - _ZERO
        if place % 2:
            digits = digits * 2 - 9 * (digits > 4)
        total += np.where(place < before + after, digits, 0)
    checked: Signs = total % 10 == 0
    return checked


@cache
def _has_brand(first: int, length: int) -> bool:
    return bool(brand_of(f"{first:04d}{'0' * (length - _SHORTEST_PART)}"))
