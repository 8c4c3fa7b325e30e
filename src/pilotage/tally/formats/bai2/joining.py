"""Physical lines of BAI2 put together to records: continuations, slashes, commas and line ends inside of text."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from pilotage.tally.formats.lines import LONGEST
from pilotage.tally.formats.report import Report

_CODE = re.compile(r"(01|02|03|16|49|88|98|99)(?=,|/|\s*$)")
_PARTS = 2_000


class Record(NamedTuple):
    """One record with its continuations: `pieces` are the lines without their codes, `physical` how many lines they were."""

    line: int
    code: str
    pieces: list[str]
    physical: int


def records(lines: Iterable[list[str]], report: Report) -> Iterator[Record]:
    """Records in their order. Every line is counted; one that belongs to nothing is a fault."""
    line, begun, code, physical = 0, 0, "", 0
    pieces: list[str] = []
    for chunk in lines:
        for raw in chunk:
            line += 1
            report.read = line
            text = _clean(raw, line, report)
            if not text.strip():
                continue
            found = _CODE.match(text)
            if found and found[1] != "88":
                if code:
                    yield Record(begun, code, pieces, physical)
                begun, code, physical, pieces = line, found[1], 1, [text[3:]]
                continue
            physical += bool(found)
            if _continues(text, found is not None, line, code, report) and len(pieces) < _PARTS:
                pieces.append(text[3:] if found else text)
    if code:
        yield Record(begun, code, pieces, physical)


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
    return text


def _continues(text: str, is_coded: bool, line: int, code: str, report: Report) -> bool:
    """Whether a line goes on with the record before it."""
    if not code or code in ("49", "98", "99"):
        rule = "continuation" if is_coded else "unknown_record"
        report.fault(
            rule, line, "88" if is_coded else "", "record_code", found=text[:2] if text[:2].isalnum() else "a sign"
        )
        return False
    if not is_coded:
        if text[:2].isdigit() and text[2:3] == ",":
            report.fault("unknown_record", line, "", "record_code", found=text[:2])
            return False
        report.fault("bare_continuation", line, "88")
    return True


def fields_of(record: Record) -> list[str]:
    """The fields of a record that has no text: slashes at the ends of lines are dropped."""
    return ",".join(piece.rstrip().removesuffix("/") for piece in record.pieces).split(",")


def detail_of(record: Record) -> tuple[list[str], str]:
    """The fields of a detail (16) up to its text, and the text: commas, slashes and line ends in it stay."""
    fields: list[str] = []
    texts: list[str] = []
    for piece in record.pieces:
        body = piece.rstrip()
        while not texts and len(fields) < _fixed(fields):
            head, comma, body = body.partition(",")
            fields.append(head if comma else head.removesuffix("/"))
            if not comma:
                break
        else:
            texts.append(body.removesuffix("/"))
    return fields, "\n".join(texts).strip("\n")


def _fixed(fields: list[str]) -> int:
    """How many fields a detail has before its text, as far as its funds type is known."""
    if len(fields) < 3:
        return 3
    funds = fields[2].strip()
    if funds == "D":
        if len(fields) < 4:
            return 4
        pairs = fields[3].strip()
        return 6 + 2 * (int(pairs) if pairs.isascii() and pairs.isdigit() and len(pairs) < 4 else 0)
    return {"V": 7, "S": 8}.get(funds, 5)
