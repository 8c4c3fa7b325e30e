"""Cells of one shape, all at once: texts that differ in their digits alone hold their numbers at the same places.

The shape of a text has 0 for each of its digits. Whether a number of a card's length stands in it, where, how it is grouped and which
words stand around it, the shape tells; the digits are then judged by columns.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pilotage.tally.forbidden.brands import LONGEST
from pilotage.tally.forbidden.digitcells import DigitCells
from pilotage.tally.forbidden.numbers import Number, numbers_in

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    Numbers = np.ndarray[Any, Any]

#: Fewer cells of a shape are read one by one.
_FEWEST = 32
#: What makes more of a text's digits than their places: exponents, and thousands.
_SPECIAL = re.compile(r"0[eE]\+?0|0,0")


@dataclass(frozen=True)
class Shaped:
    """Cells of one shape: their places in the column, the shape with a digit for each of theirs, and their bytes, a row for each cell."""

    places: "Numbers"
    text: str
    signs: "Numbers"

    def numbers(self) -> Iterator[tuple[Number, DigitCells]]:
        """Each number that the shape has room for, and the digits of all cells there."""
        for number in numbers_in(self.text):
            at = [place for place in range(number.start, number.end) if self.text[place] == "1"]
            yield number, DigitCells.of(self.signs[:, at])

    def read(self, place: int) -> str:
        """The text of one cell."""
        return bytes(self.signs[place]).decode("ascii")


def shapes_of(column: "pa.Array") -> "tuple[list[Shaped], Numbers]":
    """The shapes that many texts of a column have, and the places of all other texts."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = pc.replace_substring_regex(column, "[0-9]", "0").dictionary_encode()
    codes = coded.indices.to_numpy()
    found, is_left = [], np.ones(len(column), dtype=bool)
    for code, (shape, many) in enumerate(zip(coded.dictionary.to_pylist(), np.bincount(codes).tolist(), strict=True)):
        if many < _FEWEST or not is_plain_shape(shape):
            continue
        places = np.flatnonzero(codes == code)
        is_left[places] = False
        texts = column.take(pa.array(places))
        data = np.frombuffer(texts.buffers()[2], dtype=np.uint8)
        found.append(Shaped(places, shape.replace("0", "1"), data[: many * len(shape)].reshape(many, len(shape))))
    return found, np.flatnonzero(is_left)


def is_plain_shape(shape: str) -> bool:
    """Whether the places of digits tell everything: no signs but ASCII, no exponent or thousands, no number longer than any card's."""
    return shape.isascii() and not _SPECIAL.search(shape) and "0" * (LONGEST + 1) not in shape
