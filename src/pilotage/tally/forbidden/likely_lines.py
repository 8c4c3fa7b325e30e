"""Finds the lines of a large text that could hold a card number, a block of bytes at a time, so that few are looked at one by one.

The test of a block may only err on the safe side: a line that it passes over holds nothing that `texts` would count.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from pilotage.tally.forbidden.likely_grouped import GroupedNumbers
from pilotage.tally.forbidden.likely_numbers import PlainNumbers
from pilotage.tally.forbidden.likely_pairs import Pairs
from pilotage.tally.forbidden.numbers import plain_text
from pilotage.tally.forbidden.shapes import Shaped
from pilotage.tally.tables.encoding import WINDOWS

if TYPE_CHECKING:
    import numpy as np

    Signs = np.ndarray[Any, Any]

#: Pieces that stay in the processor's cache while they are looked at.
_PIECE = 1 << 20
_LF, _CR, _SPACE = b"\n\r "
_PLUS, _COMMA, _DASH, _POINT, _ZERO, _ONE = b"+,-.01"
#: The digits of the shortest card number.
_RUN = 13


class Asking(Protocol):
    """Who is given the lines: every one until it is ready, then only likely ones; the delimiter is known by then."""

    is_ready: bool
    delimiter: str | None

    def knows(self, column: int) -> bool:
        """Whether a number was seen in this column (from 0) in a line that was given."""

    def count_numbers(self, column: int, cells: "tuple[Signs, Signs, Signs]") -> None:
        """Cells of this column that are no card, in lines that aren't given."""

    def count_shaped(self, column: int, cells: Shaped) -> None:
        """Cells of one shape in this column that hold no card, in lines that aren't given."""

    def count_pairs(self, column: int, total: int, prefixed: int, checked_others: int) -> None:
        """So many neighbours in this column (from 0) and the next that are no card together, in lines that aren't given."""


