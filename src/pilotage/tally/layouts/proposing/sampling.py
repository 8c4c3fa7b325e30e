"""Looks at the beginning of a file: what kind it is, how its characters are written, its first lines."""

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pilotage.tally.errors import TallyError
from pilotage.tally.layouts.lines import marked_encoding, open_file
from pilotage.tally.layouts.proposing.wide import WIDE, broken_wide, unmarked_wide

SAMPLE_BYTES: Final = 2_000_000
SAMPLE_LINES: Final = 2_000
DELIMITERS: Final = (",", "|", "\t", ";", "~", "^")
_EBCDIC: Final = frozenset([0x40, 0x4B, 0x60, 0x61, 0x15, 0x25, 0x5A, 0x6B, *range(0xC1, 0xCA), *range(0xD1, 0xDA), *range(0xE2, 0xEA),
                            *range(0xF0, 0xFA), *range(0x81, 0x8A), *range(0x91, 0x9A), *range(0xA2, 0xAA), 0xC0, 0xD0])  # fmt: skip


@dataclass
class Sample:
    """`kind` is xlsx, parquet, jsonl, delimited or fixed. `lines` are complete ones; `is_whole` when they are all."""

    kind: str
    encoding: str = "auto"
    lines: list[str] = field(default_factory=list)
    delimiter: str = ""
    record_length: int = 0
    is_whole: bool = False


def take_sample(path: Path) -> Sample:
    """The kind of a file and its first lines. Errors: `TallyError` for one that cannot be read."""
    if path.is_dir():
        raise TallyError("This is a folder. Name the file in it.", place=str(path))
    with open_file(path) as stream:
        data = stream.read(SAMPLE_BYTES)
        is_whole = not stream.read(1)
    if not data:
        raise TallyError("The file is empty. Name one with rows.", place=str(path))
    if data.startswith(b"PK\x03\x04"):
        return Sample("xlsx", is_whole=True)
    if data.startswith(b"PAR1"):
        return Sample("parquet", is_whole=True)
    if data.startswith((b"%PDF", b"\x1f\x8b", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf")):
        raise TallyError(
            "This is no table (a PDF, an archive or an old workbook). Save the table as text or XLSX.", place=str(path)
        )
    if _is_ebcdic(data):
        return _ebcdic(data, is_whole)
    return _text(data, is_whole, path)


def _is_ebcdic(data: bytes) -> bool:
    head = data[:20_000]
    known = sum(byte in _EBCDIC for byte in head) / len(head)
    ascii_signs = sum(32 <= byte < 127 or byte in (9, 10, 13) for byte in head) / len(head)
    return known > 0.8 and ascii_signs < 0.7


def _ebcdic(data: bytes, is_whole: bool) -> Sample:
    text = data.decode("cp037")
    for end in ("\x85", "\n"):
        if text.count(end) > 1:
            lines = text.split(end)
            return Sample("fixed", "cp037", _complete(lines, is_whole), is_whole=is_whole)
    length = _record_length(data, is_whole)
    lines = [text[at : at + length] for at in range(0, len(text) - length + 1, length)]
    return Sample("fixed", "cp037", lines[:SAMPLE_LINES], record_length=length, is_whole=is_whole)


def _record_length(data: bytes, is_whole: bool) -> int:
    """The distance at which characters of one kind come again."""
    kinds = bytes.maketrans(bytes(range(256)), bytes(_class(byte) for byte in range(256)))
    classed = data[:60_000].translate(kinds)
    best, score = len(data), 0.0
    for length in range(8, min(1_200, len(classed) // 3) + 1):
        if is_whole and len(data) % length:
            continue
        same = sum(map(int.__eq__, classed[: len(classed) - length : 7], classed[length::7]))
        share = same / max(len(range(0, len(classed) - length, 7)), 1)
        if share > score + 0.02:
            best, score = length, share
    return best


def _class(byte: int) -> int:
    if 0xF0 <= byte <= 0xF9:
        return 1
    if byte == 0x40:
        return 2
    return 3 if byte in _EBCDIC else 4


def _text(data: bytes, is_whole: bool, path: Path) -> Sample:
    encoding, skip = marked_encoding(data, "auto")
    charset = "utf-8" if encoding in ("auto", "utf-8") else encoding
    body = data[skip:]
    if charset in WIDE and (wrong := broken_wide(body, charset, is_whole=is_whole)):
        raise TallyError(wrong, place=str(path))
    try:
        text = body.decode(charset) if is_whole else body.decode(charset, "ignore")
    except UnicodeDecodeError:
        text, encoding = body.decode("cp1252", "replace"), "cp1252"
    if "\0" in text:
        words = (
            unmarked_wide(data)
            or "This is no text (it holds NUL characters). Name a text file, or write its layout by hand."
        )
        raise TallyError(words, place=str(path))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in _complete(text.split("\n"), is_whole) if line.strip()]
    if not lines:
        raise TallyError("The file has no rows. Name one with rows.", place=str(path))
    named = encoding if encoding != "auto" else "utf-8"
    if lines[0].lstrip().startswith("{") and lines[0].rstrip().endswith("}"):
        return Sample("jsonl", named, lines, is_whole=is_whole)
    delimiter = _delimiter(lines[:300])
    return Sample("delimited" if delimiter else "fixed", named, lines, delimiter, is_whole=is_whole)


def _complete(lines: list[str], is_whole: bool) -> list[str]:
    if not is_whole and len(lines) > 1:
        lines = lines[:-1]
    return [line for line in lines[:SAMPLE_LINES] if line]


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that cuts nearly all lines into the same number of cells; none for fixed width."""
    best, score = "", 0.0
    for sign in DELIMITERS:
        counts = Counter(len(cells) for cells in _cells(lines, sign))
        width, many = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
        share = many / sum(counts.values())
        if width < 2:
            several = {count for count in counts if count > 1}
            if not several or sum(counts[count] for count in several) < 0.9 * sum(counts.values()):
                continue
        worth = share + min(width, 50) / 1000
        if (share >= 0.8 or _is_typed(lines, sign)) and worth > score:
            best, score = sign, worth
    if (
        best == ","
        and len({len(line) for line in lines}) == 1
        and len(lines) > 3
        and (score < 0.95 or _is_in_words(lines))
    ):
        return ""
    return best


def _is_in_words(lines: Sequence[str]) -> bool:
    """Whether the comma of lines of one length stands at ever other places with a blank behind it, as in a name."""
    places = {line.find(",") for line in lines}
    return len(lines) >= 10 and len(places) > 2 and all(line.count(",") == line.count(", ") for line in lines)


def _is_typed(lines: Sequence[str], sign: str) -> bool:
    """Lines of several kinds: each code of the first cell has its own number of cells."""
    widths: dict[str, set[int]] = {}
    for cells in _cells(lines, sign):
        if len(cells) < 2:
            return False
        widths.setdefault(cells[0], set()).add(len(cells))
    return 1 < len(widths) <= 6 and all(len(counts) == 1 for counts in widths.values())


def _cells(lines: Sequence[str], sign: str) -> list[list[str]]:
    try:
        return list(csv.reader(lines, delimiter=sign)) or [[]]
    except csv.Error:
        return [line.split(sign) for line in lines]
