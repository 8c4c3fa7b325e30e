"""Files with several kinds of lines: a header once, details, a trailer once, told apart by a code at one place."""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from pilotage.tally.layouts.cells import BadCell, cell_reader
from pilotage.tally.layouts.fieldtexts import read_fields
from pilotage.tally.layouts.proposing.breaks import find_breaks
from pilotage.tally.layouts.proposing.proposal import FieldGuess, Proposal
from pilotage.tally.layouts.proposing.sampling import Sample
from pilotage.tally.layouts.proposing.values import judge


@dataclass
class Kinds:
    """The codes in the order of their first line, and how many characters (or which cell) hold them."""

    width: int
    codes: dict[str, list[str]]


def find_kinds(sample: Sample) -> Kinds | None:
    """The kinds of lines, when the first code stands once and another stands often."""
    lines = sample.lines
    if len(lines) < 4:
        return None
    if sample.delimiter:
        return _checked(Kinds(0, _grouped(lines, lambda line: line.split(sample.delimiter, 1)[0].strip())), lines)
    for width in (1, 2, 3):
        kinds = _checked(Kinds(width, _grouped(lines, lambda line, width=width: line[:width])), lines)  # type: ignore[misc]
        if kinds is not None:
            return kinds
    return None


def _grouped(lines: Sequence[str], code: Callable[[str], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(code(line), []).append(line)
        if len(found) > 6:
            break
    return found


def _checked(kinds: Kinds, lines: Sequence[str]) -> Kinds | None:
    codes = kinds.codes
    if not 2 <= len(codes) <= 6 or not all(code.isalnum() and len(code) <= 6 for code in codes):
        return None
    first, last = next(iter(codes)), next(code for code, members in codes.items() if lines[-1] in members[-1:])
    often = max(codes, key=lambda code: len(codes[code]))
    ends = [code for code in (first, last) if code != often and len(codes[code]) == 1]
    if not ends or len(codes[often]) < 0.5 * len(lines) or len(codes) > len(ends) + 2:
        return None
    is_coded = all(code.isdigit() for code in codes) or all(code.isalpha() and code.isupper() for code in codes)
    return kinds if is_coded else None


def propose_records(sample: Sample, kinds: Kinds) -> Proposal:
    """A layout with one record for each kind, and the controls that the trailer's numbers prove."""
    often = max(kinds.codes, key=lambda code: len(kinds.codes[code]))
    records: dict[str, Any] = {}
    shown: list[FieldGuess] = []
    notes = ["Several kinds of lines: check the names of records and fields."]
    for place, (code, lines) in enumerate(kinds.codes.items()):
        guesses = _fields(sample, kinds, lines)
        if code == often:
            name, shown = "detail", guesses
        else:
            name = "header" if place == 0 else "trailer" if lines[-1] == sample.lines[-1] else f"record_{code.lower()}"
        role = name if name in ("header", "detail", "trailer") else "detail" if len(lines) > 1 else "skip"
        records[name] = {"code": code, "role": role, "fields": {one.name: one.settings for one in guesses}}
    layout: dict[str, Any] = {"format": "records", "encoding": sample.encoding}
    if sample.delimiter:
        layout |= {"delimiter": sample.delimiter, "record_at": 1}
    else:
        layout["record_at"] = [1, kinds.width]
    if sample.record_length:
        layout["record_length"] = sample.record_length
    layout["records"] = records
    if sample.is_whole and "trailer" in records:
        controls = _controls(sample, kinds, records, often)
        if controls:
            layout["controls"] = controls
            notes.append(f"Control totals that stand in the trailer and hold: {len(controls)}.")
    details = len(kinds.codes[often])
    keys = [
        one.name for one in shown if one.distinct == details and details > 1 and not one.empty and one.type == "text"
    ]
    return Proposal(layout, shown, keys, notes)


def _fields(sample: Sample, kinds: Kinds, lines: list[str]) -> list[FieldGuess]:
    if sample.delimiter:
        rows = list(csv.reader(lines, delimiter=sample.delimiter))
        width = Counter(map(len, rows)).most_common(1)[0][0]
        names = ["record", *(f"field_{place + 1}" for place in range(1, width))]
        return [judge(name, [row[place] for row in rows if place < len(row)]) for place, name in enumerate(names)]
    columns = find_breaks([line[kinds.width :] for line in lines])
    guesses = []
    for start, end, sure in columns:
        first = start + kinds.width
        guess = judge(f"field_{first + 1}", [line[first : end + kinds.width] for line in lines], is_fixed=True)
        guess.settings = {"at": [first + 1, end - start], **guess.settings}
        guess.confidence = min(guess.confidence, sure)
        guesses.append(guess)
    return guesses


def _controls(sample: Sample, kinds: Kinds, records: dict[str, Any], often: str) -> list[dict[str, Any]]:
    """Numbers of the trailer that equal a count of lines, or the sum of an amount of the details."""
    (trailer,) = (record for name, record in records.items() if name == "trailer")
    said = _read(trailer, kinds.codes[trailer["code"]][:1], sample)
    read = _read(records["detail"], kinds.codes[often], sample)
    counts = {Decimal(len(kinds.codes[often])): "detail"}
    found: list[dict[str, Any]] = []
    for name, values in said.items():
        number = _number(values[0])
        if number is None or not number:
            continue
        if number in counts:
            trailer["fields"][name]["type"] = "integer"
            found.append({"in": f"trailer.{name}", "count": counts[number]})
            continue
        for field, amounts in read.items():
            if records["detail"]["fields"][field].get("type") not in ("money", "decimal"):
                continue
            total = sum((_number(amount) or Decimal(0) for amount in amounts), Decimal(0))
            if total and number in (total, total * 100):
                kind = {"type": "money"} if number == total else {"type": "money", "decimals": 2}
                trailer["fields"][name] = {
                    key: value for key, value in trailer["fields"][name].items() if key == "at"
                } | kind
                found.append({"in": f"trailer.{name}", "sum": field})
                break
    return found


def _read(record: dict[str, Any], lines: Sequence[str], sample: Sample) -> dict[str, list[str | None]]:
    fields = read_fields(record["fields"], {}, "proposal", Path())
    found: dict[str, list[str | None]] = {one.name: [] for one in fields}
    readers = [cell_reader(one, {}) for one in fields]
    for line in lines:
        cells = next(csv.reader([line], delimiter=sample.delimiter)) if sample.delimiter else None
        for place, (one, read) in enumerate(zip(fields, readers, strict=True)):
            text = (
                line[one.start - 1 : one.start - 1 + one.width]
                if cells is None
                else cells[place]
                if place < len(cells)
                else ""
            )
            try:
                found[one.name].append(read(text))
            except BadCell:
                found[one.name].append(None)
    return found


def _number(text: str | None) -> Decimal | None:
    digits = (text or "").replace(",", "")
    try:
        return Decimal(digits) if digits else None
    except ArithmeticError:
        return None
