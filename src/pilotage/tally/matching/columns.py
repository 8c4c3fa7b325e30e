"""Text columns of a block as numbers, a whole column at once: digests of keys, whole smallest units.

What a column is not sure of is left to the row reader, which judges it cell by cell.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pilotage.tally.layouts import arrays
from pilotage.tally.matching.references import key_of

Signs = npt.NDArray[np.uint8]
Digests = npt.NDArray[np.uint64]
Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_WORD = 8
_MOST_WORDS = 8
#: So many bytes stand before and behind the texts, for words that reach over their ends.
MARGIN = _WORD * _MOST_WORDS
_MINUS, _POINT = 45, 46
_EACH = 0x0101010101010101  # a byte, times this, stands in each byte of a word
_ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_EVERY = 2**64 - 1
_FIRST = np.array([(1 << 8 * size) - 1 for size in range(_WORD + 1)], np.uint64)
_LAST = np.array([_EVERY ^ ((1 << 8 * (_WORD - size)) - 1) for size in range(_WORD + 1)], np.uint64)
_ZEROS, _HIGH, _SIXES, _THREES = (np.uint64(_EACH * one) for one in (0x30, 0xF0, 0x06, 0x33))
_TOPS, _LEAST, _FROM_A, _BEYOND_Z = (np.uint64(_EACH * one) for one in (0x80, 0x21, 0x80 - 0x61, 0x80 - 0x7B))
_JOINING = tuple(
    (np.uint64(mask), np.uint64(factor), np.uint64(bits))
    for mask, factor, bits in (
        (0x0F0F0F0F0F0F0F0F, 2561, 8), (0x00FF00FF00FF00FF, 6553601, 16), (0x0000FFFF0000FFFF, 42949672960001, 32),
    )
)  # fmt: skip


class Texts:
    """The texts of a column: bytes that hold them, with a margin on both sides, and where each text begins and ends among them."""

    def __init__(self, signs: Signs, starts: Numbers, ends: Numbers) -> None:
        self.signs, self.starts, self.ends = signs, starts, ends

    @classmethod
    def of(cls, column: pa.Array) -> "Texts":
        """The texts of an Arrow column without nulls."""
        _, places, data = column.buffers()
        offsets = np.frombuffer(places, np.int32)[column.offset : column.offset + len(column) + 1].astype(np.int64)
        shown = memoryview(data)[offsets[0] : offsets[-1]] if data is not None else b""
        signs = np.frombuffer(b"".join((bytes(MARGIN), shown, bytes(MARGIN))), np.uint8)
        offsets += MARGIN - offsets[0]
        return cls(signs, offsets[:-1], offsets[1:])

    def __len__(self) -> int:
        return len(self.starts)

    def at(self, rows: Numbers) -> "Texts":
        """The texts of these rows."""
        return Texts(self.signs, self.starts[rows], self.ends[rows])

    def column(self) -> pa.Array:
        """As an Arrow column: of the texts and of what stands between them every other one is taken."""
        offsets = np.empty(2 * len(self) + 1, np.int32)
        offsets[0:-1:2], offsets[1::2], offsets[-1] = self.starts, self.ends, len(self.signs)
        every = pa.StringArray.from_buffers(2 * len(self), pa.py_buffer(offsets), pa.py_buffer(self.signs))
        return every.take(arrays.numbers(np.arange(0, 2 * len(self), 2)))

    def digests(self) -> Digests:
        """64 bits of each text; equal texts have equal ones in every block. 0 for an empty text."""
        found = (self.ends - self.starts).view(np.uint64)
        for rows, word, _ in self._each_word():
            _fold(found, rows, word)
        return found

    def visible_digests(self, *, raised: bool = False) -> Digests | None:
        """The same, with small letters as capitals where `raised`; None where a sign is white space or not ASCII."""
        found = (self.ends - self.starts).view(np.uint64)
        for rows, word, shown in self._each_word():
            if bool(((((word | (_LEAST & ~shown)) - _LEAST) | word) & _TOPS).any()):
                return None
            if raised:
                word ^= (((word + _FROM_A) & ~(word + _BEYOND_Z)) & _TOPS) >> np.uint64(2)
            _fold(found, rows, word)
        return found

    def words(self, places: Numbers, count: int = 1) -> Digests:
        """So many times eight bytes from each of the places on, as numbers: copied at once, since each copy costs as much as a long one."""
        size = _WORD * count
        pieces = np.ndarray((len(self.signs) - size + 1,), f"V{size}", self.signs, strides=(1,))
        return pieces[places].view("<u8").reshape(len(places), count)

    def _each_word(self) -> Iterator[tuple[Any, Digests, Any]]:
        """Eight bytes of each text after the other: which texts are that long, the bytes, and which of them are the text's."""
        sizes = self.ends - self.starts
        least, most = (int(sizes.min()), int(sizes.max())) if len(sizes) else (0, 0)
        for first in range(0, most, _WORD):
            at = first // _WORD % _MOST_WORDS
            if not at:
                places = np.minimum(self.starts + first, len(self.signs) - MARGIN) if first else self.starts
                words = self.words(places, min(_MOST_WORDS, -(-(most - first) // _WORD)))
            rows: Any = slice(None) if least > first else np.flatnonzero(sizes > first)
            left = sizes[rows] if least < most else sizes[:1]
            shown = _FIRST[np.minimum(left - first, _WORD)]
            yield rows, words[rows, at] & shown, shown


def _fold(found: Digests, rows: Any, word: Digests) -> None:
    word ^= found[rows]
    word *= _ODD
    word ^= word >> _HALF
    found[rows] = word


def key_digests(texts: Texts) -> Digests:
    """Digests of keys as they are compared: without case and white space. 0 where there is none."""
    found = texts.visible_digests(raised=True)
    if found is not None:
        return found
    coded = texts.column().dictionary_encode()
    spelled = arrays.texts([key_of(text) for text in coded.dictionary.to_pylist()])
    every: Digests = Texts.of(spelled).digests()[np.asarray(coded.indices)]
    return every


def id_digests(texts: Texts) -> Digests:
    """Digests of ids, without white space around them. 0 where there is none."""
    found = texts.visible_digests()
    return found if found is not None else _trimmed(texts).digests()


def _trimmed(texts: Texts) -> Texts:
    import pyarrow.compute as pc

    return Texts.of(pc.utf8_trim_whitespace(texts.column()))


def cents_of(texts: Texts, scale: int) -> tuple[Numbers, Flags]:
    """Amounts in smallest units, and which of them are plainly written: a minus, digits, a point and at most `scale` more."""
    found, sure = _short(texts, scale)
    if sure.all():
        return found, sure
    rows = np.flatnonzero(~sure)
    others = _trimmed(texts.at(rows))
    found[rows], sure[rows] = _long(others, scale)
    rows = np.flatnonzero(~sure)
    if len(rows):
        found[rows], sure[rows] = _any_other(_trimmed(texts.at(rows)).column(), scale)
    return found, sure


def _short(texts: Texts, scale: int) -> tuple[Numbers, Flags]:
    """Amounts of at most eight signs without a minus. The digits before the point move one place on, over it."""
    sizes = texts.ends - texts.starts
    word = texts.words(texts.ends - _WORD)[:, 0]
    if not scale:
        return _number(word, sizes, (sizes >= 1) & (sizes <= _WORD))
    sure = (sizes >= scale + 2) & (sizes <= _WORD)
    point = np.uint64(8 * (_WORD - 1 - scale))
    sure &= (word >> point).astype(np.uint8) == _POINT
    whole = word & _FIRST[_WORD - 1 - scale]
    whole <<= np.uint64(8)
    word &= _LAST[scale]
    word |= whole
    return _number(word, sizes - 1, sure)


def _long(texts: Texts, scale: int) -> tuple[Numbers, Flags]:
    """Amounts with all their decimals and at most eight digits before the point, perhaps with a minus."""
    whole_ends = texts.ends - (scale + 1 if scale else 0)
    is_minus = texts.signs[texts.starts] == _MINUS
    sizes = whole_ends - texts.starts - is_minus
    found, sure = _number(texts.words(np.maximum(whole_ends - _WORD, 0))[:, 0], sizes, (sizes >= 1) & (sizes <= _WORD))
    if scale:
        sure &= texts.signs[whole_ends] == _POINT
        parts, sure = _number(texts.words(texts.ends - _WORD)[:, 0], np.full(1, scale), sure)
        found *= 10**scale
        found += parts
    return np.where(is_minus, -found, found), sure


def _number(word: Digests, sizes: Numbers, sure: Flags) -> tuple[Numbers, Flags]:
    """The numbers whose digits are the last of eight bytes, so many as `sizes` say, and `sure` where they are digits indeed.

    Three multiplications join the digits, then the pairs, then the fours.
    """
    shown = _LAST[np.clip(sizes, 0, _WORD)]
    word &= shown
    word |= _ZEROS & ~shown
    sure &= ((word & _HIGH) | (((word + _SIXES) & _HIGH) >> np.uint64(4))) == _THREES
    for mask, factor, bits in _JOINING:
        word &= mask
        word *= factor
        word >>= bits
    return word.view(np.int64), sure


def _any_other(column: pa.Array, scale: int) -> tuple[Numbers, Flags]:
    """Whole numbers, fewer decimals, many digits: by the library, which is slower."""
    import pyarrow.compute as pc

    part = rf"(\.[0-9]{{1,{scale}}})?" if scale else ""
    plain = pc.match_substring_regex(column, rf"\A-?[0-9]{{1,{17 - scale}}}{part}\z")
    exact = pc.if_else(plain, column, "0").cast(pa.decimal128(18, scale))
    found = np.frombuffer(exact.buffers()[1], np.int64)[::2][exact.offset : exact.offset + len(exact)]
    return found, np.asarray(plain.to_numpy(zero_copy_only=False))


def different(values: Any) -> Any:
    """Each value once, in order. Sorting is many times as fast as `numpy.unique`, which hashes."""
    rising = np.sort(values)
    return rising[changes(rising)]


def changes(values: Any) -> Numbers:
    """Where a new value begins."""
    return (
        np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1)) if len(values) else np.zeros(0, np.int64)
    )


def folded(digests: Digests, others: Digests) -> Digests:
    """One digest of two, whose order counts, in the place of the first; the second is used up."""
    digests *= _ODD
    _fold(digests, slice(None), others)
    return digests
