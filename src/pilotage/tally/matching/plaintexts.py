"""Large plain texts in blocks: two at a time are worked on, in the file's order, and single rows are read again by their number."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar

import numpy as np
import numpy.typing as npt

from pilotage.tally.intake.sheets import Record
from pilotage.tally.verify.fetching import fetched
from pilotage.tally.verify.plain import NotPlain, is_plain, parsed
from pilotage.tally.verify.rows import Mark
from pilotage.tally.verify.sifting import whole

if TYPE_CHECKING:
    from pilotage.tally.matching.bulk import PlainText

Found = TypeVar("Found")
BLOCK = 1024 * 1024
_AHEAD = 2
_NEAR = 4096
_FIRST_ROW = 2  # as a spreadsheet counts: the header is row 1


class Columns:
    """The columns of a block by role."""

    def __init__(self, table: Any, text: "PlainText") -> None:
        self._table, self._text = table, text

    def __len__(self) -> int:
        return int(self._table.num_rows)

    def __getitem__(self, role: str) -> Any:
        return whole(self._table.column(self._text.headers.index(self._text.roles[role])))


def each_block(text: "PlainText", work: Callable[[Columns], Found]) -> Iterator[tuple[Mark, Found]]:
    """Where each block of the file stands and what `work` made of it. Errors: `NotPlain` where rows and lines are not one to one."""
    first = _FIRST_ROW

    def read(place: int, body: bytes) -> tuple[Mark, Found]:
        plain = is_plain(body, text.delimiter, "utf-8")
        table, _, rejects, blank, count = parsed(plain, text.headers, text.delimiter, 1)
        if rejects or blank or count != table.num_rows:
            raise NotPlain
        return Mark(place, len(body), 0, count, is_as_read=plain is body), work(Columns(table, text))

    with ThreadPoolExecutor(2) as pool:
        waiting: list[Future[tuple[Mark, Found]]] = []
        pieces = _pieces(text.path)
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


def _pieces(path: Path) -> Iterator[tuple[int, bytes]]:
    """Whole lines below the header, with their place in the file."""
    with path.open("rb", buffering=0) as stream:
        size = stream.seek(0, 2)
        stream.seek(0)
        place = len(stream.readline())
        while place < size:
            end = _line_end(stream, place + BLOCK, size)
            stream.seek(place)
            yield place, stream.read(end - place)
            place = end


def _line_end(stream: BinaryIO, place: int, size: int) -> int:
    """Where the line ends in which the place is."""
    while place < size:
        stream.seek(place)
        near = stream.read(_NEAR)
        if (at := near.find(b"\n")) >= 0:
            return place + at + 1
        place += len(near)
    return size


def chosen(text: "PlainText", marks: Sequence[Mark], rows: Sequence[npt.NDArray[np.int64]]) -> Iterator[Record]:
    """The rows at the places `rows` of each mark, which rise, as records by role."""
    with text.path.open("rb") as stream:
        for mark, wanted in zip(marks, rows, strict=True):
            if not len(wanted):
                continue
            stream.seek(mark.place)
            lines = wanted + mark.first
            table = fetched(stream.read(mark.size), mark, lines, text.headers, text.delimiter, "utf-8").table
            columns = Columns(table, text)
            cells = [columns[role].to_pylist() for role in text.roles]
            for number, values in zip(lines.tolist(), zip(*cells, strict=True), strict=True):
                yield Record(number, dict(zip(text.roles, values, strict=True)))
