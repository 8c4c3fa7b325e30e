"""What one cell means: exact numbers, days, instants, flags, codes. A text that means nothing is refused with its code.

Money is an integer of the smallest unit and a decimal is a `Decimal`; no float is ever made.
"""

import re
from contextlib import suppress
from datetime import datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any

from pilotage.tally.spec.dates import date_form
from pilotage.tally.spec.model import FieldRule, SideName
from pilotage.tally.spec.steps import transformed

#: White space at the ends of a cell, the no-break spaces and the mark of byte order included.
BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\ufeff"
_NUMBER = re.compile(
    r"(?P<sign>[-+])?\s?\$?(?P<whole>\d{1,3}(?:,\d{3})+|\d*)(?:\.(?P<part>\d*))?(?P<after>-|\s?CR)?", re.ASCII
)
_MOST_DIGITS = 38


class BadValue(ValueError):
    """A cell that means nothing under its rule. `code` is one of bad_money, over_scale, bad_number, bad_date, bad_value."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def value_of(raw: str, rule: FieldRule, side: SideName) -> Any:
    """The value of a raw cell: None for nothing, int for integer and money (smallest unit), Decimal, datetime, bool or text.

    Errors: `BadValue`.
    """
    text = transformed(raw, rule.transforms_of(side)) if rule.transforms_of(side) else raw
    bare = text.strip(BLANKS)
    if not bare or (rule.nulls and bare in rule.nulls):
        return None
    if rule.type == "text":
        return text_value(text, rule)
    if rule.type == "money":
        return _minor_units(bare, rule.scale)
    if rule.type == "integer":
        return _whole(bare)
    if rule.type == "decimal":
        return _decimal(bare)
    if rule.type in ("date", "datetime"):
        return _instant(bare, rule.format_of(side), rule.type if side in rule.iso_sides else "")
    if rule.type == "flag":
        return _flag(bare.lower(), rule.words_of(side))
    return code_value(bare, rule, side)


def text_value(text: str, rule: FieldRule) -> str:
    """A text without the white space and the case that its rule leaves out of account."""
    if rule.trim:
        text = text.strip(BLANKS)
    return text.casefold() if rule.ignore_case else text


def code_value(bare: str, rule: FieldRule, side: SideName) -> str:
    """The code in the right side's words; one that the table does not know stays as it is."""
    word = rule.table.get(bare, bare) if side == "left" else bare
    return word.casefold() if rule.ignore_case else word


def is_unknown_code(raw: str, rule: FieldRule, side: SideName) -> bool:
    """Whether the table has no place for this code."""
    bare = transformed(raw, rule.transforms_of(side)).strip(BLANKS)
    if not bare:
        return False
    known = rule.table.keys() if side == "left" else rule.table.values()
    if rule.ignore_case:
        return bare.casefold() not in {word.casefold() for word in known}
    return bare not in known


def _parts(text: str, code: str) -> tuple[bool, str, str]:
    """Whether it is negative, the digits before the point, and those behind it."""
    inner, is_negative = text, False
    if text[:1] == "(" and text[-1:] == ")":
        inner, is_negative = text[1:-1], True
    found = _NUMBER.fullmatch(inner)
    if found is None or not (found["whole"] or found["part"]):
        raise BadValue(code)
    if (is_negative or found["after"]) and (found["sign"] or (is_negative and found["after"])):
        raise BadValue(code)
    is_negative = is_negative or found["sign"] == "-" or bool(found["after"])
    whole, part = found["whole"].replace(",", ""), found["part"] or ""
    if len(whole.lstrip("0")) + len(part) > _MOST_DIGITS:
        raise BadValue(code)
    return is_negative, whole or "0", part


def _minor_units(text: str, scale: int) -> int:
    # As nearly all amounts stand: digits, a point, and as many digits as the scale.
    if text[-scale - 1 : -scale] == "." and len(text) <= _MOST_DIGITS:
        digits = text[: -scale - 1] + text[-scale:]
        if digits.isascii() and digits.isdigit() and len(digits) > scale:
            return int(digits)
    is_negative, whole, part = _parts(text, "bad_money")
    part = part.rstrip("0") if len(part) > scale else part
    if len(part) > scale:
        raise BadValue("over_scale")
    units = int(whole + part.ljust(scale, "0"))
    return -units if is_negative else units


def _whole(text: str) -> int:
    is_negative, whole, part = _parts(text, "bad_number")
    if part.strip("0") or "." in text or "$" in text:
        raise BadValue("bad_number")
    return -int(whole) if is_negative else int(whole)


def _decimal(text: str) -> Decimal:
    is_negative, whole, part = _parts(text, "bad_number")
    number = Decimal(f"{whole}.{part}" if part else whole)
    return -number if is_negative else number


@lru_cache(maxsize=100_000)
def _instant(text: str, form: str, iso_for: str) -> datetime:
    """The instant in the form, or as ISO where `iso_for` names the type of such a field: a date has no time then."""
    try:
        return date_form(form).read(text)
    except (ValueError, OverflowError):
        with suppress(ValueError, OverflowError):
            if iso_for and ((at := date_form("iso").read(text)).time() == time() or iso_for == "datetime"):
                return at
        raise BadValue("bad_date") from None


def _flag(word: str, words: tuple[tuple[str, ...], tuple[str, ...]]) -> bool:
    if word in words[0]:
        return True
    if word in words[1]:
        return False
    raise BadValue("bad_value")


def shown(value: Any, rule: FieldRule) -> str:
    """A value as text in one form for all sides and engines; empty for nothing."""
    if value is None:
        return ""
    if rule.type == "money":
        return money_text(value, rule.scale)
    if rule.type == "date":
        return str(value.date().isoformat())
    if rule.type == "datetime":
        return str(value.isoformat(sep=" "))
    if rule.type == "flag":
        return "true" if value else "false"
    if rule.type == "decimal":
        return decimal_text(value)
    return str(value)


def money_text(units: int, scale: int) -> str:
    """Smallest units as a decimal text: -1250 at scale 2 is -12.50."""
    if not scale:
        return str(units)
    digits = str(abs(units)).rjust(scale + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-scale]}.{digits[-scale:]}"


def decimal_text(number: Decimal) -> str:
    """A decimal without exponent and without zeros at its end, so that equal numbers read alike."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text