def likely_lines(stream: BinaryIO, skip: int, asking: Asking) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers, from `skip` bytes on: all until `asking` is ready, then only those that could hold a card.

    For text in an encoding whose digits, signs and line ends are those of ASCII.
    """
    line = 1
    for block in _blocks(stream, skip):
        start = 0
        while start < len(block) and not asking.is_ready:
            end = _line_end(block, start)
            yield line, block[start:end]
            start, line = end, line + 1
        if start < len(block):
            body = block[start:] if start else block
            ends = _line_ends(body)
            for place, text in _sifted(body, ends, asking):
                yield line + place, text
            line += len(ends)


def _blocks(stream: BinaryIO, skip: int) -> Iterator[bytes]:
    """Whole lines; only the last block may have no line end."""
    stream.seek(skip)
    held: list[bytes] = []
    while piece := stream.read(_PIECE):
        cut = max(piece.rfind(b"\n"), piece.rfind(b"\r", 0, -1)) + 1  # a CR at the very end may be half a line end
        if not cut and held and held[-1].endswith(b"\r"):
            yield b"".join(held)
            held = [piece]
            continue
        if cut:
            yield b"".join([*held, piece[:cut]])
            held, piece = [], piece[cut:]
        if piece:
            held.append(piece)
    if held:
        yield b"".join(held)


def _line_end(block: bytes, start: int) -> int:
    ends = [place for sign in (b"\n", b"\r") if (place := block.find(sign, start)) >= 0]
    if not ends:
        return len(block)
    end = min(ends)
    return end + (2 if block[end : end + 2] == b"\r\n" else 1)


def _line_ends(block: bytes) -> "Signs":
    """Behind the end of each line: LF, CR LF, or a CR alone."""
    import numpy as np

    signs = np.frombuffer(block, dtype=np.uint8)
    is_end = signs == _LF
    if block.count(b"\r") != block.count(b"\r\n"):
        alone = signs == _CR
        alone[:-1] &= ~is_end[1:]
        is_end |= alone
    ends = np.flatnonzero(is_end) + 1
    return ends if len(ends) and ends[-1] == len(block) else np.append(ends, len(block))


def _sifted(block: bytes, ends: "Signs", asking: Asking) -> Iterator[tuple[int, bytes]]:
    import numpy as np

    signs = np.frombuffer(block, dtype=np.uint8)
    starts = np.append(0, ends[:-1])
    runs, found = likely_places(signs)
    if not block.isascii() and _may_change(block):
        found = np.append(found, np.flatnonzero(signs > 127))
    if asking.delimiter is None:
        likely = np.searchsorted(ends, np.concatenate([runs, found]), side="right")
    else:
        pairs = Pairs(signs, starts, ends, ord(asking.delimiter))
        numbers = PlainNumbers(signs, starts, ends, ord(asking.delimiter))
        runs = runs[~numbers.covers(runs)]
        grouped = GroupedNumbers(signs, starts, ends, ord(asking.delimiter), runs)
        found = np.searchsorted(ends, np.concatenate([runs[~grouped.covers(runs)], found]), side="right")
        likely = np.concatenate([found, pairs.likely_lines, numbers.likely_lines, grouped.likely_lines])
        for column, lines, _ in [*numbers.by_column(likely), *grouped.by_column(likely)]:
            if not asking.knows(column):
                likely = np.append(likely, lines)
        for column, _, cells in numbers.by_column(likely):
            asking.count_numbers(column, cells)
        for column, _, shaped in grouped.by_column(likely):
            asking.count_shaped(column, shaped)
        for counted in pairs.counts(likely):
            asking.count_pairs(*counted)
    for place in np.unique(likely).tolist():
        yield place, block[starts[place] : ends[place]]


def likely_places(signs: "Signs") -> "tuple[Signs, Signs]":
    """Where a card number could begin: thirteen digits in a row but for spaces, dots and dashes; an exponent, or thousands."""
    import numpy as np

    if len(signs) < _RUN:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    digit = (signs - np.uint8(_ZERO)) < 10
    return _runs(signs, digit), np.concatenate([_exponents(signs, digit), _thousands(signs, digit)])


def _may_change(block: bytes) -> bool:
    """Whether a sign other than ASCII stands there that could be a digit, a space, a dash or a dot, in either encoding."""
    signs = set(block.decode("utf-8", "replace")) | set(block.decode(WINDOWS, "replace"))
    return any(plain_text(one) != one for one in signs)


def _runs(signs: "Signs", digit: "Signs") -> "Signs":
    """Digits with twelve more behind them and nothing but spaces, dots and dashes between."""
    import numpy as np

    fits = digit | (signs == _SPACE) | (signs == _DASH) | (signs == _POINT)
    two = fits[1:] & fits[:-1]
    four = two[2:] & two[:-2]
    eight = four[4:] & four[:-4]
    begins: Signs = np.flatnonzero(eight[5:] & eight[:-5] & digit[: 1 - _RUN])
    if not len(begins):
        return begins
    digits = np.flatnonzero(digit)
    last = np.searchsorted(digits, begins) + _RUN - 1
    begins, last = begins[last < len(digits)], last[last < len(digits)]
    others = np.cumsum(~fits, dtype=np.int32)
    is_run: Signs = others[digits[last]] == others[begins]
    return begins[is_run]


def _exponents(signs: "Signs", digit: "Signs") -> "Signs":
    import numpy as np

    after = signs[2:]
    is_letter = (signs[1:-1] | 32) == ord("e")
    return np.flatnonzero(is_letter & digit[:-2] & ((after == _ONE) | (after == _PLUS)))


def _thousands(signs: "Signs", digit: "Signs") -> "Signs":
    """Four commas with three digits between each two."""
    import numpy as np

    comma: Signs = signs == _COMMA
    group = comma[:-4] & digit[1:-3] & digit[2:-2] & digit[3:-1] & comma[4:]
    return np.flatnonzero(group[:-8] & group[4:-4] & group[8:])
