"""Looks for card numbers in comments (number by number) and in text files (place by place, as a column is judged)."""

import io
import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, BinaryIO

from pilotage.tally.forbidden.brands import TEST_NUMBERS
from pilotage.tally.forbidden.columns import ColumnJudge
from pilotage.tally.forbidden.findings import MOST_FINDINGS, Finding, masked
from pilotage.tally.forbidden.halves import HalvesJudge
from pilotage.tally.forbidden.judging import kind_of
from pilotage.tally.forbidden.likely_lines import likely_lines
from pilotage.tally.forbidden.numbers import Number, numbers_in, plain_text
from pilotage.tally.forbidden.shapes import Shaped
from pilotage.tally.forbidden.wording import tells_of_card
from pilotage.tally.tables.encoding import WINDOWS, decode_line, find_encoding, read_lines
from pilotage.tally.tables.limits import Limits

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

_DELIMITERS = (",", ";", "\t", "|")
_SAMPLE = 20
_QUOTES = " \"'\r\n"
#: Neighbouring cells of digits alone, of which each could be a part of a number.
_TWO_NUMBERS = re.compile(r"""(?<![0-9.])[0-9]{4,15}["' ]*[,;\t|]["' ]*[0-9]{4,15}(?![0-9.])""")
_LINE_END = re.compile(r"\r\n|\r|\n")
#: A text with more places than this is no table: hits at further places share one.
_MOST_PLACES = 2_000
#: From so many bytes on lines that could hold nothing are passed over block by block; below, loading numpy takes longer.
_LARGE = 1 << 19


def scan_text(text: str) -> list[Finding]:
    """Card numbers in a comment, a name or another short text; `row` is the line.

    A number split over two lines is found too.

    Every number with a card's prefix, length and check digit counts: 2.3 % of random 16-digit numbers do by chance.
    """
    found: list[Finding] = []
    plain = plain_text(_LINE_END.sub("\n", text))
    for number in numbers_in(plain.replace("\n", " ").replace("\t", " ")):
        kind = kind_of(number.bare)
        if kind.is_hit and len(found) < MOST_FINDINGS:
            line = plain.count("\n", 0, number.start) + 1
            found.append(Finding(line, "", masked(number.bare), f"reads as a card number ({kind.brand})."))
    return found


def scan_bytes(data: bytes) -> list[Finding]:
    """As `scan_stream`, for bytes in memory."""
    return scan_stream(io.BytesIO(data))


def scan_stream(stream: BinaryIO) -> list[Finding]:
    """Card numbers in a text file of any encoding, delimited, fixed width or free; also in the plain parts of other
    files.

    Numbers at the same place of their lines (behind the same number of separators, else at the same character) are
    judged together, so that a file of account numbers passes and a card in a remark does not. The stream must be able
    to go back.
    """
    encoding, skip = find_encoding(stream)
    size = stream.seek(0, io.SEEK_END)
    if size < _LARGE or encoding not in ("utf-8", WINDOWS):
        whole_lines = Limits(record_chars=size)
        return scan_lines(text for text, _ in read_lines(stream, encoding, skip, whole_lines))
    scan = _LineScan()
    for number, raw in likely_lines(stream, skip, scan):
        scan.feed(number, decode_line(raw, encoding)[0])
    if scan.needs_every_line:
        return scan_lines(text for text, _ in read_lines(stream, encoding, skip, Limits(record_chars=size)))
    return scan.findings()


def scan_lines(lines: Iterable[str]) -> list[Finding]:
    """Card numbers in the lines of one text, as `scan_stream` tells."""
    scan = _LineScan()
    for number, line in enumerate(lines, 1):
        scan.feed(number, line)
    return scan.findings()


