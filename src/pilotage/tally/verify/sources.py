"""Opens a file by the format that the spec names."""

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pilotage.tally.errors import TallyError
from pilotage.tally.spec.model import Side
from pilotage.tally.verify.hashing import HashAhead
from pilotage.tally.verify.rows import RAW_CHARS, Block, Mark, Reject, Source
from pilotage.tally.verify.textfiles import TextSource, opened

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

_ROWS = 50_000
#: A cell of a packed file is about so many bytes as text.
_CELL = 16
_NOT_TEXT = {
    b"PK\x03\x04": "a workbook or an archive. Write `format: xlsx` in the spec, or save it as CSV",
    b"PAR1": "a Parquet file. Write `format: parquet` in the spec",
    b"%PDF": "a PDF. Save the table as CSV",
    b"\x1f\x8b": "compressed. Unpack it first",
}


def open_source(path: Path, side: Side, work: Path) -> Source:
    """The file, ready to be read; `work` is a folder for what must be written to read it. Errors: `TallyError`."""
    with opened(path) as stream:
        try:
            head = stream.read(8)
        except OSError as problem:
            raise TallyError(
                f"It cannot be read ({problem.strerror}). Name a file that you may read.", place=str(path)
            ) from None
    if side.format in ("csv", "delimited") and side.layout is None:
        for sign, what in _NOT_TEXT.items():
            if head.startswith(sign):
                raise TallyError(f"This is {what}.", place=str(path))
        return TextSource(path, side)
    if side.format == "parquet" and side.layout is None:
        return ParquetSource(path, path)
    if side.format == "xlsx" and side.layout is None:
        return SheetSource(path, side)
    return _laid_out(path, side, work)


def _laid_out(path: Path, side: Side, work: Path) -> Source:
    """A file that a layout describes, brought into rows by it."""
    from pilotage.tally.layouts import load_layout, normalize

    told = side.layout if side.layout is not None else {}
    layout = load_layout({"format": side.format, **told} if isinstance(told, Mapping) else Path(told))
    made = normalize(path, layout, work / "rows.parquet")
    rejects = [Reject(one.line, one.code, one.raw[:RAW_CHARS]) for one in made.rejects]
    return ParquetSource(path, made.csv_or_parquet, rejects, layout.bank_accounts)


class ParquetSource:
    """Rows in a Parquet file; `_line` is the line number where it is there, else rows count from 1."""

    def __init__(
        self, path: Path, rows: Path, rejects: Sequence[Reject] = (), bank_accounts: Sequence[str] = ()
    ) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        self.path, self._rows, self._rejects = path, rows, list(rejects)
        self.size, self.header_line = path.stat().st_size, 0
        #: Columns that the layout allows to hold numbers of bank accounts.
        self.bank_accounts = tuple(bank_accounts)
        self.sha256, self.hashed = "", HashAhead(path)
        try:
            self._file = parquet.ParquetFile(rows, pre_buffer=False)
            names = list(self._file.schema_arrow.names)
        except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
            words = "This is no Parquet file that can be read. Write its right `format` in the spec."
            raise TallyError(words, place=str(path)) from problem
        self.weight = max(self.size, self._file.metadata.num_rows * len(names) * _CELL)
        self.headers = tuple(name for name in names if name != "_line")
        self._has_lines = "_line" in names

    def blocks(self) -> Iterator[Block]:
        """Every batch of rows in the file's order."""
        with self.hashed:
            self.hashed.passed(self.size)
            with self._damage_told():
                yield from self._blocks()
            self.sha256 = self.hashed.result()

    @contextlib.contextmanager
    def _damage_told(self) -> Iterator[None]:
        """Errors: `TallyError` for what the library says of a damaged file."""
        import pyarrow as pa

        try:
            yield
        except (pa.ArrowException, OSError, UnicodeDecodeError) as problem:
            raise TallyError(
                "It is damaged and cannot be read to its end. Have it written again.", place=str(self.path)
            ) from problem

    def _blocks(self) -> Iterator[Block]:
        first = 1
        for place, batch in enumerate(self._file.iter_batches(_ROWS)):
            block = self._block(batch, first)
            lines = block.lines
            count = int(lines[-1] - lines[0] + 1) if len(lines) else 0
            block.mark = Mark(place, batch.num_rows, int(lines[0]) if len(lines) else first, count)
            block.size = self.size * batch.num_rows // max(1, self._file.metadata.num_rows)
            if place == 0:
                block.rejects = list(self._rejects)
            first += batch.num_rows
            yield block
        if first == 1 and self._rejects:
            empty = self._file.schema_arrow.empty_table()
            yield Block(_texts(empty.select(list(self.headers))), _numbers([]), list(self._rejects))

    def _block(self, batch: Any, first: int) -> Block:
        import numpy as np
        import pyarrow as pa

        table = pa.Table.from_batches([batch])
        table.validate(full=True)  # texts that are none
        lines = np.arange(first, first + batch.num_rows, dtype=np.int64)
        if self._has_lines:
            lines = table.column("_line").to_numpy().astype(np.int64)
        return Block(_texts(table.select(list(self.headers))), lines)

    def fetch(self, marks: Sequence[Mark], wanted: "Sequence[np.ndarray[Any, Any]]") -> Iterator[Block]:
        """The rows at the wanted lines of each mark, in the file's order."""
        import numpy as np

        asked = {mark.place: lines for mark, lines in zip(marks, wanted, strict=True)}
        first = 1
        with self._damage_told():
            for place, batch in enumerate(self._file.iter_batches(_ROWS)):
                if place in asked:
                    block = self._block(batch, first)
                    places = np.flatnonzero(np.isin(block.lines, asked[place]))
                    yield Block(block.table.take(places), block.lines[places])
                first += batch.num_rows


