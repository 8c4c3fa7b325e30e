"""The quick way for fixed width: whole columns of a block at once; odd rows and doubtful cells go the slow way, with one result."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pilotage.tally.layouts import arrays as arrow
from pilotage.tally.layouts.blocks import Block, read_blocks
from pilotage.tally.layouts.cells import BadCell, Cell, ReadCell
from pilotage.tally.layouts.intake import Intake
from pilotage.tally.layouts.kernels import Texts, can_read_number, date_places, read_dates, read_numbers
from pilotage.tally.layouts.lines import Line, decode_line, decode_record
from pilotage.tally.layouts.model import Field, Layout
from pilotage.tally.layouts.recordlines import fixed_cells

_AHEAD = 3
_BLANK = 32


@dataclass
class _Read:
    """What one block came to."""

    arrays: list[Any]
    lines: npt.NDArray[np.int64]
    refused: list[tuple[int, str, str, str]] = field(default_factory=list)
    slow: list[Line] = field(default_factory=list)
    added: dict[str, Any] = field(default_factory=dict)


def feed_blocks(path: Path, layout: Layout, intake: Intake) -> None:
    """Read the file into the intake, two blocks at a time, in the file's order."""
    reader = _BlockReader(layout, intake)
    with ThreadPoolExecutor(2) as pool:
        waiting: list[Future[_Read]] = []
        for block in read_blocks(path, layout):
            waiting.append(pool.submit(reader.read, block))
            if len(waiting) > _AHEAD:
                reader.take(waiting.pop(0).result())
        for one in waiting:
            reader.take(one.result())


