"""Lines of a file of any size, in constant memory: also without line ends, where every record has the same length."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pilotage.tally.errors import TallyError

CHUNK = 1 << 17
LONGEST = 1 << 16


def opened(path: Path) -> BinaryIO:
    """The file, open for reading. Errors: TallyError in the user's words."""
    try:
        stream = path.open("rb")
    except IsADirectoryError:
        raise TallyError("This is a folder. Name one file in it.", place=str(path)) from None
    except FileNotFoundError:
        raise TallyError("There is no such file. Check the name and the folder.", place=str(path)) from None
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise TallyError(f"{reason}. Name a file that can be read.", place=str(path)) from problem
    return stream


def head_of(path: Path, size: int = 8192) -> bytes:
    """The first bytes. Errors: TallyError where the file is empty or cannot be read."""
    try:
        with opened(path) as stream:
            head = stream.read(size)
    except OSError as problem:
        raise TallyError(f"{problem.strerror}. Name a file that can be read.", place=str(path)) from problem
    if not head.strip(b"\x00 \t\r\n\x1a\xef\xbb\xbf"):
        raise TallyError("The file is empty. Ask its sender for it again.", place=str(path))
    return head


def line_chunks(stream: BinaryIO, width: int = 0) -> Iterator[list[str]]:
    """Lists of lines without their ends (LF, CRLF or CR), decoded byte by byte as Latin-1.

    With `width`, a file that has no line end where its first record ends is cut into records of that length. A line
    longer than 64 KB is given in its first 64 KB and one sign; the rest of it is skipped.
    """
    head = stream.read(CHUNK)
    if width and len(head) > width and b"\n" not in head[: width * 2 + 2] and b"\r" not in head[: width * 2 + 2]:
        yield from _records(stream, head, width)
        return
    end = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
    rest, skipping = b"", False
    while head:
        block = rest + head
        parts = block.split(end)
        rest = parts.pop()
        if skipping and parts:
            parts, skipping = parts[1:], False
        if len(rest) > LONGEST:
            if not skipping:
                parts.append(rest[: LONGEST + 1])
            rest, skipping = b"", True
        elif skipping:
            rest = b""
        if parts:
            yield [part.rstrip(b"\r").decode("latin-1") for part in parts] if b"\r" in block else _plain(parts)
        head = stream.read(CHUNK)
    if rest and not skipping and rest != b"\x1a":
        yield [rest.rstrip(b"\r").decode("latin-1")]


def _plain(parts: list[bytes]) -> list[str]:
    return b"\n".join(parts).decode("latin-1").split("\n") if parts else []


def _records(stream: BinaryIO, head: bytes, width: int) -> Iterator[list[str]]:
    rest = b""
    while head:
        block = rest + head
        whole = len(block) // width * width
        text = block[:whole].decode("latin-1")
        rest = block[whole:]
        if text:
            yield [text[place : place + width] for place in range(0, whole, width)]
        head = stream.read(CHUNK)
    if rest.strip(b"\r\n\x1a\x00 "):
        yield [rest.rstrip(b"\r\n\x1a").decode("latin-1")]
