"""Tests of whole text columns at once, over their bytes: which cells could hide a card, whether all are plain numbers.

Each test is quick and may only err on the safe side: what it passes over is certain, what it names is looked at again.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: The digits of the shortest card number.
_RUN = 13
_SPACE, _COMMA, _DASH, _POINT, _ZERO, _ONE, _PLUS, _UNDERSCORE = b" ,-.01+_"
_SHORTEST_TELLING = 8
#: A sign of more than one byte begins with one of these.
_FIRST_OF_MANY = 0xC0
#: A number with an exponent has one digit at least, and two in its exponent.
_EXPONENT_DIGITS = 3
#: The digits of a routing number.
_ROUTING = 9


def whole(column: "pa.Array | pa.ChunkedArray") -> "pa.Array":
    """The column as one array, without a copy where it is one."""
    import pyarrow as pa

    if not isinstance(column, pa.ChunkedArray):
        return column
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks or [pa.array([], column.type)])


@dataclass(frozen=True, slots=True)
class Cells:
    """The bytes of a text column without nulls: where each cell begins (and the last one ends), the bytes of all, and sizes."""

    starts: "np.ndarray[Any, Any]"
    signs: "np.ndarray[Any, Any]"
    sizes: "np.ndarray[Any, Any]"
    #: How many cells are not empty, and the size of the longest.
    filled: int
    longest: int


def cells_of(column: "pa.Array") -> Cells:
    """The bytes of a text column. For columns without null."""
    import numpy as np

    _, offsets, data = column.buffers()
    if not len(column):
        nothing = np.zeros(0, dtype=np.int32)
        return Cells(np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.uint8), nothing, 0, 0)
    places = np.frombuffer(offsets, dtype=np.int32)[column.offset : column.offset + len(column) + 1]
    signs = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, dtype=np.uint8)
    first = int(places[0])
    sizes = places[1:] - places[:-1]
    return Cells(
        places - first if first else places,
        signs[first : places[-1]],
        sizes,
        int(np.count_nonzero(sizes)),
        int(sizes.max()),
    )


def card_places(cells: Cells) -> "np.ndarray[Any, Any]":
    """The cells in which a card number could stand: thirteen digits in a row but for spaces, dots, commas and dashes, an
    exponent, or as many signs other than ASCII (which may be digits)."""
    import numpy as np

    if len(cells.signs) == 0:
        return np.zeros(0, dtype=np.int64)
    found = np.zeros(len(cells.sizes), dtype=bool)
    if len(cells.signs) >= _RUN and cells.longest >= _RUN:
        signs = cells.signs
        # 44 to 57 are comma, dash, dot, slash and the digits. Thirteen in a row by shifting: 1, 2, 4, 8 and then 8 + 5.
        fits = ((signs - np.uint8(_COMMA)) < 14) | (signs == _SPACE)
        two = fits[1:] & fits[:-1]
        four = two[2:] & two[:-2]
        eight = four[4:] & four[:-4]
        _mark(found, cells, eight[5:] & eight[:-5], _RUN)
    found[_exponents(cells)] = True
    if cells.signs.max() > 127:
        found |= _may_hide_digits(cells)
    return np.flatnonzero(found)


def _may_hide_digits(cells: Cells) -> "np.ndarray[Any, Any]":
    """The cells with signs other than ASCII, each of which may be a digit: enough of both for a card, or for an exponent beside an e."""
    import numpy as np

    signs, starts = cells.signs, cells.starts
    may_be = ((signs - np.uint8(_ZERO)) < 10) | (signs >= _FIRST_OF_MANY)
    before = np.zeros(len(signs) + 1, dtype=np.int32)
    np.cumsum(may_be, out=before[1:])
    many = before[starts[1:]] - before[starts[:-1]]
    is_foreign, has_e = np.zeros(len(many), dtype=bool), np.zeros(len(many), dtype=bool)
    _mark(is_foreign, cells, signs > 127, 1)
    is_e = (signs[1:-1] | 32) == ord("e")
    _mark(has_e, cells, is_e & (may_be[:-2] | (signs[:-2] > 127)) & (may_be[2:] | (signs[2:] == _PLUS)), 1)
    found: np.ndarray[Any, Any] = is_foreign & ((many >= _RUN) | (has_e & (many >= _EXPONENT_DIGITS)))
    return found


def _mark(found: "np.ndarray[Any, Any]", cells: Cells, begins: "np.ndarray[Any, Any]", size: int) -> None:
    """Marks the cells within which something of this size begins."""
    import numpy as np

    many = np.count_nonzero(begins)
    if not many:
        return
    if many < len(cells.sizes):
        places = np.flatnonzero(begins)
        at = _cells_at(cells, places)
        found[at[places + size <= cells.starts[at + 1]]] = True
        return
    before = np.zeros(len(begins) + 1, dtype=np.int32)
    np.cumsum(begins, out=before[1:])
    first = np.minimum(cells.starts[:-1], len(begins))
    last = np.clip(cells.starts[1:] - (size - 1), first, len(begins))
    found |= before[last] > before[first]


def _cells_at(cells: Cells, places: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    import numpy as np

    found: np.ndarray[Any, Any] = np.searchsorted(cells.starts, places, side="right") - 1
    return found


def long_cells(sizes: "np.ndarray[Any, Any]", least: int) -> "np.ndarray[Any, Any] | None":
    """The places of cells of at least so many bytes; None where most are, and the column may as well be looked at whole."""
    import numpy as np

    is_long = sizes >= least
    return np.flatnonzero(is_long) if np.count_nonzero(is_long) * 2 < len(sizes) else None


def digit_cells(cells: Cells) -> "np.ndarray[Any, Any]":
    """Which cells hold nothing but digits; empty ones do not."""
    import numpy as np

    is_filled: np.ndarray[Any, Any] = cells.sizes > 0
    others = np.flatnonzero((cells.signs - np.uint8(_ZERO)) > 9)
    if len(others) > len(cells.signs) // 16:  # as good as all are texts
        is_other = np.zeros(len(cells.signs) + 1, dtype=np.int32)
        np.cumsum((cells.signs - np.uint8(_ZERO)) > 9, out=is_other[1:])
        is_filled &= is_other[cells.starts[1:]] == is_other[cells.starts[:-1]]
        return is_filled
    is_filled[_cells_at(cells, others)] = False
    return is_filled


def telling_places(cells: Cells) -> "np.ndarray[Any, Any]":
    """The cells in which a bank account could be told: two letters and two digits at the start of a word (IBAN), nine digits in a row
    (routing number), a short word for an account, or signs other than ASCII."""
    import numpy as np

    from pilotage.tally.forbidden.banking import ACCOUNT_WORDS

    starts, signs = cells.starts, cells.signs
    if len(signs) < _SHORTEST_TELLING:
        return np.zeros(0, dtype=np.int64)
    low = signs | 32
    is_digit = (signs - np.uint8(_ZERO)) < 10
    is_letter = (low - np.uint8(ord("a"))) < 26
    begins = np.flatnonzero(is_letter[:-3] & is_letter[1:-2] & is_digit[2:-1] & is_digit[3:])
    if len(begins):
        before = begins - 1
        inside = is_letter[before] | is_digit[before] | (signs[before] == _UNDERSCORE)
        begins = begins[~inside | (starts[_cells_at(cells, begins)] == begins)]
    two = is_digit[1:] & is_digit[:-1]
    four = two[2:] & two[:-2]
    found = np.zeros(len(cells.sizes), dtype=bool)
    _mark(found, cells, four[5:] & four[:-5] & is_digit[4:-4], _ROUTING)
    if found.any():  # digits alone are a part of an account at most
        found &= ~digit_cells(cells)
    found[_cells_at(cells, begins)] = True
    for word in ACCOUNT_WORDS:  # a slash is the same with bit 32
        begin, middle, end = word.encode()
        found[_cells_at(cells, np.flatnonzero((low[:-2] == begin) & (low[1:-1] == middle) & (low[2:] == end)))] = True
    if signs.max() > 127:
        _mark(found, cells, signs > 127, 1)
    return np.flatnonzero(found)


def _exponents(cells: Cells) -> "np.ndarray[Any, Any]":
    import numpy as np

    signs = cells.signs
    letters = (signs[:-1] | 32) == ord("e")
    if not letters.any():
        return np.zeros(0, dtype=np.int64)
    begins = np.flatnonzero(letters & ((signs[1:] == _ONE) | (signs[1:] == _PLUS)))
    return _cells_at(cells, begins)


def are_plain_numbers(cells: Cells, decimals: int, most: int) -> bool:
    """Whether every cell is empty, or digits (`most` before the point at most) with exactly `decimals` behind one point, and perhaps
    a minus before them."""
    import numpy as np

    starts, signs, sizes = cells.starts, cells.signs, cells.sizes
    if cells.filled < len(sizes):
        starts, sizes = starts[np.append(sizes > 0, True)], sizes[sizes > 0]
    if not len(sizes):
        return True
    heads, ends = starts[:-1], starts[1:]
    minuses = signs[heads] == _DASH
    digits = np.count_nonzero((signs - np.uint8(_ZERO)) < 10)
    points = 0
    if decimals:
        if sizes.min() < decimals + 2 or not (signs[ends - decimals - 1] == _POINT).all():
            return False
        points = len(sizes)
    whole_part = sizes - minuses - (decimals + 1 if decimals else 0)
    if whole_part.min() < 1 or whole_part.max() > most:
        return False
    return bool(digits + points + np.count_nonzero(minuses) == len(signs))


def none_is_blank(cells: Cells) -> bool:
    """Whether every cell begins with a sign that is no white space."""
    return cells.filled == len(cells.sizes) > 0 and bool((cells.signs[cells.starts[:-1]] > _SPACE).all())
