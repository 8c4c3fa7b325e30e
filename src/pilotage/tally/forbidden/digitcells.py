"""Cells of digits alone, all of a column at once: their brands, check digits and values."""

from collections.abc import Iterator
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden.brands import BRANDS, SHORTEST, TEST_NUMBERS

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

_ZERO = 48
_PREFIX = 4
#: What a digit in every second place adds to the sum of a check digit.
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)


class DigitCells:
    """Numbers of one length: `table` has a row for each number and a column for each digit (0 to 9)."""

    def __init__(self, table: "Numbers") -> None:
        self._table = table
        self.size = table.shape[1]

    @classmethod
    def of(cls, signs: "Numbers") -> "DigitCells":
        """The numbers whose ASCII digits these bytes are, a row for each."""
        import numpy as np

        return cls(signs - np.uint8(_ZERO))

    def __len__(self) -> int:
        return len(self._table)

    def at(self, places: "Numbers", skipped: int = 0) -> "DigitCells":
        """The numbers at these places, without so many digits at their beginning."""
        return DigitCells(self._table[places, skipped:])

    def parts(self) -> "Iterator[tuple[Numbers, DigitCells, bool]]":
        """The numbers by the zeros before them: places, what stands behind the zeros, and whether it may be a card behind zeros."""
        import numpy as np

        if self._table[:, 0].all():
            yield np.arange(len(self)), self, False
            return
        zeros = (np.append(self._table, np.ones((len(self), 1), dtype=np.uint8), axis=1) != 0).argmax(axis=1)
        zeros[self.size - zeros < SHORTEST] = 0
        for many in np.flatnonzero(np.bincount(zeros)).tolist():
            places = np.flatnonzero(zeros == many)
            yield places, self.at(places, many), many > 0

    @cached_property
    def brands(self) -> "Numbers":
        """Of each number the place of its brand among `BRANDS`, from 1; 0 for none. The check digit is not looked at."""
        import numpy as np

        first = np.zeros(len(self), dtype=np.int16)
        for digit in range(_PREFIX):
            first = first * 10 + self._table[:, digit]
        found: Numbers = _prefixes(self.size)[first]
        return found

    @cached_property
    def hits(self) -> "Numbers":
        """The places of numbers with a brand's prefix and length and a right check digit."""
        import numpy as np

        branded = np.flatnonzero(self.brands)
        return branded[self.checked(branded)]

    def checked(self, places: "Numbers") -> "Numbers":
        """Whether the last digit is the Luhn check digit of the others (ISO/IEC 7812-1 annex B), for the numbers at these places."""
        import numpy as np

        table = self._table[places]
        doubled = np.array(_DOUBLED, dtype=np.uint8)[table[:, -2::-2]]
        total = table[:, -1::-2].sum(axis=1, dtype=np.int16) + doubled.sum(axis=1, dtype=np.int16)
        holds: Numbers = total % 10 == 0
        return holds

    def values(self) -> "Numbers":
        """The numbers as whole numbers of 64 bits."""
        import numpy as np

        made = np.zeros(len(self), dtype=np.uint64)
        for digit in range(self.size):
            made = made * np.uint64(10) + self._table[:, digit]
        return made

    def text(self, place: int) -> str:
        """The digits of one number."""
        return "".join(map(str, self._table[place].tolist()))


def tables_of(signs: "Numbers", starts: "Numbers", sizes: "Numbers") -> "Iterator[tuple[Numbers, DigitCells]]":
    """Cells of digits by their length: the places of those of one length, and the numbers. `signs` are the bytes of a column."""
    import numpy as np

    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        places = np.flatnonzero(sizes == size)
        begins = starts[places]
        if len(begins) * size == len(signs):
            table = signs.reshape(len(begins), size)
        else:
            table = signs[begins[:, None] + np.arange(size)]
        yield places, DigitCells.of(table)


def for_tests(numbers: DigitCells) -> "Numbers":
    """The places of card numbers that everybody uses for tests."""
    import numpy as np

    known = np.array([int(text) for text in TEST_NUMBERS], dtype=np.uint64)
    found: Numbers = numbers.hits[np.isin(numbers.at(numbers.hits).values(), known)]
    return found


@cache
def _prefixes(length: int) -> "Numbers":
    """For each four leading digits the place of the brand that has cards of this length, from 1."""
    import numpy as np

    found = np.zeros(10**_PREFIX, dtype=np.uint8)
    for place, (_, ranges, lengths) in reversed(list(enumerate(BRANDS, 1))):
        for low, high in ranges if length in lengths else ():
            found[int(low.ljust(_PREFIX, "0")) : int(high.ljust(_PREFIX, "9")) + 1] = place
    return found
