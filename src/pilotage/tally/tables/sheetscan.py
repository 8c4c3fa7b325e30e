"""Looks through the parts of a workbook before it is read: how far its cells reach, and which hold a spreadsheet error.

The reader lays a sheet out from A1 to its last cell in memory, whatever the sheet says of its own size; and it gives
an error cell (#N/A) as an empty one. So both are found out here first, in pieces.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from pilotage.tally.tables.archives import read_entry
from pilotage.tally.tables.limits import Limits
from pilotage.tally.tables.rows import TableUnreadable

_LETTERS = re.compile(rb"""\sr\s*=\s*["']\s*([A-Za-z]+)\d""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']\s*[A-Za-z]*(\d+)""")
_ERROR_CELL = re.compile(rb"""<(?:\w+:)?c\s(?=[^<>]*\st\s*=\s*["']e["'])[^<>]*\sr\s*=\s*["']([A-Za-z]+)(\d+)["']""")
_ERROR_CELL_FIRST = re.compile(rb"""<(?:\w+:)?c\sr="([A-Za-z]+)(\d+)"(?=[^<>]*\st="e")""")
_LONGEST_TAG = 1 << 16


@dataclass
class PartScan:
    """One sheet as its file says. `errors` maps a row number to the letters of its first error cell; bounded."""

    last_row: int = 0
    last_column: int = 0
    cells: int = 0
    rows: int = 0
    errors: dict[int, str] = field(default_factory=dict)

    @property
    def area(self) -> int:
        """Cells from A1 to the last one, at least as many as there are."""
        return max(max(self.last_row, self.rows) * self.last_column, self.cells)

    @property
    def is_empty(self) -> bool:
        """Whether no cell is written at all."""
        return self.last_column == 0 and self.cells == 0


def scan_parts(stream: BinaryIO, entries: list[zipfile.ZipInfo], limits: Limits) -> dict[str, PartScan]:
    """Unpacks every part once in pieces and gives the scan of each sheet by the part's name.

    Errors: `TableUnreadable`.
    """
    scans: dict[str, PartScan] = {}
    for entry in entries:
        scan = PartScan()
        is_sheet = False
        for place, piece in enumerate(_whole_tags(read_entry(stream, entry))):
            if place == 0:
                is_sheet = b"worksheet" in piece[:4096]
                if b"<!DOCTYPE" in piece[:4096]:
                    raise TableUnreadable(
                        "The workbook is built in an unusual way.", "Save it again with a spreadsheet."
                    )
            if is_sheet:
                _add(scan, piece)
                _refuse_too_large(scan, limits)
        if is_sheet:
            scans[entry.filename] = scan
    return scans


def _refuse_too_large(scan: PartScan, limits: Limits) -> None:
    if scan.area > limits.cells:
        raise TableUnreadable(
            f"The sheet reaches over {max(scan.last_row, scan.rows):,} rows and {scan.last_column:,} columns;"
            f" at most {limits.cells:,} cells are read.",
            "Delete the empty rows and columns behind the table, split it, or save it as CSV.",
        )


def _add(scan: PartScan, piece: bytes) -> None:
    letters, numbers = set(_LETTERS.findall(piece)), set(_NUMBER.findall(piece))
    scan.last_row = max(scan.last_row, *(int(number[:9]) for number in numbers), 0)
    scan.last_column = max(scan.last_column, *map(_column_number, letters), 0)
    # Upper bounds, for cells and rows that do not say where they are.
    scan.cells += piece.count(b"<c") + piece.count(b":c")
    scan.rows += piece.count(b"<row") + piece.count(b":row")
    if b't="e"' in piece or b"t='e'" in piece:
        for pattern in (_ERROR_CELL_FIRST, _ERROR_CELL):
            for letters, number in pattern.findall(piece):
                scan.errors.setdefault(int(number[:9]), letters.decode().upper())


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:5]:
        number = number * 26 + letter - 64
    return number


def _whole_tags(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces cut before a tag, so that no tag is torn."""
    held = b""
    for piece in pieces:
        piece = held + piece
        cut = piece.rfind(b"<")
        if cut <= 0 or len(piece) - cut > _LONGEST_TAG:
            held, cut = b"", len(piece)
        else:
            held = piece[cut:]
        if piece[:cut]:
            yield piece[:cut]
    if held:
        yield held
