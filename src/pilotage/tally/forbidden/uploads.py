"""Looks for card numbers in a file that somebody sends: text, tables, workbooks, and the parts of other archives."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from pilotage.tally.forbidden.columns import ColumnJudge
from pilotage.tally.forbidden.findings import Finding
from pilotage.tally.forbidden.texts import scan_lines, scan_stream, scan_text
from pilotage.tally.tables import Limits, TableUnreadable, check_archive, open_table, read_entry

_DEEPEST = 2
_LONGEST_NESTED = 20 * 1024 * 1024
_BLOCK_END = re.compile(
    rb"</(?:\w+:)?(?:p|tc|t|si|row|v|is|text|comment|title|li|td|div)>|<(?:\w+:)?(?:br|tab|cr)\b[^>]*>"
)
_RUN_END = re.compile(rb"</(?:\w+:)?t>\s*</(?:\w+:)?r>\s*<(?:\w+:)?r\b[^>]*>")
_TAG = re.compile(rb"<[^>]*>")


def scan_upload(stream: BinaryIO, name: str = "", limits: Limits | None = None, *, depth: int = 0) -> list[Finding]:
    """Card numbers anywhere in the file, its name included. Nothing is written anywhere.

    Workbooks are judged by column, sheet by sheet, hidden ones too. Compressed pictures and PDF streams are not looked
    into.
    Errors: `TableUnreadable` for an archive beyond the limits or damaged.
    """
    limits = limits or Limits()
    found = scan_text(name)
    stream.seek(0)
    head = stream.read(4)
    if head in (b"PK\x03\x04", b"PK\x05\x06"):
        return found + _scan_archive(stream, limits, depth)
    return found + scan_stream(stream)


def _scan_archive(stream: BinaryIO, limits: Limits, depth: int) -> list[Finding]:
    entries = check_archive(stream, limits)
    names = {entry.filename for entry in entries}
    is_workbook = "xl/workbook.xml" in names
    found = _scan_sheets(stream, limits) if is_workbook else []
    for entry in entries:
        found += scan_text(entry.filename) if not is_workbook else []
        if is_workbook and (
            entry.filename.startswith("xl/worksheets/sheet") or entry.filename == "xl/sharedStrings.xml"
        ):
            continue
        found += _scan_entry(stream, entry, limits, depth)
    return found


def _scan_sheets(stream: BinaryIO, limits: Limits) -> list[Finding]:
    """Every sheet with anything in it; cells without a header over them are judged under their column's letters."""
    found: list[Finding] = []
    done: set[str] = set()
    waiting: list[str | None] = [None]
    while waiting:
        wanted = waiting.pop()
        if wanted in done:
            continue
        try:
            table = open_table(stream, sheet=wanted, limits=limits)
        except TableUnreadable:
            if wanted is None:
                raise
            done.add(wanted)
            continue
        done.add(table.sheet)
        waiting += [sheet.name for sheet in table.other_sheets if not sheet.is_empty and sheet.name not in done]
        judge = ColumnJudge(table.headers, header_row=table.header_number)
        for row in table.rows():
            judge.feed_row(row.number, row.cells.items())
        found += judge.findings()
    return found


def _scan_entry(stream: BinaryIO, entry: zipfile.ZipInfo, limits: Limits, depth: int) -> list[Finding]:
    pieces = read_entry(stream, entry)
    if entry.filename.lower().endswith((".xml", ".rels", ".html", ".xhtml", ".htm")):
        return scan_lines(_lines(_without_tags(pieces)))
    if entry.filename.lower().endswith((".zip", ".xlsx", ".docx")) and entry.file_size <= _LONGEST_NESTED:
        if depth + 1 >= _DEEPEST:
            raise TableUnreadable("The file holds archives within archives.", "Send the files themselves.")
        return scan_upload(io.BytesIO(b"".join(pieces)), "", limits, depth=depth + 1)
    return scan_lines(_lines(pieces))


def _without_tags(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Text of XML or HTML: a line for each block, the parts of a paragraph joined so that a split number is whole."""
    held = b""
    for piece in pieces:
        piece = held + piece
        cut = piece.rfind(b">") + 1 or len(piece)
        held = piece[cut:]
        yield _TAG.sub(b"", _BLOCK_END.sub(b"\n", _RUN_END.sub(b"", piece[:cut])))
    yield _TAG.sub(b"", held)


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    """Lines of a part; what is no UTF-8 is read as Windows-1252, digits are the same in both."""
    held = b""
    for piece in pieces:
        *lines, held = (held + piece).split(b"\n")
        yield from (_decoded(line) for line in lines)
        if len(held) > 1 << 22:
            yield _decoded(held)
            held = b""
    yield _decoded(held)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("windows-1252", "replace")
