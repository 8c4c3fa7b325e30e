"""Opens a table by what is in the file, not by its name."""

import io
from pathlib import Path
from typing import BinaryIO

from pilotage.tally.tables.limits import MB, Limits
from pilotage.tally.tables.rows import Table, TableUnreadable
from pilotage.tally.tables.text import open_text

_SIGNS = {
    b"\xd0\xcf\x11\xe0": "an old Excel workbook or one with a password",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet file",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
}


def open_table(
    source: Path | str | BinaryIO, *, name: str | None = None, sheet: str | None = None, limits: Limits | None = None
) -> Table:
    """A table with its header read, from a path or a binary stream: an XLSX workbook or delimited text.

    Rows are read as they are asked for. Only `name` (what the user calls the file) appears in sentences. Use it in a
    `with`, or close it.
    Errors: `TableUnreadable`.
    """
    limits = limits or Limits()
    if isinstance(source, Path | str):
        path = Path(source)
        stream = _opened(path, name or path.name or str(path))
        owned = True
    else:
        stream, owned = _seekable(source, limits), False
    try:
        table = _open_stream(stream, name or "", sheet, limits)
    except BaseException:
        if owned:
            stream.close()
        raise
    if owned:
        table.on_close = stream.close
    return table


def _open_stream(stream: BinaryIO, name: str, sheet: str | None, limits: Limits) -> Table:
    size = stream.seek(0, io.SEEK_END)
    if size > limits.file_bytes:
        raise TableUnreadable(
            f"The file has {size / MB:,.0f} MB; at most {limits.file_bytes // MB} MB are read.",
            "Split it into smaller files.",
        )
    stream.seek(0)
    head = stream.read(8)
    stream.seek(0)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        from pilotage.tally.tables.workbooks import open_workbook  # its reader is loaded for workbooks alone

        return open_workbook(stream, limits, sheet)
    for sign, what in _SIGNS.items():
        if head.startswith(sign):
            raise TableUnreadable(f"The file is {what}.", "Save the table as XLSX, or as CSV in UTF-8.")
    if name.lower().endswith((".xlsx", ".xlsm")) and head:
        raise TableUnreadable(
            "The file is called a workbook and is none.", "Save the table as XLSX, or as CSV in UTF-8."
        )
    return open_text(stream, limits)


def _opened(path: Path, name: str) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise TableUnreadable(f"There is no file {name}.", "Check the name and the folder.") from None
    except (OSError, ValueError) as why:
        reason = getattr(why, "strerror", None) or str(why)
        raise TableUnreadable(
            f"The file {name} cannot be opened ({reason}).", "Name a file that you may read."
        ) from None


def _seekable(stream: BinaryIO, limits: Limits) -> BinaryIO:
    """The stream itself where it can go back; else its bytes in memory, never on disk, up to the limit and one more."""
    if stream.seekable():
        return stream
    return io.BytesIO(stream.read(limits.file_bytes + 1))
