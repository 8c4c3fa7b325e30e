"""Lines of an MT940 file put together to tags: `:61:` with the lines that follow it."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from pilotage.tally.formats.lines import LONGEST
from pilotage.tally.formats.report import Report

_TAG = re.compile(r":([0-9]{2}[A-Z]?):(.*)", re.DOTALL)
_HEADER = re.compile(r"^\{1:.*?\{4:", re.DOTALL)
_PIECES = 200


class Tag(NamedTuple):
    """A tag with its lines; `-` ends a message."""

    line: int
    name: str
    texts: list[str]


def tags(lines: Iterable[list[str]], report: Report) -> Iterator[Tag]:
    """Tags in their order. Every line is counted."""
    line = 0
    held: Tag | None = None
    for chunk in lines:
        for raw in chunk:
            line += 1
            report.read = line
            text = _clean(raw, line, report)
            found = _TAG.fullmatch(text)
            if found or _ends(text):
                if held is not None:
                    yield held
                held = Tag(line, found[1], [found[2]]) if found else None
                if not found:
                    yield Tag(line, "-", [])
            elif held is not None:
                if text and len(held.texts) < _PIECES:
                    held.texts.append(text)
            elif text.strip() and not text.startswith("{"):
                report.fault("outside", line)
    if held is not None:
        yield held


def _ends(text: str) -> bool:
    return text.rstrip() in ("-", "-}") or text.startswith("-}")


def _clean(raw: str, line: int, report: Report) -> str:
    if len(raw) > LONGEST:
        report.fault("line_too_long", line, most=LONGEST)
        raw = raw[:LONGEST]
    if not raw.isascii():
        if line == 1 and raw.startswith("ï»¿"):
            raw = raw[3:]
        with suppress(UnicodeDecodeError):  # else Latin-1 as it stands
            raw = raw.encode("latin-1").decode("utf-8")
    text = raw.strip("\x1a\x00 \t")
    if "\x00" in text:
        report.fault("characters", line)
    return _HEADER.sub("", text)