class _LineScan:
    """Holds back the first lines until the separator is known, then judges each number at its place."""

    def __init__(self) -> None:
        self._held: list[tuple[int, str]] = []
        #: What cuts its lines; known when it `is_ready`.
        self.delimiter: str | None = None
        self.is_ready = False
        self._judge = ColumnJudge()
        self._halves = HalvesJudge()
        self._places: set[str] = set()

    def feed(self, number: int, line: str) -> None:
        if self.is_ready:
            self._look(number, line)
            return
        if line.strip():
            self._held.append((number, line))
        if len(self._held) >= _SAMPLE:
            self._begin()

    def knows(self, column: int) -> bool:
        """Whether a number was seen in this column (from 0)."""
        return self._judge.knows(_places_of(column + 1)[column])

    def count_numbers(self, column: int, cells: "tuple[Numbers, Numbers, Numbers]") -> None:
        """Plain cells of a card's length that are no card, in lines that are not fed (`ColumnJudge.count_numbers`)."""
        self._judge.count_numbers(_places_of(column + 1)[column], cells)

    def count_shaped(self, column: int, cells: Shaped) -> None:
        """Cells of one shape that hold no card, in lines that are not fed (`ColumnJudge.count_shaped`)."""
        self._judge.count_shaped(_places_of(column + 1)[column], cells)

    def count_pairs(self, column: int, total: int, prefixed: int, checked_others: int) -> None:
        """Neighbours that are no card together, in lines that are not fed."""
        one, other = _places_of(column + 2)[column:]
        self._halves.count((one, other), total, prefixed, checked_others)

    @property
    def needs_every_line(self) -> bool:
        """Whether numbers in lines that hold no card themselves tell what was found from chance."""
        return self._halves.has_lonely_pairs

    def findings(self) -> list[Finding]:
        self._begin()
        return self._judge.findings() + self._halves.findings()

    def _begin(self) -> None:
        if self.is_ready:
            return
        self.is_ready = True
        self.delimiter = _delimiter([line for _, line in self._held])
        for number, line in self._held:
            self._look(number, line)
        self._held.clear()

    def _look(self, row: int, line: str) -> None:
        if len(line) < 13:
            return
        line = plain_text(line)
        if self.delimiter is not None and _TWO_NUMBERS.search(line):
            cells = [cell.strip(_QUOTES) for cell in line.split(self.delimiter)]
            self._halves.feed(row, _places_of(len(cells)), cells)
        for number in numbers_in(line):
            place = self._place(line, number)
            kind = kind_of(number.bare)
            is_told = kind.is_hit and (number.bare in TEST_NUMBERS or tells_of_card(line, number.start, number.end))
            is_in_text = self.delimiter is not None and _is_in_text(line, number, self.delimiter)
            self._judge.feed_number(row, place, number, kind, is_certain=is_told, is_in_text=is_in_text)

    def _place(self, line: str, number: Number) -> str:
        if self.delimiter is None:
            place = f"character {number.start + 1}"
        else:
            place = f"column {line.count(self.delimiter, 0, number.start) + 1}"
        if place not in self._places and len(self._places) >= _MOST_PLACES:
            return "other places"
        self._places.add(place)
        return place


@cache
def _places_of(count: int) -> list[str]:
    return [f"column {place}" for place in range(1, count + 1)]


def _is_in_text(line: str, number: Number, delimiter: str) -> bool:
    """Whether the number shares its cell with letters."""
    before = line[line.rfind(delimiter, 0, number.start) + 1 : number.start]
    end = line.find(delimiter, number.end)
    after = line[number.end : end if end >= 0 else len(line)]
    return any(sign.isalpha() for sign in before + after)


def _delimiter(lines: list[str]) -> str | None:
    """The separator that most lines have equally often, the more frequent of two; None for fixed width and free text."""

    def evenness(sign: str) -> tuple[float, int]:
        counts = [line.count(sign) for line in lines]
        usual = max(counts, key=counts.count, default=0)
        return (counts.count(usual) / len(counts), usual) if usual else (0.0, 0)

    best = max(_DELIMITERS, key=evenness)
    return best if len(lines) > 1 and evenness(best)[0] >= 0.6 else None
