"""Finds cells that are one plain number of a card's length, all of a block at once; those that are no card are counted, not read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden.brands import LONGEST, SHORTEST
from pilotage.tally.forbidden.digitcells import tables_of

if TYPE_CHECKING:
    import numpy as np

    Signs = np.ndarray[Any, Any]

_ZERO, _LF, _CR = b"0\n\r"


class PlainNumbers:
    """Cells of 13 to 19 digits and nothing else, without a zero in front, in a block of whole lines."""

    def __init__(self, signs: "Signs", starts: "Signs", ends: "Signs", delimiter: int) -> None:
        import numpy as np

        self._signs, self._line_starts = signs, starts
        self._delimiters = np.flatnonzero(signs == delimiter)
        digit = np.concatenate([[False], (signs - np.uint8(_ZERO)) < 10, [False]])
        turns = np.flatnonzero(digit[1:] != digit[:-1])
        begins, sizes = turns[::2], turns[1::2] - turns[::2]
        fits = (sizes >= SHORTEST) & (sizes <= LONGEST)
        begins, sizes = begins[fits], sizes[fits]
        parts = (signs == delimiter) | (signs == _LF) | (signs == _CR)
        is_part = np.append(parts, [True, True])  # beyond the last sign, and before the first
        whole = is_part[begins - 1] & is_part[begins + sizes] & (signs[begins] != _ZERO)
        self.begins, self._sizes = begins[whole], sizes[whole]
        self._lines = np.searchsorted(ends, self.begins, side="right")
        cards = [places[numbers.hits] for places, numbers in tables_of(signs, self.begins, self._sizes)]
        #: Lines in which one reads as a card.
        self.likely_lines = np.concatenate([*(self._lines[places] for places in cards), self._lines[:0]])

    def covers(self, places: "Signs") -> "Signs":
        """Whether each place lies within one of these cells."""
        import numpy as np

        if not len(self.begins):
            return np.zeros(len(places), dtype=bool)
        at = np.searchsorted(self.begins, places, side="right") - 1
        inside: Signs = (at >= 0) & (places < self.begins[at] + self._sizes[at])
        return inside

    def by_column(self, likely: "Signs") -> "Iterator[tuple[int, Signs, tuple[Signs, Signs, Signs]]]":
        """Column (from 0), lines and cells (`tables_of`) of the numbers in lines other than the likely ones."""
        import numpy as np

        others = ~np.isin(self._lines, likely)
        begins, sizes, lines = self.begins[others], self._sizes[others], self._lines[others]
        columns = np.searchsorted(self._delimiters, begins) - np.searchsorted(
            self._delimiters, self._line_starts[lines]
        )
        for column in np.unique(columns).tolist():
            here = columns == column
            yield column, lines[here], (self._signs, begins[here], sizes[here])
