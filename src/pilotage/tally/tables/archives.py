"""Looks into a ZIP archive (an XLSX file is one) before anything is unpacked, and refuses bombs."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from pilotage.tally.tables.limits import MB, Limits
from pilotage.tally.tables.rows import TableUnreadable

_CHUNK = 1 << 18
#: A directory entry takes 46 bytes and its name; more than this on average is not a usual archive.
_BYTES_PER_ENTRY = 400
_SMALLER = "Send a smaller file, or save the table as CSV."


def check_archive(stream: BinaryIO, limits: Limits | None = None) -> list[zipfile.ZipInfo]:
    """The entries of an archive whose declared sizes keep the limits; nothing is unpacked.

    What an entry declares is held to by `read_entry`. Errors: `TableUnreadable`.
    """
    limits = limits or Limits()
    size = stream.seek(0, io.SEEK_END)
    if size > limits.file_bytes:
        raise TableUnreadable(
            f"The file has {size / MB:,.0f} MB; at most {limits.file_bytes // MB} MB are read.", _SMALLER
        )
    _check_directory(stream, size, limits)
    try:
        entries = zipfile.ZipFile(stream).infolist()
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError, EOFError, OverflowError):
        raise TableUnreadable("The file is damaged.", "Save it again and send the new file.") from None
    _check_entries(entries, size, limits)
    return entries


def read_entry(stream: BinaryIO, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes of an entry in pieces.

    Errors: `TableUnreadable` where it is damaged or unpacks to more than it declares.
    """
    damaged = TableUnreadable("The file is damaged.", "Save it again and send the new file.")
    if entry.header_offset < 0:
        raise damaged
    stream.seek(entry.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise damaged
    stream.seek(sum(struct.unpack("<HH", header[26:30])), io.SEEK_CUR)
    left, given = entry.compress_size, 0
    inflate = zlib.decompressobj(-15) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0:
        packed = stream.read(min(_CHUNK, left))
        if not packed:
            raise damaged
        left -= len(packed)
        try:
            for piece in _inflated(inflate, packed):
                given += len(piece)
                if given > entry.file_size:
                    raise TableUnreadable(
                        "The file unpacks to more than it declares.", "Save it again with a spreadsheet."
                    )
                yield piece
        except zlib.error:
            raise damaged from None
        if inflate is not None and inflate.eof:
            break
    if given != entry.file_size:
        raise damaged


def _inflated(inflate: "zlib._Decompress | None", packed: bytes) -> Iterator[bytes]:
    if inflate is None:
        yield packed
        return
    while packed and not inflate.eof:
        yield inflate.decompress(packed, MB)
        packed = inflate.unconsumed_tail


def _check_directory(stream: BinaryIO, size: int, limits: Limits) -> None:
    """Bounds the directory before it is read: a directory of millions of entries is a bomb by itself."""
    tail_size = min(size, 65_557)
    stream.seek(size - tail_size)
    tail = stream.read(tail_size)
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) - place < 22:
        raise TableUnreadable("The file is damaged: its end is missing.", "Send it again.")
    entries, directory_bytes = struct.unpack("<HI", tail[place + 10 : place + 16])
    if entries > limits.entries or directory_bytes > limits.entries * _BYTES_PER_ENTRY:
        raise TableUnreadable(f"The file holds more than {limits.entries:,} parts.", _SMALLER)


def _check_entries(entries: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    if len(entries) > limits.entries:
        raise TableUnreadable(f"The file holds more than {limits.entries:,} parts.", _SMALLER)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise TableUnreadable(
            f"The file unpacks to {unpacked / MB:,.0f} MB; at most {limits.unpacked_bytes // MB} MB are read.", _SMALLER
        )
    packed = max(1, min(size, sum(entry.compress_size for entry in entries)))
    if unpacked > limits.ratio_from_bytes and unpacked > limits.ratio * packed:
        raise TableUnreadable(f"The file unpacks to more than {limits.ratio} times its size.", _SMALLER)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise TableUnreadable("The file is protected by a password.", "Save it without the password.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise TableUnreadable("The file is packed in a way that is not read.", "Save it again with a spreadsheet.")
