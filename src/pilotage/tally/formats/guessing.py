"""Which format a file has, by its first bytes."""

import re

from pilotage.tally.errors import TallyError

_MARKS = (b"\xef\xbb\xbf",)
_OTHERS = {
    b"PK\x03\x04": "a workbook or an archive",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_X12 = re.compile(rb"ISA[^A-Za-z0-9]")
_BAI2 = re.compile(rb"0[123],|16,|88,")
_ACH = re.compile(rb"101[ 0-9]|5(?:200|220|225|280)|6[2-8][0-9]{10}")
_LOCKBOX = re.compile(rb"(?:1[0-9 ]{2}.{20}[0-9]{6}[0-9 ]{4}|2.{30,79}|5[0-9 ]{6}.{7}[0-9]{6}|6[0-9]{16})", re.DOTALL)
_MT940 = re.compile(rb"(?:\{1:.{0,600}?|^)(?:\{4:)?\s*:20:|^\s*:20:", re.DOTALL)


def guessed(head: bytes, place: str) -> str:
    """The format's name. Errors: TallyError where none fits, with what the file seems to be."""
    for mark in _MARKS:
        head = head.removeprefix(mark)
    for sign, what in _OTHERS.items():
        if head.startswith(sign):
            raise TallyError(f"This is {what}, not a payment file. Unpack or export it first.", place=place)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"<\x00" not in head[:8] and b"\x00<" not in head[:8]:
        raise TallyError("The file is UTF-16. Save it again as plain text (ASCII or UTF-8).", place=place)
    start = head.lstrip()
    first = re.split(rb"[\r\n]", start, maxsplit=1)[0]
    found = _by_start(start, first, head)
    if found:
        return found
    if b"\x00" in head or not any(sign in first for sign in (b",", b";", b"\t", b"|")):
        raise TallyError("The file is of no format that is known here. Name it with --format.", place=place)
    return "csv"


def _by_start(start: bytes, first: bytes, head: bytes) -> str:
    if start[:1] == b"<" or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "camt"
    if _X12.match(start):
        return "x12"
    if _BAI2.match(start):
        return "bai2"
    if _MT940.search(start[:2000]):
        return "mt940"
    if _ACH.match(first) and (len(first) > 80 or first[34:40] == b"094101"):
        return "ach"
    if len(first) <= 105 and _LOCKBOX.match(first):
        return "lockbox"
    return ""
