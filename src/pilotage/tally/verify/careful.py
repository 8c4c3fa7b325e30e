"""Reads delimited text record by record where its bytes are not plain: damage is confined to its own row."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pilotage.tally.tables.encoding import WINDOWS
from pilotage.tally.tables.text import DELIMITERS
from pilotage.tally.verify.rows import RAW_CHARS, Reject

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

#: A record longer than this is a quote that nothing closes.
_MOST_LINES, _MOST_CHARS = 1_000, 4_000_000
#: Text that was no ASCII-like encoding and stands here as UTF-8: U+FFFD means that something could not be decoded.
WIDE = "wide"
csv.field_size_limit(max(csv.field_size_limit(), _MOST_CHARS))


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on, its text, its cells, and why it is refused (empty for a good one)."""

    line: int
    raw: str
    values: Sequence[str]
    code: str = ""


class _Unfinished(Exception):
    """The record goes on beyond the data."""


class _TooLong(Exception):
    """The record runs over its bounds."""


class _Pull:
    """Lines for the CSV reader, with the way back to the second line of the current record."""

    def __init__(self, lines: list[bytes], encoding: str, *, is_last: bool) -> None:
        self.lines, self.place, self.start = lines, 0, 0
        self._encoding, self._is_last = encoding, is_last
        self.texts: list[str] = []
        self.code = ""
        self._chars = 0

    def begin(self) -> None:
        self.start, self.code, self._chars = self.place, "", 0
        self.texts = []

    def give_back(self) -> None:
        """Leaves only the first line to the current record."""
        self.place = self.start + 1
        self.texts = self.texts[:1]

    def __iter__(self) -> "_Pull":
        return self

    def __next__(self) -> str:
        if self.place >= len(self.lines):
            if not self._is_last and self.texts:
                raise _Unfinished
            raise StopIteration
        text, code = _decoded(self.lines[self.place], self._encoding)
        self.place += 1
        self.texts.append(text)
        self._chars += len(text)
        self.code = self.code or code
        if self._chars > _MOST_CHARS or len(self.texts) > _MOST_LINES:
            raise _TooLong
        return text


def _decoded(raw: bytes, encoding: str) -> tuple[str, str]:
    code = "nul" if b"\0" in raw else ""
    used = "utf-8" if encoding == WIDE else encoding
    try:
        text = raw.decode(used)
    except UnicodeDecodeError:
        try:
            if used != "utf-8":
                raise
            return raw.decode(WINDOWS), code or "unreadable_characters"
        except UnicodeDecodeError:
            return raw.decode(used, "replace"), "unreadable_characters"
    if used != encoding and "\ufffd" in text:
        return text, "unreadable_characters"
    return text, code


class Careful:
    """Reads records from bytes; `used` and `next_line` tell afterwards how far it came."""

    def __init__(self, delimiter: str, encoding: str) -> None:
        self._delimiter, self._encoding = delimiter, encoding
        self.used, self.next_line = 0, 1

    def records(self, data: bytes, first: int, *, is_last: bool) -> Iterator[Record]:
        """Whole records from the start of the data. One that is unfinished at its end is left, unless it is the last data."""
        lines = data.splitlines(keepends=True)
        if not is_last and lines and (not lines[-1].endswith((b"\n", b"\r")) or data.endswith(b"\r")):
            lines.pop()
        pull = _Pull(lines, self._encoding, is_last=is_last)
        self.used, self.next_line = 0, first
        while pull.place < len(lines):
            pull.begin()
            # A new reader for each record: one that has failed keeps the state in which it failed.
            reader = csv.reader(pull, delimiter=self._delimiter, strict=True)
            values: list[str] = []
            try:
                values = next(reader, [])
                code = pull.code
            except _Unfinished:
                return
            except (csv.Error, _TooLong) as problem:
                is_long = isinstance(problem, _TooLong)
                pull.give_back()
                code = pull.code or ("too_long" if is_long and len(pull.texts[0]) > _MOST_CHARS else "broken_quotes")
            raw = "".join(pull.texts)
            line = self.next_line
            self.used += sum(len(piece) for piece in lines[pull.start : pull.place])
            self.next_line += pull.place - pull.start
            yield Record(line, raw.rstrip("\r\n")[:RAW_CHARS], values, code)

    def table(
        self, data: bytes, first: int, headers: Sequence[str], *, is_last: bool
    ) -> "tuple[pa.Table, np.ndarray[Any, Any], list[Reject], int]":
        """The good rows as text columns with their lines, the refused ones, and how many were blank."""
        import numpy as np
        import pyarrow as pa

        width = len(headers)
        lines: list[int] = []
        rows: list[Sequence[str]] = []
        rejects: list[Reject] = []
        blank = 0
        for record in self.records(data, first, is_last=is_last):
            values, code = record.values, record.code
            if not code and not any(value.strip() for value in values):
                blank += 1
                continue
            code = code or _misfit(values, width)
            if code:
                rejects.append(Reject(record.line, code, record.raw))
                continue
            lines.append(record.line)
            rows.append(values[:width])
        columns = list(zip(*rows, strict=True)) if rows else [()] * width
        table = pa.table([pa.array(column, pa.string()) for column in columns], names=list(headers))
        return table, np.array(lines, dtype=np.int64), rejects, blank


def _misfit(values: Sequence[str], width: int) -> str:
    if len(values) < width:
        return "too_few_cells"
    return "too_many_cells" if any(value.strip() for value in values[width:]) else ""


def sniffed_delimiter(head: bytes) -> str:
    """The separator that cuts the first rows most evenly; a comma where none does."""
    sample = [line.decode("utf-8", "replace") for line in head.splitlines()[:60]]

    def evenness(delimiter: str) -> tuple[float, int]:
        try:
            records = [row for row in csv.reader(sample, delimiter=delimiter) if any(map(str.strip, row))]
        except csv.Error:
            return 0.0, 0
        if not records or len(records[0]) < 2:
            return 0.0, 0
        width = len(records[0])
        return sum(len(row) == width for row in records) / len(records), width

    best = max(DELIMITERS, key=evenness)
    return best if evenness(best)[1] else ","
