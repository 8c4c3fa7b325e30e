"""One field's reader: from the text in the file to the value's plain text, or the code of what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from pilotage.tally.layouts.amounts import NotANumber, read_binary, read_number, read_packed
from pilotage.tally.layouts.forms import ISO_DATE, date_form, reader
from pilotage.tally.layouts.model import Check, Field

Cell = str | None
ReadCell = Callable[[Cell], Cell]
BLANKS = " \t\u00a0\u3000\r\n"


class BadCell(ValueError):
    """A value that its field refuses; `code` is the reason that the row is kept under."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def cell_reader(field: Field, references: Mapping[Check, frozenset[str]], encoding: str = "") -> ReadCell:
    """The function that reads one cell of `field`. It raises `BadCell`.

    `references` holds the values that each `refers` check allows. `encoding` gives packed fields their bytes back.
    """
    value = _value_reader(field, encoding)
    unpack = field.storage != "text"
    strip, nulls = _stripper(field), frozenset(field.nulls)
    is_required = any(check.kind == "required" for check in field.checks)
    tests = [test for check in field.checks if (test := _test(check, field, references)) is not None]

    def read(cell: Cell) -> Cell:
        text = cell if cell is None or unpack else strip(cell)
        if not text or text in nulls or (cell is not None and cell in nulls):
            if is_required:
                raise BadCell("required")
            return None
        found = value(text)
        for code, holds in tests:
            if found is not None and not holds(found):
                raise BadCell(code)
        return found

    return read


def _stripper(field: Field) -> Callable[[str], str]:
    def strip(text: str) -> str:
        if field.trim or field.type != "text":
            text = text.strip(BLANKS)
        if field.pad and field.pad not in BLANKS:
            bare = text.rstrip(field.pad) if field.align == "left" else text.lstrip(field.pad)
            text = bare or (text[:1] if field.pad == "0" else "")
        return text

    return strip


def _value_reader(field: Field, encoding: str) -> Callable[[str], Cell]:
    if field.storage != "text":
        unpack = read_packed if field.storage == "packed" else read_binary
        return lambda text: _number(lambda: unpack(text.encode(encoding), field))
    if field.type in ("money", "decimal", "integer"):
        return lambda text: _number(lambda: read_number(text, field))
    if field.type in ("date", "datetime"):
        return _date_reader(field)
    if field.type == "flag":
        return _flag_reader(field)
    if field.table:
        table = dict(field.table)
        return lambda text: _from_table(text, table)
    return lambda text: text


def _number(read: Callable[[], str]) -> str:
    try:
        return read()
    except NotANumber as wrong:
        raise BadCell(wrong.code) from None


def _date_reader(field: Field) -> Callable[[str], Cell]:
    with_time = field.type == "datetime"
    read = reader(date_form(field.form or (ISO_DATE + (" HH:MI:SS" if with_time else "")), field.pivot), with_time)

    def value(text: str) -> Cell:
        found = read(text)
        if found is None:
            raise BadCell("not_a_date")
        return found

    return value


def _flag_reader(field: Field) -> Callable[[str], Cell]:
    if not field.true and not field.false:
        return lambda text: text
    known = {word.casefold(): "Y" for word in field.true} | {word.casefold(): "N" for word in field.false}

    def value(text: str) -> Cell:
        found = known.get(text.casefold())
        if found is None:
            raise BadCell("not_a_flag")
        return found

    return value


def _from_table(text: str, table: Mapping[str, str]) -> str:
    if text not in table:
        raise BadCell("code_unknown")
    return table[text]


def _test(
    check: Check, field: Field, references: Mapping[Check, frozenset[str]]
) -> tuple[str, Callable[[str], bool]] | None:
    """The code of a broken check, and the test."""
    if check.kind == "set":
        allowed = frozenset(check.values)
        return "not_in_set", lambda text: text in allowed
    if check.kind == "pattern":
        match = re.compile(check.pattern).fullmatch
        return "pattern", lambda text: match(text) is not None
    if check.kind == "refers":
        known = references[check]
        return "not_in_reference", lambda text: text in known
    if check.kind == "range":
        return "out_of_range", _range(check, field)
    return None


def _range(check: Check, field: Field) -> Callable[[str], bool]:
    if field.type in ("money", "decimal", "integer"):
        low = None if check.low is None else Decimal(str(check.low))
        high = None if check.high is None else Decimal(str(check.high))

        def within(text: str) -> bool:
            number = Decimal(text)
            return (low is None or number >= low) and (high is None or number <= high)

        return within
    first = None if check.low is None else str(check.low)
    last = None if check.high is None else str(check.high)
    return lambda text: (first is None or text >= first) and (last is None or text[: len(last)] <= last)
