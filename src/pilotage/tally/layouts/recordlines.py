"""Feeds fixed-width lines, and files of several kinds of lines (header, group, detail, trailer), to the intake."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.cells import BadCell, Cell, ReadCell, cell_reader
from pilotage.tally.layouts.delimited import cut_records
from pilotage.tally.layouts.lines import Line, read_lines
from pilotage.tally.layouts.model import Field, Layout, RecordType
from pilotage.tally.layouts.tabular import Row
from pilotage.tally.layouts.totals import Totals


def fixed_rows(path: Path, layout: Layout) -> Iterator[Row]:
    """Every line cut at the fields' places."""
    return fixed_cells(read_lines(path, layout), layout)


def fixed_cells(lines: Iterator[Line], layout: Layout) -> Iterator[Row]:
    """Lines cut at the fields' places. A short line counts as filled up with blanks, unless the layout says `short: reject`."""
    end = max(one.start + one.width - 1 for one in layout.fields)
    cuts = [(one.start - 1, one.start - 1 + one.width) for one in layout.fields]
    for line in lines:
        code = line.code or length_code(line.text, end, layout)
        if not code and not line.text.strip():
            continue
        if code:
            yield line.number, (), line.text, code
        else:
            yield line.number, [line.text[first:last] for first, last in cuts], line.text, ""


def length_code(text: str, end: int, layout: Layout) -> str:
    """Why a line has the wrong length; empty when it has not."""
    length = layout.record_length or end
    if len(text) < length and layout.short == "reject" and text.strip():
        return "short_line"
    if layout.record_length and len(text) > layout.record_length and text[layout.record_length :].strip():
        return "long_line"
    return ""


@dataclass
class _State:
    """Where in the file we are."""

    carried: dict[str, Cell] = field(default_factory=dict)
    ended_on: int = 0
    is_begun: bool = False


class RecordReader:
    """Reads the lines of a file with several kinds: details become rows, header and trailer lines say totals."""

    def __init__(self, path: Path, layout: Layout, totals: Totals) -> None:
        self.path, self.layout, self.totals = path, layout, totals
        self._by_code = {record.code.strip(): record for record in layout.records}
        encoding = "latin-1" if layout.encoding == "auto" else layout.encoding
        self._readers: dict[str, list[tuple[Field, ReadCell]]] = {
            record.name: [(one, cell_reader(one, {}, encoding)) for one in record.fields]
            for record in layout.records
            if record.role in ("header", "group", "trailer")
        }
        self._state = _State()
        self._has_header = any(record.role == "header" for record in layout.records)

    def rows(self) -> Iterator[Row]:
        """The details, each with what the lines above lend it."""
        lines = read_lines(self.path, self.layout)
        if self.layout.delimiter:
            yield from self._delimited(lines)
        else:
            yield from self._fixed(lines)

    def _fixed(self, lines: Iterator[Line]) -> Iterator[Row]:
        first, width = self.layout.record_at
        for line in lines:
            if not line.code and not line.text.strip():
                continue
            code = line.text[first - 1 : first - 1 + width].strip()
            record = self._by_code.get(code)
            yield from self._line(line.number, line.text, line.code, record, None)

    def _delimited(self, lines: Iterator[Line]) -> Iterator[Row]:
        at = self.layout.record_at[0] - 1
        for number, cells, raw, code in cut_records(lines, self.layout.delimiter, self.layout.quote):
            if not code and not any(cell.strip() for cell in cells):
                continue
            record = self._by_code.get(cells[at].strip()) if at < len(cells) else None
            yield from self._line(number, raw, code, record, cells)

    def _line(
        self, number: int, raw: str, code: str, record: RecordType | None, cells: list[str] | None
    ) -> Iterator[Row]:
        if code or record is None:
            yield number, (), raw, code or "record_unknown"
            return
        self.totals.seen[record.name] += 1
        self._in_order(record, number)
        if record.role == "skip":
            return
        code = self._shape(raw, record, cells)
        if code:
            if record.role != "detail":
                raise TallyError(
                    f"the {record.name} line cannot be read ({code}). Ask for the file again.",
                    place=self._place(number),
                )
            yield number, (), raw, code
            return
        values = self._cut(raw, record, cells)
        if record.role == "detail":
            own = dict(zip((one.name for one in record.fields), values, strict=True))
            yield number, [own.get(one.name) for one in self.layout.fields] + self._lent(), raw, ""
        else:
            self._control_line(record, number, values)

    def _lent(self) -> list[Cell]:
        return [self._state.carried.get(source) for source, _ in self.layout.carry]

    def _in_order(self, record: RecordType, number: int) -> None:
        state = self._state
        if state.ended_on and record.role in ("detail", "group", "header"):
            raise TallyError(
                f"a {record.name} line stands after the trailer (line {state.ended_on}). Send each file by itself.",
                place=self._place(number),
            )
        if self._has_header and not state.is_begun and record.role in ("detail", "group", "trailer"):
            raise TallyError(
                f"a {record.name} line stands before any header. Ask for the whole file.", place=self._place(number)
            )
        state.is_begun = state.is_begun or record.role == "header"
        if record.role == "trailer":
            state.ended_on = number

    def _shape(self, raw: str, record: RecordType, cells: list[str] | None) -> str:
        if not record.fields:
            return ""
        if cells is None:
            return length_code(raw, max(one.start + one.width - 1 for one in record.fields), self.layout)
        extra = cells[len(record.fields) :]
        if len(cells) < len(record.fields):
            return "too_few_cells"
        return "too_many_cells" if any(cell.strip() for cell in extra) else ""

    @staticmethod
    def _cut(raw: str, record: RecordType, cells: list[str] | None) -> list[Cell]:
        if cells is not None:
            return list(cells[: len(record.fields)])
        return [raw[one.start - 1 : one.start - 1 + one.width] for one in record.fields]

    def _control_line(self, record: RecordType, number: int, values: list[Cell]) -> None:
        for (one, read), cell in zip(self._readers[record.name], values, strict=True):
            try:
                value = read(cell)
            except BadCell as wrong:
                raise TallyError(
                    f"the {record.name}'s {one.name} cannot be read ({wrong.code}). Ask for the file again.",
                    place=self._place(number),
                ) from None
            self._state.carried[f"{record.name}.{one.name}"] = value
            self.totals.says(record.name, one.name, number, value)

    def _place(self, number: int) -> str:
        return f"{self.path}, line {number}"
