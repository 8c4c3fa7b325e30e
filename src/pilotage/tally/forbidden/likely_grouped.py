"""Finds cells of digits with spaces, dots and dashes between them, all of a block at once; those without a card are counted, not read."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden.shapes import Shaped, shapes_of

if TYPE_CHECKING:
    import numpy as np

    Signs = np.ndarray[Any, Any]

_SPACE, _DASH, _POINT, _ZERO, _LF, _CR = b" -.0\n\r"


class GroupedNumbers:
    """The cells around some places (`runs`, where thirteen digits begin) that hold nothing but digits, spaces, dots and dashes."""

    def __init__(self, signs: "Signs", starts: "Signs", ends: "Signs", delimiter: int, runs: "Signs") -> None:
        import numpy as np

        self._delimiters, self._line_starts = np.flatnonzero(signs == delimiter), starts
        bounds = np.concatenate(
            [[-1], np.flatnonzero((signs == delimiter) | (signs == _LF) | (signs == _CR)), [len(signs)]]
        )
        after = np.flatnonzero(np.bincount(np.searchsorted(bounds, runs), minlength=1)) if len(runs) else runs
        self._begins, self._ends = bounds[after - 1] + 1, bounds[after]
        fits = ((signs - np.uint8(_ZERO)) < 10) | (signs == _SPACE) | (signs == _DASH) | (signs == _POINT)
        others = np.append(0, np.cumsum(~fits, dtype=np.int32))
        plain = others[self._ends] == others[self._begins]
        self._begins, self._ends = self._begins[plain], self._ends[plain]
        self._lines = np.searchsorted(ends, self._begins, side="right")
        self._shapes, left = (
            shapes_of(_texts(signs, self._begins, self._ends)) if len(self._begins) else ([], after[:0])
        )
        self._is_taken = np.ones(len(self._begins), dtype=bool)
        self._is_taken[left] = False
        cards = [shape.places[numbers.hits] for shape, numbers in self._numbers()]
        #: Lines in which one reads as a card.
        self.likely_lines = self._lines[np.concatenate([*cards, after[:0]])]

    def _numbers(self) -> Iterator[tuple[Shaped, Any]]:
        for shape in self._shapes:
            for _, numbers in shape.numbers():
                for places, bare, _ in numbers.parts():
                    yield Shaped(shape.places[places], shape.text, shape.signs[places]), bare

    def covers(self, places: "Signs") -> "Signs":
        """Whether each place lies within one of these cells."""
        import numpy as np

        begins, ends = self._begins[self._is_taken], self._ends[self._is_taken]
        if not len(begins):
            return np.zeros(len(places), dtype=bool)
        at = np.searchsorted(begins, places, side="right") - 1
        inside: Signs = (at >= 0) & (places < ends[at])
        return inside

    def by_column(self, likely: "Signs") -> "Iterator[tuple[int, Signs, Shaped]]":
        """Column (from 0), lines and cells of those of one shape in lines other than the likely ones."""
        import numpy as np

        for shape in self._shapes:
            lines = self._lines[shape.places]
            others = np.flatnonzero(~np.isin(lines, likely))
            columns = np.searchsorted(self._delimiters, self._begins[shape.places[others]]) - np.searchsorted(
                self._delimiters, self._line_starts[lines[others]]
            )
            for column in np.flatnonzero(np.bincount(columns)).tolist():
                here = others[columns == column]
                yield column, lines[here], Shaped(shape.places[here], shape.text, shape.signs[here])


def _texts(signs: "Signs", begins: "Signs", ends: "Signs") -> Any:
    """The texts between these places: of them and of what stands between them every other one."""
    import numpy as np
    import pyarrow as pa

    offsets = np.empty(2 * len(begins) + 1, dtype=np.int32)
    offsets[0:-1:2], offsets[1::2], offsets[-1] = begins, ends, ends[-1]
    every = pa.StringArray.from_buffers(2 * len(begins), pa.py_buffer(offsets), pa.py_buffer(signs))
    return every.take(pa.array(np.arange(0, 2 * len(begins), 2)))
