"""Segments of an X12 interchange, streamed, with the delimiters that its ISA names."""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from pilotage.tally.errors import TallyError
from pilotage.tally.formats.lines import CHUNK, LONGEST
from pilotage.tally.formats.report import Report

_ISA = 106


class Segment(NamedTuple):
    """One segment: its number in the file and its elements; the first is its name."""

    number: int
    elements: list[str]

    def get(self, place: int) -> str:
        """An element by its number, as the standard counts; empty where it is missing."""
        return self.elements[place].strip() if place < len(self.elements) else ""


def segments(stream: BinaryIO, report: Report, file: str) -> Iterator[Segment]:
    """Segments in their order; every one is counted. Errors: TallyError where the file does not begin with an ISA."""
    head = stream.read(CHUNK).decode("latin-1").removeprefix("ï»¿").lstrip()
    if len(head) < _ISA or not head.startswith("ISA"):
        raise TallyError(
            "The file does not begin with a whole ISA segment. Ask the sender for the whole file.", place=file
        )
    separator, end = head[3], head[105]
    if separator.isalnum() or end.isalnum() or separator == end:
        raise TallyError("The ISA segment is not 106 characters long. Ask the sender for the whole file.", place=file)
    number, rest, skipping = 0, "", False
    while head:
        parts = (rest + head).split(end)
        rest = parts.pop()
        if skipping and parts:
            parts, skipping = parts[1:], False
        for part in parts:
            text = part.strip("\r\n \x00\x1a")
            if text:
                number += 1
                report.read = number
                yield Segment(number, text.split(separator))
        if len(rest) > LONGEST:
            if not skipping:
                number += 1
                report.read = number
                report.fault("segment_too_long", number, most=LONGEST)
            rest, skipping = "", True
        head = stream.read(CHUNK).decode("latin-1")
    text = rest.strip("\r\n \x00\x1a")
    if text and not skipping:
        report.read = number + 1
        yield Segment(number + 1, text.split(separator))
