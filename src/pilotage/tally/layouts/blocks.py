"""Blocks of fixed-width lines as one matrix of characters: lines of one length at a stride, others gathered into it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from pilotage.tally.layouts.lines import is_ebcdic, marked_encoding, open_file, record_stride
from pilotage.tally.layouts.model import Layout

BLOCK = 6_000_000
_LF, _CR, _BLANK, _LAST = 10, 13, 32, 126
_BYTE_SETS = ("auto", "utf-8", "ascii", "iso8859-1", "cp1252")


@dataclass(frozen=True)
class Block:
    """Some lines. `chars` is rows × width with blanks behind short lines, `raw` the same before EBCDIC was translated.

    `odd` are the rows that only the slow way may judge: other characters than printable ASCII, or a wrong length.
    `first` is the number of the first line.
    """

    first: int
    chars: npt.NDArray[np.uint8]
    raw: npt.NDArray[np.uint8]
    odd: npt.NDArray[np.bool_]
    data: bytes
    starts: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    is_record: bool = False

    def line(self, row: int) -> bytes:
        """The bytes of one line, without its end."""
        start = int(self.starts[row])
        return self.data[start : start + int(self.lengths[row])]


def suits(path: Path, layout: Layout) -> bool:
    """Whether the file can be read by blocks: one byte to a character where it is plain, lines that end with LF or not at all."""
    encoding = layout.encoding
    if layout.footer_lines or not (encoding in _BYTE_SETS or is_ebcdic(encoding)):
        return False
    with open_file(path) as stream:
        head = stream.read(65_536)
    found, skip = marked_encoding(head, encoding)
    if found.startswith(("utf-16", "utf-32")):
        return False
    if record_stride(head[skip:], layout, found):
        return layout.header_lines == 0
    return b"\n" in head and not is_ebcdic(encoding)


def read_blocks(path: Path, layout: Layout) -> Iterator[Block]:
    """The file block by block; the last line may lack its end."""
    width = max(field.start + field.width - 1 for field in layout.fields)
    with open_file(path) as stream:
        head = stream.read(65_536)
        encoding, skip = marked_encoding(head, layout.encoding)
        stride = record_stride(head[skip:], layout, encoding)
        stream.seek(skip)
        if stride:
            yield from _records(stream, layout, width, stride)
        else:
            yield from _lines(stream, layout, width)


def _records(stream: BinaryIO, layout: Layout, width: int, stride: int) -> Iterator[Block]:
    first, length = 1, layout.record_length
    table = _to_latin(layout.encoding)
    packed = np.zeros(stride, np.bool_)
    for field in layout.fields:
        packed[field.start - 1 : field.start - 1 + field.width] = field.storage != "text"
    while data := stream.read(max(BLOCK // stride, 1) * stride):
        rows, rest = divmod(len(data), stride)
        if rest and data[rows * stride :].strip(b"\r\n\x1a\0\x15\x25"):
            data = data.ljust((rows + 1) * stride)
            rows, rest = rows + 1, rest
        else:
            rest = 0
        if not rows:
            return
        raw = np.frombuffer(data, np.uint8, rows * stride).reshape(rows, stride)
        chars = (
            raw
            if table is None
            else np.frombuffer(data.translate(table), np.uint8, rows * stride).reshape(rows, stride)
        )
        odd = _not_plain(chars[:, :length], packed[:length])
        lengths = np.full(rows, length, np.int64)
        if rest and rest < length:
            odd[-1], lengths[-1] = True, rest
        yield Block(
            first, chars[:, :width], raw[:, :width], odd, data, np.arange(rows, dtype=np.int64) * stride, lengths, True
        )
        first += rows


def _lines(stream: BinaryIO, layout: Layout, width: int) -> Iterator[Block]:
    first, pending = 1, b""
    skipped = layout.header_lines
    while True:
        chunk = stream.read(BLOCK)
        data = pending + chunk
        if not chunk:
            if not data or data == b"\x1a":
                return
            pending, data = b"", data + b"\n"
        else:
            cut = data.rfind(b"\n") + 1
            pending, data = data[cut:], data[:cut]
            if not data:
                continue
        block = _block(data, first, layout, width)
        first += len(block.odd)
        if skipped:
            keep = min(skipped, len(block.odd))
            skipped -= keep
            block = _without_first(block, keep)
        yield block


def _without_first(block: Block, rows: int) -> Block:
    return Block(
        block.first + rows, block.chars[rows:], block.raw[rows:], block.odd[rows:], block.data, block.starts[rows:],
        block.lengths[rows:],
    )  # fmt: skip


def _block(data: bytes, first: int, layout: Layout, width: int) -> Block:
    buffer = np.frombuffer(data, np.uint8)
    stride = data.index(b"\n") + 1
    rows, rest = divmod(len(data), stride)
    end = 2 if data[stride - 2 : stride - 1] == b"\r" else 1
    if not rest and stride - end >= width and data.count(b"\n") == rows and (buffer[stride - 1 :: stride] == _LF).all():
        matrix = buffer.reshape(rows, stride)
        body = matrix[:, : stride - end]
        if end == 1 or (matrix[:, -2] == _CR).all():
            starts = np.arange(rows, dtype=np.int64) * stride
            lengths = np.full(rows, stride - end, np.int64)
            odd = _not_plain(body, None) | _long(lengths, body, layout)
            return Block(first, body[:, :width], body[:, :width], odd, data, starts, lengths)
    return _gathered(data, buffer, first, layout, width)


def _gathered(data: bytes, buffer: npt.NDArray[np.uint8], first: int, layout: Layout, width: int) -> Block:
    """Lines of several lengths, each length at once."""
    ends = np.flatnonzero(buffer == _LF)
    starts = np.concatenate(([0], ends[:-1] + 1)).astype(np.int64)
    lengths = ends - starts
    has_cr = (lengths > 0) & (buffer[np.maximum(ends - 1, 0)] == _CR)
    lengths = lengths - has_cr
    widest = max(width, layout.record_length)
    chars = np.full((len(starts), widest), _BLANK, np.uint8)
    shown = np.minimum(lengths, widest)
    for length in np.unique(shown):
        rows = np.flatnonzero(shown == length)
        chars[rows, :length] = buffer[starts[rows, None] + np.arange(length)]
    odd = _not_plain(chars, None) | (lengths > widest if layout.record_length else np.zeros(len(starts), np.bool_))
    if layout.short == "reject":
        odd |= lengths < (layout.record_length or width)
    beyond = lengths > widest
    for row in np.flatnonzero(beyond & ~odd):
        start = int(starts[row])
        odd[row] = not data[start : start + int(lengths[row])].isascii()
    return Block(first, chars[:, :width], chars[:, :width], odd, data, starts, lengths)


def _long(lengths: npt.NDArray[np.int64], body: npt.NDArray[np.uint8], layout: Layout) -> Any:
    length = layout.record_length
    if not length or body.shape[1] == length:
        return np.zeros(len(lengths), np.bool_)
    if body.shape[1] < length:
        return np.full(len(lengths), layout.short == "reject")
    return (body[:, length:] != _BLANK).any(axis=1)


def _not_plain(chars: npt.NDArray[np.uint8], besides: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.bool_]:
    """Rows with a character that is not printable ASCII, outside the columns that hold no characters."""
    if chars.size and int(chars.min()) >= _BLANK and int(chars.max()) <= _LAST:
        return np.zeros(len(chars), np.bool_)
    strange = (chars - np.uint8(_BLANK)) > _LAST - _BLANK
    if besides is not None and besides.any():
        strange = strange & ~besides
    if not strange.any():
        return np.zeros(len(chars), np.bool_)
    return np.asarray(strange.any(axis=1))


def _to_latin(encoding: str) -> bytes | None:
    if not is_ebcdic(encoding):
        return None
    text = bytes(range(256)).decode(encoding, "replace")
    return text.encode("latin-1", "replace")
