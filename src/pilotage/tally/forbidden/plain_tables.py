"""Looks for bank account numbers in a large plain table column by column: of most cells their bytes alone are looked at.

It finds what `bank_tables` finds row by row, place by place. What is not plain (wide text, quoted line ends, NUL, control signs) is
left to that reader.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO

from pilotage.tally.forbidden.banking import (
    DIGITS_FORM,
    TELLING_FORM,
    BankAccountJudge,
    is_masked,
)
from pilotage.tally.forbidden.numbers import plain_text
from pilotage.tally.forbidden.wording import names_bank_account, names_routing, says_nothing
from pilotage.tally.tables import Limits, Table, TableUnreadable
from pilotage.tally.tables.encoding import decode_line
from pilotage.tally.tables.headers import lay_out, read_headers

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: Below, loading Arrow takes longer than reading row by row.
LARGE = 1 << 20
_MARK = b"\xef\xbb\xbf"
_PIECE = 1 << 20
_OTHER = r"[^\x00-\x7f]"
_TELLING = f"{TELLING_FORM}|{_OTHER}"
_NUMBER = rf"(?:{DIGITS_FORM})|{_OTHER}"
_MASKED = r"^\s*[*xX#.]+[ \-]?[0-9]{2,4}\s*$"
_SHORTEST_TELLING = 8


class NotPlain(Exception):
    """The file must be read row by row."""


def feed_plain(stream: BinaryIO, table: Table, columns: Sequence[str], judge: BankAccountJudge, above: int) -> None:
    """Gives the judge every cell that could matter, each column under its name in `columns`, rows counted as `bank_tables` does.

    Errors: `NotPlain`, and then what the judge was given is worth nothing.
    """
    from pilotage.tally.verify.plain import NotPlain as BlockIsNot
    from pilotage.tally.verify.plain import is_plain

    if table.encoding not in ("utf-8", "windows-1252") or len(table.delimiter) != 1:
        raise NotPlain
    feeder = _Feeder(table, columns, judge)
    line = 1
    try:
        for piece in _whole_lines(stream):
            text = is_plain(_as_utf8(piece, table.encoding), table.delimiter, "utf-8")
            if line == 1:
                text = _below_heading(text, table)
                line = table.header_number + 1
            _refuse_control_signs(text)
            line = feeder.feed(text, line, above)
    except BlockIsNot:
        raise NotPlain from None


def _as_utf8(piece: bytes, encoding: str) -> bytes:
    """The piece with every line read as the row reader does it."""
    if piece.isascii():
        return piece
    try:
        piece.decode()
    except UnicodeDecodeError:
        lines = piece.splitlines(keepends=True)
        return b"".join(one if one.isascii() else decode_line(one, encoding)[0].encode() for one in lines)
    return piece


def _whole_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Pieces that end with a line, without the mark of the encoding."""
    stream.seek(0)
    held = stream.read(len(_MARK)).removeprefix(_MARK)
    while piece := stream.read(_PIECE):
        if len(held) > _PIECE:
            raise NotPlain  # a line this long is no table's
        held += piece
        cut = held.rfind(b"\n") + 1
        if cut:
            yield held[:cut]
        held = held[cut:]
    if held:
        yield held


def _below_heading(text: bytes, table: Table) -> bytes:
    """What stands below the header row. Errors: `NotPlain`, where the header isn't the line that it is counted as."""
    at = 0
    for _ in range(table.header_number - 1):
        at = text.find(b"\n", at) + 1
    end = text.find(b"\n", at) + 1 or len(text)
    try:
        values = next(csv.reader([text[at:end].decode()], delimiter=table.delimiter, strict=True), [])
        is_heading = read_headers(values, Limits()) == table.headers
    except (csv.Error, TableUnreadable, UnicodeDecodeError):
        raise NotPlain from None
    if not is_heading:
        raise NotPlain
    return text[end:]


def _refuse_control_signs(text: bytes) -> None:
    """They are white space to one reader and not to the other."""
    import numpy as np

    signs = np.frombuffer(text, dtype=np.uint8)
    if np.count_nonzero(signs < 32) != text.count(b"\n") + text.count(b"\t"):
        raise NotPlain


