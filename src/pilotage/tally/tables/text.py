"""Reads delimited text row by row: any usual separator, quoted line ends, damage confined to its own row."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from pilotage.tally.tables.encoding import Flag, Line, find_encoding, read_lines
from pilotage.tally.tables.headers import lay_out, read_headers
from pilotage.tally.tables.limits import Limits
from pilotage.tally.tables.rows import Problem, Row, Table, TableUnreadable

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES, _SAMPLE_CHARS = 60, 200_000


class _TooLong(Exception):
    """One record runs over its bounds: usually a quote that nothing closes."""


class _Lines:
    """Lines for the CSV reader.

    Remembers those of the current record, so that a broken one gives back all but its first.
    """

    def __init__(self, lines: Iterator[Line], limits: Limits) -> None:
        self._lines = lines
        self._given_back: deque[Line] = deque()
        self._limits = limits
        self._pulled: list[Line] = []
        self._chars = 0
        self.flag = Flag.GOOD

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._given_back.popleft() if self._given_back else next(self._lines)
        text, flag = line
        self._pulled.append(line)
        self._chars += len(text)
        if flag and not self.flag:
            self.flag = flag
        if (
            flag == Flag.TOO_LONG
            or self._chars > self._limits.record_chars
            or len(self._pulled) > self._limits.record_lines
        ):
            raise _TooLong
        return text

    def start_record(self) -> None:
        self._pulled.clear()
        self._chars = 0
        self.flag = Flag.GOOD

    def give_back(self) -> str:
        """Return every line but the first to the queue; the text of the first."""
        first, *others = self._pulled
        self._given_back.extendleft(reversed(others))
        self.flag = first[1]
        return first[0]


def open_text(stream: BinaryIO, limits: Limits) -> Table:
    """A table over delimited text; the stream must be at its owner's disposal while rows are read.

    Errors: `TableUnreadable`.
    """
    csv.field_size_limit(max(csv.field_size_limit(), limits.record_chars))
    encoding, skip = find_encoding(stream)
    delimiter, named = _delimiter(read_lines(stream, encoding, skip, limits), limits)
    records = _records(_Lines(read_lines(stream, encoding, skip, limits), limits), delimiter)
    if named:
        next(records, None)
    shift = 1 if named else 0
    header = next((record for record in records if record[2] is not None or any(map(str.strip, record[1]))), None)
    if header is None:
        raise TableUnreadable("The file is empty.", "Give it a header row and a row for each record.")
    number, values, problem = header
    if problem is not None:
        raise TableUnreadable(f"The header (row {number - shift}) cannot be read: {problem.reason}", problem.remedy)
    headers = read_headers(values, limits)
    rows = _rows(records, headers, shift)
    return Table(headers, "text", number - shift, encoding=encoding, delimiter=delimiter, source=rows)


Record = tuple[int, list[str], Problem | None]


def _records(lines: _Lines, delimiter: str) -> Iterator[Record]:
    """Numbered records; blank lines count, as a spreadsheet counts them."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        lines.start_record()
        try:
            values = next(reader)
        except StopIteration:
            return
        except _TooLong:
            yield number, [lines.give_back()[:200]], _too_long(lines.flag)
            continue
        except csv.Error:
            yield number, [lines.give_back()[:200]], _PROBLEMS["broken_quotes"]
            continue
        yield number, values, _FLAGGED.get(lines.flag)


def _rows(records: Iterator[Record], headers: tuple[str, ...], shift: int) -> Iterator[Row | None]:
    for number, values, problem in records:
        if problem is None:
            yield lay_out(number - shift, values, headers)
        else:
            cells = {} if problem.kind in ("broken_quotes", "too_long") else dict(zip(headers, values, strict=False))
            yield Row(number - shift, cells, _with_column(problem, cells))


def _with_column(problem: Problem, cells: dict[str, str]) -> Problem:
    sign = {"nul": "\0", "unreadable_characters": "\ufffd"}.get(problem.kind)
    column = next((name for name, text in cells.items() if sign is not None and sign in text), None)
    return Problem(problem.kind, problem.reason, problem.remedy, column)


def _delimiter(lines: Iterator[Line], limits: Limits) -> tuple[str, bool]:
    """The separator that cuts the first rows most evenly, and whether the file names it itself (`sep=;`)."""
    sample: list[str] = []
    chars = 0
    for text, _ in islice(lines, _SAMPLE_LINES):
        sample.append(text)
        chars += len(text)
        if chars > _SAMPLE_CHARS:
            break
    first = sample[0].strip().lower() if sample else ""
    if first.startswith("sep=") and (first[4:] in DELIMITERS or sample[0].rstrip("\r\n")[4:] == "\t"):
        return sample[0].rstrip("\r\n")[4], True
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter)), False


def _evenness(sample: list[str], delimiter: str) -> tuple[float, int]:
    try:
        records = [record for record in csv.reader(sample, delimiter=delimiter) if any(map(str.strip, record))]
    except csv.Error:
        return 0.0, 0
    if not records or len(records[0]) < 2:
        return 0.0, 0
    width = len(records[0])
    return sum(len(record) == width for record in records) / len(records), width


_PROBLEMS = {
    "nul": Problem("nul", "It holds a NUL character.", "Save the file again as CSV text, or remove the character."),
    "unreadable_characters": Problem(
        "unreadable_characters", "It holds characters that cannot be read.", "Save the file again as CSV in UTF-8."
    ),
    "broken_quotes": Problem(
        "broken_quotes",
        "Its quotation marks are not in pairs.",
        'Put the whole cell between two ", and write every " inside it twice.',
    ),
    "too_long": Problem(
        "too_long", "It is too long to be one row.", 'Look for a " that nothing closes, or shorten the text of the row.'
    ),
}
_FLAGGED = {Flag.NUL: _PROBLEMS["nul"], Flag.UNREADABLE: _PROBLEMS["unreadable_characters"]}


def _too_long(flag: Flag) -> Problem:
    return _FLAGGED.get(flag, _PROBLEMS["too_long"])