class SheetSource:
    """A worksheet, held in memory (its reader refuses one of more than 3 million cells)."""

    def __init__(self, path: Path, side: Side) -> None:
        from pilotage.tally.tables import TableUnreadable, open_table

        self.path, self.sha256, self.size = path, "", path.stat().st_size
        self.hashed = HashAhead(path)
        try:
            with open_table(path, sheet=side.sheet or None) as table:
                self.headers, self.header_line = table.headers, table.header_number
                self._block = self._read(table)
        except TableUnreadable as problem:
            raise TallyError(str(problem), place=str(path)) from problem
        self.weight = max(self.size, self._block.table.nbytes)

    def _read(self, table: Any) -> Block:
        import pyarrow as pa

        rows, lines, rejects = [], [], []
        for row in table.rows():
            if row.problem is not None:
                raw = ",".join(str(cell) for cell in row.cells.values())[:RAW_CHARS]
                rejects.append(Reject(row.number, row.problem.kind, raw, row.problem.column or ""))
                continue
            rows.append([row.cells.get(name, "") for name in self.headers])
            lines.append(row.number)
        columns = list(zip(*rows, strict=True)) if rows else [()] * len(self.headers)
        made = pa.table([pa.array(column, pa.string()) for column in columns], names=list(self.headers))
        span = lines[-1] - lines[0] + 1 if lines else 0
        mark = Mark(0, len(lines), lines[0] if lines else 1, span)
        return Block(made, _numbers(lines), rejects, table.blank, mark, self.size)

    def blocks(self) -> Iterator[Block]:
        """All rows as one block."""
        yield self._block
        self.sha256 = self.hashed.result()

    def fetch(self, marks: Sequence[Mark], wanted: "Sequence[np.ndarray[Any, Any]]") -> Iterator[Block]:
        """The rows at the wanted lines."""
        import numpy as np

        for _, lines in zip(marks, wanted, strict=True):
            places = np.flatnonzero(np.isin(self._block.lines, lines))
            yield Block(self._block.table.take(places), self._block.lines[places])


def _numbers(lines: Sequence[int]) -> "np.ndarray[Any, Any]":
    import numpy as np

    return np.array(lines, dtype=np.int64)


def _texts(table: "pa.Table") -> "pa.Table":
    """Every column as text, empty for nothing; numbers exactly, days as ISO."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = []
    for column in table.columns:
        whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        if isinstance(whole, pa.ChunkedArray):
            whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], whole.type)
        if pa.types.is_timestamp(whole.type):
            with contextlib.suppress(pa.ArrowInvalid):  # parts of seconds stay where there are some
                whole = whole.cast(pa.timestamp("s", whole.type.tz))
        if not pa.types.is_string(whole.type):
            try:
                whole = pc.cast(whole, pa.string())
            except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
                whole = pa.array([None if one is None else str(one) for one in whole.to_pylist()], pa.string())
        columns.append(pc.fill_null(whole, ""))
    return pa.table(columns, names=table.column_names)
