"""Large plain texts in blocks: two at a time are worked on, in the file's order, and single rows are read again."""

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from io import FileIO
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from pilotage.tally.matching.columns import MARGIN, Numbers, Signs, Texts
from pilotage.tally.verify.plain import NotPlain, is_plain, parsed
from pilotage.tally.verify.rows import Mark
from pilotage.tally.verify.sifting import whole

if TYPE_CHECKING:
    from pilotage.tally.matching.bulk import PlainText

Found = TypeVar("Found")
BLOCK = 3 * 1024 * 1024
_AHEAD = 2
#: A piece of memory so large, taken and given back, lets the C library keep what smaller ones leave: each block needs the same again.
_ARENA = 30 * 1024 * 1024
_NEAR = 4096
_LF, _CR, _QUOTE, _COMMA, _LAST_ASCII = 10, 13, 34, 44, 127
_FIRST_ROW = 2  # as a spreadsheet counts: the header is row 1


class Columns(Protocol):
    """The columns of a block by role."""

    @property
    def roles(self) -> Collection[str]:
        """Those that are there."""
        ...

    def __len__(self) -> int: ...

    def __getitem__(self, role: str) -> Texts: ...

    def together(self, roles: Sequence[str]) -> list[Texts]:
        """The texts of these columns, neighbours as one."""
        ...

    def sizes(self) -> Numbers:
        """The bytes of each line, its end included."""
        ...


class CutColumns:
    """Lines without quotes, cut by their bytes: no cell is copied. Errors: `NotPlain` where a line has not one cell for each header."""

    def __init__(self, text: "PlainText", signs: Signs) -> None:
        """`signs` begin and end with a margin, of zeros."""
        self._text, self._signs = text, signs
        delimiter = ord(text.delimiter)
        is_low = signs <= _COMMA
        if delimiter > _COMMA:
            is_low |= signs == delimiter
        low = np.flatnonzero(is_low)[MARGIN:-MARGIN]
        kinds = signs[low]
        is_line = kinds == _LF
        count = np.count_nonzero(is_line)
        is_end = is_line | (kinds == delimiter)
        ends = low if is_end.all() else low[is_end]
        #: Whether a quote, a CR or a NUL is there: then the lines may have to be cut in another way.
        self.needs_care = len(ends) < len(low) and any(np.count_nonzero(kinds == one) for one in (_QUOTE, _CR, 0))
        width = len(text.headers)
        if len(ends) != count * width or (signs[ends[width - 1 :: width]] != _LF).any():
            raise NotPlain
        self._ends = ends.reshape(count, width).T.copy()
        self.roles: Collection[str] = text.roles.keys()

    def __len__(self) -> int:
        return len(self._ends[0])

    def __getitem__(self, role: str) -> Texts:
        place = self._text.place(role)
        starts = self._ends[place - 1] + 1 if place else np.concatenate(([MARGIN], self._ends[-1, :-1] + 1))
        return Texts(self._signs, starts, self._ends[place])

    def together(self, roles: Sequence[str]) -> list[Texts]:
        found: list[tuple[int, Texts]] = []
        for place, role in sorted((self._text.place(role), role) for role in roles):
            texts = self[role]
            if found and found[-1][0] == place - 1:
                texts = Texts(self._signs, found.pop()[1].starts, texts.ends)
            found.append((place, texts))
        return [texts for _, texts in found]

    def sizes(self) -> Numbers:
        sizes: Numbers = np.diff(self._ends[-1], prepend=MARGIN - 1)
        return sizes


class ParsedColumns:
    """Lines that the library takes apart. Errors: `NotPlain` where one has not one cell for each header."""

    def __init__(self, text: "PlainText", body: bytes) -> None:
        self._text = text
        self._body = body if body.endswith(b"\n") else body + b"\n"
        self._table, _, rejects, blank, count = parsed(body, text.headers, text.delimiter, 1)
        if rejects or blank or count != self._table.num_rows:
            raise NotPlain
        self.roles: Collection[str] = text.roles.keys()

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __getitem__(self, role: str) -> Texts:
        return Texts.of(whole(self._table.column(self._text.place(role))))

    def together(self, roles: Sequence[str]) -> list[Texts]:
        return [self[role] for role in sorted(roles, key=self._text.place)]

    def sizes(self) -> Numbers:
        return np.diff(np.flatnonzero(np.frombuffer(self._body, np.uint8) == _LF), prepend=-1)


