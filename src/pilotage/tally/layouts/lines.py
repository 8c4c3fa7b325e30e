"""Lines of a text file in any encoding, or records of a fixed length without line ends, one by one and numbered from 1."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.model import Layout

CHUNK: Final = 1 << 18
LONGEST: Final = 4_000_000
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
                 (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))  # fmt: skip
_EBCDIC: Final = ("cp037", "cp500", "cp1140", "cp273", "cp1026", "cp875", "cp424")


class Line(NamedTuple):
    """A line without its end. `code` says why it cannot be read; empty when it can."""

    number: int
    text: str
    code: str = ""


def open_file(path: Path) -> BinaryIO:
    """The file, to be read. Errors: `TallyError` for a folder, a missing file, no permission."""
    try:
        return path.open("rb")
    except OSError as problem:
        raise TallyError(f"{problem.strerror or problem}. Name a file that can be read.", place=str(path)) from None
    except ValueError:
        raise TallyError("This is no name of a file. Name a file that can be read.") from None


def is_ebcdic(encoding: str) -> bool:
    """Whether the encoding is one of the mainframe's."""
    return encoding in _EBCDIC


def marked_encoding(head: bytes, encoding: str) -> tuple[str, int]:
    """The encoding that the first bytes name, else the given one, and the length of the mark."""
    for mark, name in _MARKS:
        if head.startswith(mark) and encoding in ("auto", name, "utf-8", "utf-16", "utf-32", "ascii"):
            return name, len(mark)
    if encoding == "auto" and len(head) >= 8:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > 0.35 * len(head) and even < 0.05 * len(head):
            return "utf-16-le", 0
        if even > 0.35 * len(head) and odd < 0.05 * len(head):
            return "utf-16-be", 0
    return encoding, 0


def read_lines(path: Path, layout: Layout) -> Iterator[Line]:
    """Every data line, without those that `header_lines` and `footer_lines` set aside."""
    lines = _all_lines(path, layout)
    for _ in range(layout.header_lines):
        next(lines, None)
    if not layout.footer_lines:
        yield from lines
        return
    held: deque[Line] = deque()
    for line in lines:
        held.append(line)
        if len(held) > layout.footer_lines:
            yield held.popleft()


def _all_lines(path: Path, layout: Layout) -> Iterator[Line]:
    with open_file(path) as stream:
        head = stream.read(4096)
        encoding, skip = marked_encoding(head, layout.encoding)
        stride = record_stride(head[skip:], layout, encoding)
        stream.seek(skip)
        if stride:
            yield from _records(stream, layout, encoding, stride)
        else:
            yield from _ended_lines(stream, encoding)


def record_stride(head: bytes, layout: Layout, encoding: str) -> int:
    """Bytes from one record to the next where no line ends part them; 0 where they do."""
    length = layout.record_length
    if not length or encoding.startswith(("utf-16", "utf-32")):
        return 0
    if is_ebcdic(encoding):
        return length + (1 if not _is_binary(layout) and head[length : length + 1] in (b"\x15", b"\x25") else 0)
    after = head[length : length + 1]
    return 0 if after in (b"\n", b"\r") or (b"\n" in head[:length] and not _is_binary(layout)) else length


def _is_binary(layout: Layout) -> bool:
    kinds = (layout.fields, *(record.fields for record in layout.records))
    return any(field.storage != "text" for fields in kinds for field in fields)


def _records(stream: BinaryIO, layout: Layout, encoding: str, stride: int) -> Iterator[Line]:
    number, length = 0, layout.record_length
    while block := stream.read(stride):
        if len(block) < length and not block.strip(b"\r\n\x1a\0\x15\x25"):
            return
        number += 1
        yield decode_record(number, block[:length], length, encoding)


def decode_record(number: int, raw: bytes, length: int, encoding: str) -> Line:
    """A record of a file without line ends."""
    text = raw.decode("latin-1" if encoding == "auto" else encoding, "replace")
    return Line(number, text, "short_line" if len(raw) < length else "unreadable" if "\ufffd" in text else "")


def _ended_lines(stream: BinaryIO, encoding: str) -> Iterator[Line]:
    charset = "utf-8" if encoding in ("auto", "ascii") else encoding
    for number, (raw, is_cut) in enumerate(_split(_as_utf8(stream, charset)), 1):
        if raw.endswith(b"\r"):
            raw = raw[:-1]
        if is_cut:
            yield Line(number, raw[:4000].decode("utf-8", "replace"), "too_long")
        elif charset == "utf-8":
            yield decode_line(number, raw, encoding)
        else:
            text = raw.decode("utf-8")
            yield Line(number, text, "nul" if "\0" in text else "unreadable" if "\ufffd" in text else "")


def decode_line(number: int, raw: bytes, encoding: str) -> Line:
    """A line by its bytes, without its end. Without a named encoding, what is not UTF-8 is read as Windows-1252."""
    charset = "utf-8" if encoding in ("auto", "ascii") else encoding
    try:
        text = raw.decode(charset)
    except UnicodeDecodeError:
        text = raw.decode("cp1252" if encoding == "auto" else charset, "replace")
        return Line(number, text, "unreadable" if "\ufffd" in text or encoding != "auto" else "")
    return Line(number, text, "nul" if "\0" in text else "")


def _as_utf8(stream: BinaryIO, charset: str) -> Iterator[bytes]:
    if charset == "utf-8":
        while chunk := stream.read(CHUNK):
            yield chunk
        return
    import codecs

    decoder = codecs.getincrementaldecoder(charset)(errors="replace")
    ebcdic = is_ebcdic(charset)
    while chunk := stream.read(CHUNK):
        text = decoder.decode(chunk)
        yield (text.replace("\x85", "\n") if ebcdic else text).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def _split(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Lines at LF; at CR where the file has no LF at its beginning. A line over the limit is cut and flagged."""
    pending, end, is_cut = b"", b"", False
    for chunk in chunks:
        if not end:
            end = b"\r" if b"\r" in chunk and b"\n" not in chunk else b"\n" if b"\n" in chunk else b""
            if not end:
                pending = (pending + chunk)[:LONGEST]
                continue
        parts = (pending + chunk).split(end)
        pending = parts.pop()
        for part in parts:
            yield part, is_cut or len(part) > LONGEST
            is_cut = False
        if len(pending) > LONGEST:
            pending, is_cut = pending[:4000], True
    if (pending or is_cut) and pending != b"\x1a":
        yield pending, is_cut