class _Feeder:
    """Gives blocks of plain text to the judge."""

    def __init__(self, table: Table, columns: Sequence[str], judge: BankAccountJudge) -> None:
        self._headers, self._columns, self._judge, self._delimiter = table.headers, columns, judge, table.delimiter
        self._has_bank_header = any(map(names_bank_account, columns))

    def feed(self, text: bytes, line: int, above: int) -> int:
        """One block of rows that begins on this line; the line that follows it."""
        table, ragged = self._parsed(text)
        count = len(table) + len(ragged)
        if ragged or self._has_blank_rows(table):
            self._feed_rows(text, line, above)
            return line + count
        watched, is_routing_likely = self._watched(), self._is_routing_likely()
        for place, name in enumerate(self._columns):
            from pilotage.tally.verify.sifting import whole

            column = whole(table.column(place))
            self._feed_texts(name, column, line - above)
            if place in watched:
                self._feed_numbers(name, column, line - above)
            if place in watched or is_routing_likely:
                self._count(name, column, is_watched=place in watched)
        return line + count

    def _parsed(self, text: bytes) -> "tuple[pa.Table, list[int]]":
        import pyarrow as pa

        from pilotage.tally.verify.plain import NotPlain as BlockIsNot
        from pilotage.tally.verify.plain import text_table

        wrong: list[int] = []

        def ragged(row: Any) -> str:
            wrong.append(row.number)
            return "skip"

        names = [str(place) for place in range(len(self._headers))]
        if not text:
            return pa.table([pa.array([], pa.string()) for _ in names], names=names), wrong
        try:
            return text_table(text, names, self._delimiter, ragged), wrong
        except BlockIsNot:
            raise NotPlain from None

    @staticmethod
    def _has_blank_rows(table: "pa.Table") -> bool:
        """Whether a row holds white space alone."""
        import pyarrow.compute as pc

        blank = None
        for column in table.columns:
            empty = pc.equal(pc.utf8_trim_whitespace(column), "")
            blank = empty if blank is None else pc.and_(blank, empty)
            if not pc.any(blank).as_py():
                return False
        return len(table) > 0

    def _feed_rows(self, text: bytes, line: int, above: int) -> None:
        reader = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=self._delimiter, strict=True)
        try:
            for number, values in enumerate(reader, line):
                row = lay_out(number, values, self._headers)
                if row is not None:
                    self._judge.feed_row(number - above, zip(self._columns, row.cells.values(), strict=False))
        except csv.Error:
            raise NotPlain from None

    def _feed_texts(self, name: str, column: "pa.Array", line: int) -> None:
        """The cells that could tell of an account by themselves."""
        from pilotage.tally.verify.sifting import cells_of, long_cells, telling_places

        cells = cells_of(column)
        if cells.longest < _SHORTEST_TELLING:
            return
        places = long_cells(cells.sizes, _SHORTEST_TELLING)
        looked = column if places is None else column.take(_as_arrow(places))
        likely = telling_places(cells if places is None else cells_of(looked))
        if len(likely):
            rows = likely if places is None else places[likely]
            for row, text in _matching(looked.take(_as_arrow(likely)), _TELLING, rows):
                self._judge.feed_text(line + row, name, text)

    def _feed_numbers(self, name: str, column: "pa.Array", line: int) -> None:
        import numpy as np

        for row, text in _matching(column, _NUMBER, np.arange(len(column))):
            self._judge.feed(line + row, name, text)

    def _count(self, name: str, column: "pa.Array", *, is_watched: bool) -> None:
        """How many cells hold something and, where they aren't looked at one by one, how many are masked."""
        import pyarrow.compute as pc

        self._judge.count(name, pc.sum(pc.not_equal(column, "")).as_py() or 0)
        self._judge.count_masked(name, pc.sum(pc.match_substring_regex(column, _MASKED)).as_py() or 0)
        if not is_watched:
            import numpy as np

            for _, text in _matching(column, _OTHER, np.arange(len(column))):
                self._judge.count_masked(name, int(is_masked(plain_text(text))))

    def _may_be_routing(self, name: str) -> bool:
        return names_routing(name) or (says_nothing(name) and self._judge.holds_routings_only(name))

    def _is_routing_likely(self) -> bool:
        return not self._has_bank_header and any(map(self._may_be_routing, self._columns))

    def _watched(self) -> set[int]:
        """Columns whose digits matter: told of a bank account by their header, or a routing number's by all that was seen, and beside."""
        if self._has_bank_header:
            return {place for place, name in enumerate(self._columns) if names_bank_account(name)}
        found: set[int] = set()
        for place, name in enumerate(self._columns):
            if self._may_be_routing(name):
                found |= set(range(max(0, place - 1), min(len(self._columns), place + 3)))
        return found


def _as_arrow(places: "np.ndarray[Any, Any]") -> "pa.Array":
    import pyarrow as pa

    return pa.array(places)


def _matching(column: "pa.Array", form: str, rows: "np.ndarray[Any, Any]") -> Iterator[tuple[int, str]]:
    """The cells of this form, each with its row."""
    import pyarrow.compute as pc

    fits = pc.indices_nonzero(pc.match_substring_regex(column, form))
    yield from zip(rows[fits.to_numpy()].tolist(), column.take(fits).to_pylist(), strict=True)