def each_block(text: "PlainText", work: Callable[[Columns], Found]) -> Iterator[tuple[Mark, Found]]:
    """Where each block of the file stands and what `work` made of it. Errors: `NotPlain` where rows and lines are not one to one."""
    first = _FIRST_ROW
    np.empty(_ARENA, np.uint8)

    def read(place: int, size: int) -> tuple[Mark, Found]:
        signs = _within_margins(size)
        inner = signs[MARGIN : MARGIN + size]
        columns: Columns | None
        if os.preadv(stream.fileno(), [inner.data], place) == size and (columns := _cut(text, signs)):
            return Mark(place, size, 0, len(columns), is_as_read=True), work(columns)
        body = os.pread(stream.fileno(), size, place)
        plain = is_plain(body, text.delimiter, "utf-8")
        columns = _columns(text, plain)
        return Mark(place, size, 0, len(columns), is_as_read=plain is body), work(columns)

    with text.path.open("rb", buffering=0) as stream, ThreadPoolExecutor(2) as pool:
        waiting: list[Future[tuple[Mark, Found]]] = []
        pieces = _pieces(stream)
        while True:
            piece = next(pieces, None)
            if piece is not None:
                waiting.append(pool.submit(read, *piece))
            if not waiting:
                return
            if piece is None or len(waiting) > _AHEAD:
                mark, found = waiting.pop(0).result()
                yield replace(mark, first=first), found
                first += mark.count


def _within_margins(size: int) -> Signs:
    """Room for so many bytes between two margins."""
    signs = np.empty(size + 2 * MARGIN, np.uint8)
    signs[:MARGIN] = signs[MARGIN + size :] = 0
    return signs


def _cut(text: "PlainText", signs: Signs) -> CutColumns | None:
    """ASCII whose every line ends with LF; None where anything needs care. What is done here holds up no other thread."""
    if signs[-MARGIN - 1] != _LF or signs.max() > _LAST_ASCII:
        return None
    try:
        columns = CutColumns(text, signs)
    except NotPlain:  # perhaps by its quotes
        return None
    return None if columns.needs_care else columns


def _pieces(stream: FileIO) -> Iterator[tuple[int, int]]:
    """Place and size of some whole lines after the other, below the header."""
    size = stream.seek(0, 2)
    place = _line_end(stream, 0, size)
    while place < size:
        end = _line_end(stream, place + BLOCK, size)
        yield place, end - place
        place = end


def _line_end(stream: FileIO, place: int, size: int) -> int:
    """Where the line ends in which the place is."""
    while place < size:
        near = os.pread(stream.fileno(), _NEAR, place)
        if (at := near.find(b"\n")) >= 0:
            return place + at + 1
        place += len(near)
    return size


@dataclass(frozen=True)
class Picked:
    """Rows of a block: their places, and between which places of its text their lines stand."""

    rows: Numbers
    begins: Numbers
    ends: Numbers


def picked(wanted: npt.NDArray[np.bool_], counts: npt.NDArray[Any] | None, sizes: npt.NDArray[Any]) -> Picked:
    """Pick stretches of so many rows (one, where there are no counts) and bytes."""
    ends = np.cumsum(sizes, dtype=np.int64)
    rows = np.flatnonzero(wanted if counts is None else np.repeat(wanted, counts))
    return Picked(rows, (ends - sizes)[wanted], ends[wanted])


def chosen(text: "PlainText", marks: Sequence[Mark], rows: Sequence[Picked]) -> tuple[Numbers, Columns] | None:
    """The row numbers and the columns of the rows that were picked from each block; None where there is none."""
    lines: list[bytes] = []
    with text.path.open("rb", buffering=0) as stream:
        for mark, some in zip(marks, rows, strict=True):
            places = zip(some.begins.tolist(), some.ends.tolist(), strict=True)
            if mark.is_as_read:
                lines += [os.pread(stream.fileno(), end - begin, mark.place + begin) for begin, end in places]
            elif len(some.rows):
                body = is_plain(os.pread(stream.fileno(), mark.size, mark.place), text.delimiter, "utf-8")
                lines += [body[begin:end] for begin, end in places]
    numbers = np.concatenate([some.rows + mark.first for mark, some in zip(marks, rows, strict=True)])
    return (numbers, _columns(text, b"".join(lines))) if lines else None


def _columns(text: "PlainText", body: bytes) -> Columns:
    if b'"' in body:
        return ParsedColumns(text, body)
    end = b"" if body.endswith(b"\n") else b"\n"
    return CutColumns(text, np.frombuffer(b"".join((bytes(MARGIN), body, end, bytes(MARGIN))), np.uint8))
