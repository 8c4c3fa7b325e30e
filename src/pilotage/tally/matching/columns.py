"""Text columns of a block as numbers, a whole column at once: digests of keys, whole smallest units, days.

What a column is not sure of is left to the row reader, which judges it cell by cell.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pilotage.tally.matching.references import key_of

Digests = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_WORD = 8
_MINUS, _POINT, _BLANK, _SMALL_A, _BEYOND_ASCII = 45, 46, 32, 97, 128
_ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_EVERY = 2**64 - 1
_FIRST = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)
_LAST = np.array([_EVERY ^ ((1 << 8 * (_WORD - size)) - 1) for size in range(_WORD + 1)], np.uint64)
_ZEROS, _HIGH, _SIXES, _THREES = (np.uint64(0x0101010101010101 * one) for one in (0x30, 0xF0, 0x06, 0x33))
_JOINING = tuple(
    (np.uint64(mask), np.uint64(factor), np.uint64(bits))
    for mask, factor, bits in (
        (0x0F0F0F0F0F0F0F0F, 2561, 8), (0x00FF00FF00FF00FF, 6553601, 16), (0x0000FFFF0000FFFF, 42949672960001, 32),
    )
)  # fmt: skip
_MOST_DAYS = 10_000
#: Days from 1970-01-01 on, from 1; 0 stands for none.
LAST_DAY = 2**16 - 1


class Texts:
    """The texts of a column: their bytes with eight more on both sides, and where each text begins and ends among them."""

    def __init__(self, column: pa.Array) -> None:
        _, places, data = column.buffers()
        offsets = np.frombuffer(places, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
        shown = memoryview(data)[offsets[0] : offsets[-1]] if data is not None else b""
        padded = b"".join((bytes(_WORD), shown, bytes(_WORD)))
        offsets += _WORD - offsets[0]
        self.starts, self.ends = offsets[:-1], offsets[1:]
        self._padded = padded
        self.signs: npt.NDArray[np.uint8] = np.frombuffer(padded, np.uint8)
        #: The eight bytes from each place on, as one number.
        self.words: Digests = np.ndarray((len(padded) - _WORD + 1,), np.dtype("<u8"), padded, strides=(1,))

    def are_visible(self, below: int) -> bool:
        """Whether no sign is white space, and none is from `below` on."""
        shown = self.signs[_WORD:-_WORD]
        return not len(shown) or (int(shown.min()) > _BLANK and int(shown.max()) < below)

    def digests(self) -> Digests:
        """64 bits of each text; equal texts have equal ones in every block. 0 for an empty text."""
        sizes = self.ends - self.starts
        least, most = (int(sizes.min()), int(sizes.max())) if len(sizes) else (0, 0)
        found = sizes.astype(np.uint64)
        for first in range(0, most, _WORD):
            rows = slice(None) if least > first else np.flatnonzero(sizes > first)
            word = self._evenly(first, most) if least == most else self.words[self.starts[rows] + first]
            if least < first + _WORD:
                word &= _FIRST[np.minimum(sizes[rows] - first, _WORD)]
            word ^= found[rows]
            word *= _ODD
            word ^= word >> _HALF
            found[rows] = word
        return found

    def _evenly(self, first: int, size: int) -> Digests:
        """Eight bytes of each text where all are of one size: they stand at a stride, which is quicker than one place after the other."""
        return np.ndarray((len(self.starts),), np.dtype("<u8"), self._padded, _WORD + first, (size,)).copy()


def key_digests(column: pa.Array) -> Digests:
    """Digests of keys as they are compared: without case and white space. 0 where there is none."""
    texts = Texts(column)
    if texts.are_visible(below=_SMALL_A):
        return texts.digests()
    from pilotage.tally.layouts import arrays

    coded = column.dictionary_encode()
    spelled = arrays.texts([key_of(text) for text in coded.dictionary.to_pylist()])
    found: Digests = Texts(spelled).digests()[np.asarray(coded.indices)]
    return found


def id_digests(column: pa.Array) -> Digests:
    """Digests of ids, without white space around them. 0 where there is none."""
    return _trimmed(column)[1].digests()


def _trimmed(column: pa.Array) -> tuple[pa.Array, Texts]:
    texts = Texts(column)
    if texts.are_visible(below=_BEYOND_ASCII):
        return column, texts
    import pyarrow.compute as pc

    trimmed = pc.utf8_trim_whitespace(column)
    return trimmed, Texts(trimmed)


def cents_of(column: pa.Array, scale: int) -> tuple[Numbers, Flags]:
    """Amounts in smallest units, and which of them are plainly written: a minus, digits, a point and at most `scale` more."""
    column, texts = _trimmed(column)
    whole_ends = texts.ends - (scale + 1 if scale else 0)
    is_minus = texts.signs[texts.starts] == _MINUS
    sizes = whole_ends - texts.starts - is_minus
    sure = (sizes >= 1) & (sizes <= _WORD)
    found, are_digits = _eight(texts.words, np.maximum(whole_ends, _WORD), _LAST[np.clip(sizes, 0, _WORD)])
    sure &= are_digits
    if scale:
        parts, are_digits = _eight(texts.words, texts.ends, _LAST[scale])
        sure &= are_digits
        sure &= texts.signs[whole_ends] == _POINT
        found *= 10**scale
        found += parts
    if is_minus.any():
        found = np.where(is_minus, -found, found)
    if not sure.all():
        _read_others(column, scale, found, sure)
    return found, sure


def _eight(words: Digests, ends: Numbers, shown: Any) -> tuple[Numbers, Flags]:
    """The numbers whose up to eight digits stand before `ends`, the rest of the eight bytes hidden; and where they are digits.

    Three multiplications join the digits, then the pairs, then the fours.
    """
    word = words[ends - _WORD]
    word &= shown
    word |= _ZEROS & ~shown
    are_digits = ((word & _HIGH) | (((word + _SIXES) & _HIGH) >> np.uint64(4))) == _THREES
    for mask, factor, bits in _JOINING:
        word &= mask
        word *= factor
        word >>= bits
    return word.view(np.int64), are_digits


def _read_others(column: pa.Array, scale: int, found: Numbers, sure: Flags) -> None:
    """Whole numbers, fewer decimals, many digits: by the library, which is slower."""
    import pyarrow.compute as pc

    rows = np.flatnonzero(~sure)
    some = _taken(column, rows)
    part = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
    plain = pc.match_substring_regex(some, rf"\A-?[0-9]{{1,{17 - scale}}}{part}\z")
    exact = pc.if_else(plain, some, "0").cast(pa.decimal128(18, scale))
    found[rows] = np.frombuffer(exact.buffers()[1], np.int64)[::2][exact.offset : exact.offset + len(exact)]
    sure[rows] = np.asarray(plain.to_numpy(zero_copy_only=False))


def _taken(column: pa.Array, rows: Numbers) -> pa.Array:
    """The texts of these rows. From a buffer: `pa.array` would load pandas, where that is installed."""
    return column.take(pa.Array.from_buffers(pa.int64(), len(rows), [None, pa.py_buffer(rows)]))


def different(values: Any) -> Any:
    """Each value once, in order. Sorting is many times as fast as `numpy.unique`, which hashes."""
    rising = np.sort(values)
    return rising[changes(rising)]


def changes(values: Any) -> Numbers:
    """Where a new value begins."""
    return (
        np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1)) if len(values) else np.zeros(0, np.int64)
    )


def days_of(column: pa.Array, day_of: Callable[[str], int]) -> Numbers | None:
    """Days of a column that holds few different texts, each read once by `day_of`; None where it holds many."""
    each = Texts(column).digests()
    kinds = different(each)
    if len(kinds) > _MOST_DAYS:
        return None
    at = np.searchsorted(kinds, each)
    row = np.empty(len(kinds), np.int64)
    row[at] = np.arange(len(each))
    days = np.array([day_of(text) for text in _taken(column, row).to_pylist()], np.int64)
    return days[at]
