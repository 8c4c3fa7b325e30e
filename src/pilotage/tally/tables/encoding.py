"""Finds out how a text file is encoded, and gives its lines with a flag for those that cannot be trusted."""

import codecs
from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import BinaryIO

from pilotage.tally.tables.limits import Limits

_CHUNK = 1 << 18
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
WINDOWS = "windows-1252"


class Flag(IntEnum):
    """What is wrong with a line."""

    GOOD = 0
    NUL = 1
    UNREADABLE = 2
    TOO_LONG = 3


Line = tuple[str, Flag]


def find_encoding(stream: BinaryIO) -> tuple[str, int]:
    """The encoding and the length of its mark in bytes. Reads the stream through once, and rewinds it.

    A mark decides. Without one: UTF-16 where every other byte is NUL; UTF-8 where every line is, or where more lines
    with other than ASCII are valid UTF-8 than not (the rest are refused by row); else Windows-1252.
    """
    stream.seek(0)
    head = stream.read(4096)
    stream.seek(0)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name, len(mark)
    if wide := _wide(head):
        return wide, 0
    if all(chunk.isascii() for chunk in _chunks(stream)):
        stream.seek(0)
        return "utf-8", 0
    stream.seek(0)
    valid = broken = 0
    for line in _raw_lines(_chunks(stream), 1 << 24):
        if not line.isascii():
            try:
                line.decode("utf-8")
                valid += 1
            except UnicodeDecodeError:
                broken += 1
    stream.seek(0)
    return ("utf-8" if not broken or valid > broken else WINDOWS), 0


def read_lines(stream: BinaryIO, encoding: str, skip: int, limits: Limits) -> Iterator[Line]:
    """Lines with their ends (LF, CRLF or CR), each with its flag. A line over the limit is cut short and flagged."""
    stream.seek(skip)
    chunks = _chunks(stream)
    if encoding.startswith(("utf-16", "utf-32")):
        chunks = _as_utf8(chunks, encoding)
    for raw in _raw_lines(chunks, limits.record_chars * 4):
        yield _decode(raw, encoding, limits)


def _wide(head: bytes) -> str:
    """UTF-16 without its mark: ASCII letters with a NUL on one side of each."""
    if len(head) < 8:
        return ""
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return ""


def _chunks(stream: BinaryIO) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _as_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """UTF-16 and UTF-32 as UTF-8; what cannot be decoded becomes U+FFFD, which flags its line."""
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", final=True).encode("utf-8")


def _raw_lines(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Lines with their ends; of a line longer than `most` bytes only that much is kept."""
    pending: list[bytes] = []
    size = 0
    for chunk in _without_split_ends(chunks):
        lines = chunk.splitlines(keepends=True)
        open_end = lines.pop() if lines and not lines[-1].endswith((b"\n", b"\r")) else b""
        for place, line in enumerate(lines):
            if place == 0 and pending:
                pending.append(line)
                yield b"".join(pending)
                pending, size = [], 0
            else:
                yield line
        if open_end and size < most:
            pending.append(open_end)
            size += len(open_end)
    if pending:
        yield b"".join(pending)


def _without_split_ends(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, none ending between the CR and the LF of one line end."""
    held = b""
    for chunk in chunks:
        chunk = held + chunk
        held = b""
        if chunk.endswith(b"\r"):
            chunk, held = chunk[:-1], b"\r"
        if chunk:
            yield chunk
    if held:
        yield held


def _decode(raw: bytes, encoding: str, limits: Limits) -> Line:
    if len(raw) > limits.record_chars and len(raw.decode("utf-8", "replace")) > limits.record_chars:
        return raw[:200].decode("utf-8", "replace"), Flag.TOO_LONG
    return decode_line(raw, encoding)


def decode_line(raw: bytes, encoding: str) -> Line:
    """One line as text; what is no UTF-8 is read as Windows-1252 where the file is."""
    nul = Flag.NUL if b"\0" in raw else Flag.GOOD
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        if encoding != WINDOWS:
            return raw.decode("utf-8", "replace"), Flag.UNREADABLE
        try:
            return raw.decode(WINDOWS), nul
        except UnicodeDecodeError:
            return raw.decode(WINDOWS, "replace"), Flag.UNREADABLE
    if "\ufffd" in text and encoding.startswith(("utf-16", "utf-32")):
        return text, Flag.UNREADABLE
    return text, nul
