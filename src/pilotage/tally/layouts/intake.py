"""Takes rows of raw cells, reads them column by column, writes the good ones and keeps the bad ones with their reason."""

from collections.abc import Mapping, Sequence
from typing import Final

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.cells import BadCell, Cell, ReadCell, cell_reader
from pilotage.tally.layouts.model import Check, Layout, Reject
from pilotage.tally.layouts.totals import Totals
from pilotage.tally.layouts.writing import TableWriter

BATCH: Final = 20_000
MOST_REJECTS: Final = 1_000_000
MOST_RAW: Final = 4_000


class Intake:
    """One per file. `add` a row, or `refuse` one that has no cells; `finish` when the file has ended."""

    def __init__(
        self,
        layout: Layout,
        writer: TableWriter,
        totals: Totals,
        references: Mapping[Check, frozenset[str]],
        place: str,
    ) -> None:
        self.layout, self.writer, self.totals, self.place = layout, writer, totals, place
        self.rejects: list[Reject] = []
        encoding = "latin-1" if layout.encoding == "auto" else layout.encoding
        self.readers: list[ReadCell] = [cell_reader(field, references, encoding) for field in layout.fields]
        self._names = [field.name for field in layout.fields]
        self._key = [self._names.index(name) for name in layout.key if name in self._names]
        self._rows: list[Sequence[Cell]] = []
        self._raws: list[str] = []
        self._lines: list[int] = []

    def add(self, line: int, cells: Sequence[Cell], raw: str) -> None:
        """One row: a cell for each column of the layout, carried ones last."""
        self._rows.append(cells)
        self._raws.append(raw)
        self._lines.append(line)
        if len(self._lines) >= BATCH:
            self.flush()

    def refuse(self, line: int, code: str, raw: str, field: str = "") -> None:
        """Keep a row that cannot be taken."""
        if len(self.rejects) >= MOST_REJECTS:
            raise TallyError(
                f"More than {MOST_REJECTS:,} rows cannot be read, the last for “{code}”. The layout does not fit: mend it.",
                place=self.place,
            )
        self.rejects.append(Reject(line, code, raw[:MOST_RAW], field))

    def flush(self) -> None:
        """Read and write what has gathered."""
        if not self._lines:
            return
        rows, raws, lines = self._rows, self._raws, self._lines
        self._rows, self._raws, self._lines = [], [], []
        columns, lines = self.judge(lines, rows, raws)
        if lines:
            self.writer.write(columns, lines)

    def judge(
        self, lines: list[int], rows: Sequence[Sequence[Cell]], raws: Sequence[str]
    ) -> tuple[list[list[Cell]], list[int]]:
        """Read rows column by column; the columns and lines of the good ones. The bad ones are kept."""
        columns: list[list[Cell]] = [list(column) for column in zip(*rows, strict=True)]
        bad: dict[int, tuple[str, str]] = {}
        for place, read in enumerate(self.readers):
            columns[place] = self._read(columns[place], read, self._names[place], bad)
        for place in self._key:
            for row, value in enumerate(columns[place]):
                if value is None:
                    bad.setdefault(row, ("key_missing", self._names[place]))
        if self.totals.fields:
            self.totals.add({name: columns[self._names.index(name)] for name in self.totals.fields})
        for row in sorted(bad):
            code, field = bad[row]
            self.refuse(lines[row], code, raws[row], field)
        if bad:
            kept = [row for row in range(len(lines)) if row not in bad]
            columns = [[column[row] for row in kept] for column in columns]
            lines = [lines[row] for row in kept]
        return columns, lines

    def finish(self) -> None:
        """The file has ended."""
        self.flush()
        self.rejects.sort(key=lambda reject: reject.line)

    @staticmethod
    def _read(column: list[Cell], read: ReadCell, name: str, bad: dict[int, tuple[str, str]]) -> list[Cell]:
        """Each different text is read once. A row's first bad cell is its reason."""
        known: dict[Cell, Cell] = {}
        wrong: dict[Cell, str] = {}
        for cell in set(column):
            try:
                known[cell] = read(cell)
            except BadCell as refused:
                known[cell] = None
                wrong[cell] = refused.code
        if wrong:
            for row, cell in enumerate(column):
                if cell in wrong:
                    bad.setdefault(row, (wrong[cell], name))
        return [known[cell] for cell in column]