class _BlockReader:
    def __init__(self, layout: Layout, intake: Intake) -> None:
        self.layout, self.intake = layout, intake
        self._charset = "latin-1" if layout.encoding == "auto" else layout.encoding
        self._required = [any(check.kind == "required" for check in one.checks) for one in layout.fields]
        self._key = [place for place, one in enumerate(layout.fields) if one.name in layout.key]

    def read(self, block: Block) -> _Read:
        """The good rows as Arrow columns, the bad ones with their reason, the odd ones as lines for the slow way."""
        rows = len(block.odd)
        plain = ~block.odd
        if rows and (block.chars[:, 0] == _BLANK).any():
            maybe = np.flatnonzero((block.chars[:, 0] == _BLANK) & plain)
            plain[maybe[(block.chars[maybe] == _BLANK).all(axis=1)]] = False  # an empty line
        slow = [self._line(block, int(row)) for row in np.flatnonzero(~plain)]
        kept = np.flatnonzero(plain)
        chars, raw = (block.chars, block.raw) if len(kept) == rows else (block.chars[kept], block.raw[kept])
        arrays, bad = [], {}  # type: ignore[var-annotated]
        for place, one in enumerate(self.layout.fields):
            arrays.append(self._column(place, one, chars, raw, bad))
        for place in self._key:
            _refuse_nulls(arrays[place], "key_missing", self.layout.fields[place].name, bad)
        lines = kept + block.first
        names = [one.name for one in self.layout.fields]
        added = {name: arrays[names.index(name)] for name in self.intake.totals.fields}
        if not bad:
            return _Read(arrays, lines, [], slow, added)
        refused = [
            (int(lines[row]), code, self._line(block, int(kept[row])).text, name)
            for row, (code, name) in sorted(bad.items())
        ]
        good = np.ones(len(kept), np.bool_)
        good[list(bad)] = False
        kept_rows = arrow.flags(good)
        return _Read([array.filter(kept_rows) for array in arrays], lines[good], refused, slow, added)

    def take(self, read: _Read) -> None:
        """Write what a block came to; its odd rows are put where they stood."""
        for line, code, raw, name in read.refused:
            self.intake.refuse(line, code, raw, name)
        arrays, lines = read.arrays, arrow.numbers(read.lines)
        self.intake.totals.add({name: array.to_pylist() for name, array in read.added.items()})
        if read.slow:
            more, numbers = self._slowly(read.slow)
            if numbers:
                arrays = [
                    pa.concat_arrays([array, arrow.texts(column)]) for array, column in zip(arrays, more, strict=True)
                ]
                lines = pa.concat_arrays([lines, arrow.numbers(numbers)])
                order = pc.sort_indices(lines)
                arrays, lines = [array.take(order) for array in arrays], lines.take(order)
        if len(lines):
            self.intake.writer.write_arrays(arrays, lines)

    def _slowly(self, lines: list[Line]) -> tuple[list[list[Cell]], list[int]]:
        numbers, rows, raws = [], [], []
        for number, cells, raw, code in fixed_cells(iter(lines), self.layout):
            if code:
                self.intake.refuse(number, code, raw)
            else:
                numbers.append(number)
                rows.append(cells)
                raws.append(raw)
        return self.intake.judge(numbers, rows, raws) if numbers else ([], [])

    def _line(self, block: Block, row: int) -> Line:
        number, raw, encoding = block.first + row, block.line(row), self.layout.encoding
        return (
            decode_record(number, raw, self.layout.record_length, encoding)
            if block.is_record
            else decode_line(number, raw, encoding)
        )

    def _column(self, place: int, one: Field, chars: Any, raw: Any, bad: dict[int, tuple[str, str]]) -> Any:
        first, last = one.start - 1, one.start - 1 + one.width
        cells = raw[:, first:last] if one.storage != "text" else chars[:, first:last]
        read = self.intake.readers[place]
        texts = self._kernel(one, cells)
        if texts is not None:
            array = self._patched(texts, one, cells, read, bad)
        else:
            array = self._texts(one, cells, read, bad)
        if self._required[place]:
            _refuse_nulls(array, "required", one.name, bad)
        return array

    def _kernel(self, one: Field, cells: Any) -> Texts | None:
        if any(check.kind != "required" for check in one.checks):
            return None
        if can_read_number(one):
            return read_numbers(cells, one)
        places = date_places(one, one.width)
        return read_dates(cells, one, places) if places else None

    def _patched(self, texts: Texts, one: Field, cells: Any, read: ReadCell, bad: dict[int, tuple[str, str]]) -> Any:
        """The kernel's texts, with the cells it was not sure of read one by one."""
        data, offsets, sure, null = texts
        for mark in one.nulls:
            for spelled in {mark.ljust(one.width), mark.rjust(one.width)}:
                if len(spelled) == one.width and spelled.isascii():
                    sure &= ~(cells == np.frombuffer(spelled.encode(), np.uint8)).all(axis=1)
        array = arrow.joined(data, offsets, null)
        if sure.all():
            return array
        doubtful = np.flatnonzero(~sure)
        found = self._one_by_one(_decoded(cells[doubtful], self._charset, one), doubtful, one, read, bad)
        mask = np.zeros(len(sure), np.bool_)
        mask[doubtful] = True
        return pc.replace_with_mask(array, arrow.flags(mask), arrow.texts(found))

    def _texts(self, one: Field, cells: Any, read: ReadCell, bad: dict[int, tuple[str, str]]) -> Any:
        is_checked = any(check.kind != "required" for check in one.checks)
        if one.type == "text" and one.trim and not (one.pad or one.nulls or one.table or is_checked):
            return _trimmed(cells)
        if one.storage != "text":
            every = np.arange(len(cells))
            return arrow.texts(self._one_by_one(_decoded(cells, self._charset, one), every, one, read, bad))
        coded = _untrimmed(cells).dictionary_encode()
        known: list[Cell] = []
        wrong: dict[int, str] = {}
        for place, text in enumerate(coded.dictionary.to_pylist()):
            try:
                known.append(read(text))
            except BadCell as refused:
                known.append(None)
                wrong[place] = refused.code
        if wrong:
            indices = np.asarray(coded.indices)
            for row in np.flatnonzero(np.isin(indices, list(wrong))):
                bad.setdefault(int(row), (wrong[int(indices[row])], one.name))
        return arrow.texts(known).take(coded.indices)

    @staticmethod
    def _one_by_one(
        texts: Iterator[str], rows: Any, one: Field, read: ReadCell, bad: dict[int, tuple[str, str]]
    ) -> list[Cell]:
        found: list[Cell] = []
        known: dict[str, Cell] = {}
        for row, text in zip(rows, texts, strict=True):
            if text not in known:
                try:
                    known[text] = read(text)
                except BadCell as refused:
                    bad.setdefault(int(row), (refused.code, one.name))
                    found.append(None)
                    continue
            found.append(known[text])
        return found


def _refuse_nulls(array: Any, code: str, name: str, bad: dict[int, tuple[str, str]]) -> None:
    if array.null_count:
        for row in np.flatnonzero(arrow.nulls(array)):
            bad.setdefault(int(row), (code, name))


def _decoded(cells: Any, charset: str, one: Field) -> Iterator[str]:
    data, width = np.ascontiguousarray(cells).tobytes(), one.width
    text = data.decode(charset if one.storage != "text" else "latin-1")
    return (text[at : at + width] for at in range(0, len(text), width))


def _untrimmed(cells: Any) -> Any:
    rows, width = cells.shape
    return arrow.joined(np.ascontiguousarray(cells), np.arange(rows + 1, dtype=np.int32) * np.int32(width))


def _trimmed(cells: Any) -> Any:
    if not ((cells[:, 0] == _BLANK).any() or (cells[:, -1] == _BLANK).any()):
        return _untrimmed(cells)
    array = pc.ascii_trim(_untrimmed(cells), " ")
    return arrow.with_nulls(array, arrow.lengths(array) == 0)
