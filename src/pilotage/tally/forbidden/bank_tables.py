"""Looks for bank account numbers in a table that somebody sends, before anything is kept.

A file without a heading is judged too: its first row is data, and its columns are told by their place, never by what stands there.
"""

import csv
import io
from collections.abc import Iterable
from typing import Any, BinaryIO, cast

from pilotage.tally.forbidden.banking import BankAccountJudge, account_digits, is_iban
from pilotage.tally.forbidden.findings import Finding
from pilotage.tally.forbidden.plain_tables import LARGE, NotPlain, feed_plain
from pilotage.tally.forbidden.wording import says_nothing
from pilotage.tally.tables import Limits, Table, TableUnreadable, open_table

_DELIMITERS = (",", ";", "\t", "|")
_MARK = b"\xef\xbb\xbf"
_LONGEST_LINE = 1 << 20
#: Text is read row by row, however long it is; workbooks are bounded by what they unpack to.
_ANY_SIZE = Limits(file_bytes=1 << 40)


def scan_bank_accounts(
    stream: BinaryIO,
    name: str = "",
    limits: Limits | None = None,
    *,
    allowed: Iterable[str] = (),
    key: Iterable[str] = (),
) -> list[Finding]:
    """Bank account numbers in columns that are not `allowed` to hold them; every sheet of a workbook is looked at.

    What is no table (a text, a fixed-width file without its layout) has no columns to judge, and nothing is found in it.
    """
    limits = limits or _ANY_SIZE
    if heading := _heading_of_places(stream):
        headed = cast(BinaryIO, io.BufferedReader(_Headed(stream, heading)))
        return _scan(headed, name, limits, allowed, key, above=1)
    return _scan(stream, name, limits, allowed, key)


def _scan(
    stream: BinaryIO, name: str, limits: Limits, allowed: Iterable[str], key: Iterable[str], *, above: int = 0
) -> list[Finding]:
    """`above`: how many lines of our own stand above the file's first."""
    found: list[Finding] = []
    is_large = stream.seek(0, io.SEEK_END) >= LARGE
    done: set[str] = set()
    waiting: list[str | None] = [None]
    while waiting:
        wanted = waiting.pop()
        if wanted in done:
            continue
        try:
            table = open_table(stream, name=name, sheet=wanted, limits=limits)
        except TableUnreadable:
            done.add(wanted or "")
            continue
        done.add(table.sheet)
        waiting += [one.name for one in table.other_sheets if not one.is_empty and one.name not in done]
        found += _judged(stream, table, name, limits, allowed, key, above, is_large=is_large)
    return found


def _judged(
    stream: BinaryIO,
    table: Table,
    name: str,
    limits: Limits,
    allowed: Iterable[str],
    key: Iterable[str],
    above: int,
    *,
    is_large: bool,
) -> list[Finding]:
    """What is found in one table; a large plain text is looked at column by column."""
    places = _places(table.headers)

    def judge_of_heading() -> BankAccountJudge:
        judge = BankAccountJudge(
            list(places.values()),
            allowed=[places.get(one, one) for one in allowed],
            key=[places.get(one, one) for one in key],
        )
        if any(place != header for header, place in places.items()):  # what stands for a heading is data
            judge.feed_row(1, [(places[header], header) for header in table.headers])
        return judge

    judge = judge_of_heading()
    if table.kind == "text" and is_large:
        try:
            feed_plain(stream, table, list(places.values()), judge, above)
            return judge.findings()
        except NotPlain:
            judge = judge_of_heading()
            table = open_table(stream, name=name, limits=limits)
    try:
        for row in table.rows():
            judge.feed_row(row.number - above, [(places[header], text) for header, text in row.cells.items()])
    except TableUnreadable:
        pass
    return judge.findings()


def _places(headers: Iterable[str]) -> dict[str, str]:
    """What each column is called: by its heading, or by its place where an account number stands for one."""
    named = list(headers)
    if not any(_is_number(one) for one in named):
        return {one: one for one in named}
    return {
        header: f"column {place}" if _is_number(header) or says_nothing(header) else header
        for place, header in enumerate(named, 1)
    }


def _is_number(text: str) -> bool:
    """Whether a text could be an account or routing number, which no heading is."""
    return bool(account_digits(text)) or is_iban(text)


def _heading_of_places(stream: BinaryIO) -> bytes:
    """A heading for a text file whose first line is data with an account number in it; empty for any other file."""
    stream.seek(0)
    line = (stream.readline(_LONGEST_LINE).removeprefix(_MARK).splitlines() or [b""])[0]  # a CR alone ends a line, too
    stream.seek(0)
    if line.startswith(b"PK") or b"\0" in line or line[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return b""
    text = line.decode("utf-8", errors="replace")
    delimiter = max(_DELIMITERS, key=text.count)
    try:
        cells = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        return b""
    if len(cells) < 2 or not any(_is_number(cell.strip()) for cell in cells):
        return b""
    if any(cell.strip() and cell.strip().isidentifier() and not any(map(str.isdigit, cell)) for cell in cells):
        return b""  # words stand in it: a heading with a number in it, or data beside names; judged as it is
    return (delimiter.join(f"column {place}" for place in range(1, len(cells) + 1)) + "\n").encode()


class _Headed(io.RawIOBase):
    """A file with a line of our own above it, read and sought as one."""

    def __init__(self, stream: BinaryIO, heading: bytes) -> None:
        self._stream, self._heading, self._at = stream, heading, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        if whence == io.SEEK_END:
            offset += self._stream.seek(0, io.SEEK_END) + len(self._heading)
        elif whence == io.SEEK_CUR:
            offset += self._at
        self._at = offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        if self._at < len(self._heading):
            piece = self._heading[self._at : self._at + len(buffer)]
        else:
            self._stream.seek(self._at - len(self._heading))
            piece = self._stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
