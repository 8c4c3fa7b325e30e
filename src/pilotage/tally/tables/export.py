"""Makes cells safe to open in a spreadsheet: a text never becomes a formula there."""

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

#: What starts a formula in some spreadsheet, with its full-width forms.
_TRIGGERS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\t\r")
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_LINE_END = re.compile(r"(\r\n|\r|\n)")
_LATER_TRIGGER = re.compile(r"[^\S\r\n]*[\u200b\ufeff]*(?:[=@\uff1d\uff20]|[+\-\uff0b\uff0d]\S)")


def safe_cell(value: object) -> object:
    """The value as it may be written to CSV or XLSX.

    Numbers and dates pass; a text that would start a formula gets a leading '.

    A plain negative number stays a number, also as text ("-12.50"). Leading blanks of any kind do not hide a trigger,
    and a later line of a cell is looked at too, since careless readers break cells at line ends. Source: ASVS 5.0
    1.2.10.
    """
    if value is None or isinstance(value, bool | int | float | Decimal):
        return value
    if not isinstance(value, str):
        return safe_cell(str(value)) if not hasattr(value, "isoformat") else value
    if _PLAIN_NUMBER.fullmatch(value):
        return value
    mark = "'" if _starts_formula(value) else ""
    if "\n" in value or "\r" in value:
        value = _with_safe_later_lines(value)
    return mark + value


def safe_row(values: Iterable[object]) -> list[object]:
    """Every cell of a row made safe."""
    return [safe_cell(value) for value in values]


def _with_safe_later_lines(text: str) -> str:
    """A list of points ("- one") is left alone."""
    first, *others = _LINE_END.split(text)
    return first + "".join(f"'{part}" if _LATER_TRIGGER.match(part) else part for part in others)


def _starts_formula(text: str) -> bool:
    """Whether the first sign that a reader sees is a trigger; tab and CR are, also among leading blanks."""
    for sign in text:
        if sign in _TRIGGERS:
            return True
        if not sign.isspace() and unicodedata.category(sign) not in ("Cf", "Cc", "Zs"):
            return False
    return False
