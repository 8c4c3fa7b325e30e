"""Fixed-width columns read at once: digits and dates as matrices of characters. What a kernel is not sure of goes cell by cell."""

import re
from typing import Any

import numpy as np
import numpy.typing as npt

from pilotage.tally.layouts.forms import DateForm, date_form
from pilotage.tally.layouts.model import Field

Bytes = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
#: texts (one after the other), where each begins and the last ends, which rows are sure, which are null
Texts = tuple[Bytes, npt.NDArray[np.int32], Flags, Flags]
_MOST_DAYS = 1_000_000
_ORDER = "century year short month ordinal day"
_BLANK, _ZERO, _MINUS, _PLUS, _POINT = 32, 48, 45, 43, 46
_NUMERIC = re.compile(r"\(\?P<(year|short|century|month|day|ordinal)>(?:\\d|\[0-9\])(?:\{(?:1,)?(\d)\})?\)|\\?(.)")
_DAYS = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


def can_read_number(field: Field) -> bool:
    """Whether `read_numbers` knows the field's way of writing."""
    known = field.storage == "packed" or field.sign in ("auto", "none", "leading", "trailing", "overpunch")
    plain = not (
        field.symbol or field.thousands or field.pad.strip(" 0") or (field.pad == "0" and field.align == "left")
    )
    scales = (
        field.scale is None or field.scale == (field.decimals or 0) or (not field.decimals and field.storage == "text")
    )
    is_number = field.type in ("money", "decimal", "integer") and field.decimal_mark == "."
    return is_number and known and plain and scales and field.storage != "binary"


def read_numbers(cells: Bytes, field: Field) -> Texts:
    """Plain decimal texts of a column of numbers: whole digits, a point before the decimals, a leading minus."""
    if field.storage == "packed":
        digits, negative, sure, null = _unpacked(cells)
    else:
        digits, negative, sure, null = _spelled(cells, field)
    decimals = field.decimals or 0
    if field.storage == "text" and not decimals and field.scale:
        digits, sure = _without_point(digits, sure, field.scale)
        decimals = field.scale
    return *_plain(digits, negative & sure, decimals, null), sure, null


def _unpacked(cells: Bytes) -> tuple[Bytes, Flags, Flags, Flags]:
    rows, width = cells.shape
    halves = np.empty((rows, 2 * width), np.uint8)
    halves[:, 0::2], halves[:, 1::2] = cells >> 4, cells & 15
    sign, digits = halves[:, -1], halves[:, :-1]
    sure = _all_digits(digits) & (sign >= 10)
    return digits, (sign == 11) | (sign == 13), sure, np.zeros(rows, np.bool_)


def _spelled(cells: Bytes, field: Field) -> tuple[Bytes, Flags, Flags, Flags]:
    """Digits with blanks in front taken as zeros; the sign where the field has it. A point stays as it is (254)."""
    rows = len(cells)
    negative = np.zeros(rows, np.bool_)
    text = np.ascontiguousarray(cells)
    null = (text == _BLANK).all(axis=1) if (text[:, -1] == _BLANK).any() else np.zeros(rows, np.bool_)
    if field.sign == "overpunch":
        text = text.copy()
        digit, is_minus = _OVERPUNCHED[text[:, -1]], _MINUSED[text[:, -1]]
        text[:, -1], negative = digit, is_minus
    elif field.sign == "trailing" and text.shape[1] > 1:
        last = text[:, -1]
        negative = last == _MINUS
        bad_end = ~((last == _MINUS) | (last == _PLUS))
        text = text[:, :-1].copy()
        text[bad_end & ~null, 0] = 255
    elif field.sign in ("auto", "leading"):
        first = text[:, 0]
        signed = (first == _MINUS) | (first == _PLUS)
        if signed.any() and text.shape[1] > 1:
            negative = first == _MINUS
            text = text.copy()
            text[signed, 0] = _ZERO
            text[signed & (text[:, 1] == _BLANK), 0] = 255  # "- 5" is for the slow way
    blank = text == _BLANK
    if blank.any():
        inside = (blank[:, 1:] & ~blank[:, :-1]).any(axis=1) | blank[:, -1]
        text = np.where(blank, np.uint8(_ZERO), text)
        text[inside, 0] = 255
    digits = text - np.uint8(_ZERO)
    sure = _all_digits(digits) if not field.scale or field.decimals else ((digits <= 9) | (digits == 254)).all(axis=1)
    return digits, negative, sure | null, null


def _all_digits(digits: Bytes) -> Flags:
    """Which rows hold digits alone; mostly all do, and one look at the whole is quicker than one at each."""
    if not digits.size or digits.max() <= 9:
        return np.ones(len(digits), np.bool_)
    return np.asarray((digits <= 9).all(axis=1))


def _without_point(digits: Bytes, sure: Flags, scale: int) -> tuple[Bytes, Flags]:
    """Digits of a column whose point stands before the last `scale`; rows without it there are not sure."""
    place = digits.shape[1] - 1 - scale
    if place < 1:
        return np.zeros((len(digits), scale + 1), np.uint8), np.zeros(len(digits), np.bool_)
    joined = np.delete(digits, place, axis=1)
    return joined, sure & (digits[:, place] == 254) & _all_digits(joined)


def _plain(digits: Bytes, negative: Flags, decimals: int, null: Flags) -> tuple[Bytes, npt.NDArray[np.int32]]:
    rows, width = digits.shape
    whole = max(width - decimals, 1)
    out = np.full((rows, 1 + whole + (decimals + 1 if decimals else 0)), _ZERO, np.uint8)
    out[:, 1 : 1 + whole][:, whole - (width - decimals) :] = digits[:, : max(width - decimals, 0)] + _ZERO
    if decimals:
        out[:, 1 + whole] = _POINT
        out[:, -min(decimals, width) :] = digits[:, -min(decimals, width) :] + _ZERO
    first, leads = np.ones(rows, np.int32), np.ones(rows, np.bool_)
    for column in range(1, whole):  # by columns: looking along each short row takes twice as long
        leads &= out[:, column] == _ZERO
        first += leads
    if negative.any():
        is_nought = leads & (out[:, whole:] <= _ZERO).all(axis=1)
        negative = negative & ~is_nought
        first -= negative
        signed = np.flatnonzero(negative)
        out[signed, first[signed]] = _MINUS
    first = np.where(null, out.shape[1], first)
    offsets = np.zeros(rows + 1, np.int32)
    np.cumsum(out.shape[1] - first, out=offsets[1:])
    return out[np.arange(out.shape[1]) >= first[:, None]], offsets


def date_places(field: Field, width: int) -> dict[str, tuple[int, int]] | None:
    """Where each part of a date stands, when all are digits in fixed places; None when they are not. `""` holds the signs between."""
    if field.type != "date" or field.pad or field.storage != "text" or not field.form:
        return None
    form = date_form(field.form, field.pivot)
    places: dict[str, tuple[int, int]] = {}
    at = end = 0
    for found in _NUMERIC.finditer(form.pattern):
        if found.start() != end:
            return None
        end = found.end()
        if found[1]:
            places[found[1]] = (at, int(found[2] or 1))
            at += int(found[2] or 1)
        elif found[3] in "-/. ":
            places[f"sign {at}"] = (at, ord(found[3]))
            at += 1
        else:
            return None
    return places if at == width and end == len(form.pattern) else None


def read_dates(cells: Bytes, field: Field, places: dict[str, tuple[int, int]]) -> Texts:
    """ISO dates of a column; a row is sure when it is such a day. A day that stands in many rows is read once."""
    rows = len(cells)
    days = _numbered(cells, places) if rows else None
    if days is None:
        return _read_days(cells, field, places)
    value, sure = days
    stands = np.zeros(int(value.max()) + 1, np.int32)
    known = np.arange(rows, dtype=np.int32) if sure.all() else np.flatnonzero(sure)
    stands[value[known]] = known + 1  # a row of each day
    kinds = np.flatnonzero(stands)
    texts, _, is_day, _ = _read_days(cells[stands[kinds] - 1], field, places)
    stands[kinds] = np.arange(len(kinds))
    at = stands[value]
    every = texts.reshape(-1, 10).take(at, axis=0).reshape(-1)
    return every, np.arange(rows + 1, dtype=np.int32) * 10, sure & is_day[at], np.zeros(rows, np.bool_)


def _numbered(cells: Bytes, places: dict[str, tuple[int, int]]) -> tuple[npt.NDArray[np.int32], Flags] | None:
    """The digits of each date as one small number, years first, and which rows are written so; None where the days lie far apart."""
    sure = np.ones(len(cells), np.bool_)
    value = np.zeros(len(cells), np.int32)
    for name in sorted(places, key=lambda name: _ORDER.find(name.split()[0])):
        at, size = places[name]
        if name.startswith("sign "):
            sure &= cells[:, at] == size
            continue
        for column in range(at, at + size):
            digit = cells[:, column] - np.uint8(_ZERO)
            if digit.max() > 9:
                sure &= digit <= 9
            value *= 10
            value += digit
    if not sure.any():
        return None
    low = int(value[sure].min())
    value -= low
    value[~sure] = value[np.argmax(sure)]
    return (value, sure) if value.max() < _MOST_DAYS else None


def _read_days(cells: Bytes, field: Field, places: dict[str, tuple[int, int]]) -> Texts:
    rows, form = len(cells), date_form(field.form, field.pivot)
    sure = np.ones(rows, np.bool_)
    parts: dict[str, npt.NDArray[np.int32]] = {}
    for name, (at, size) in places.items():
        if name.startswith("sign "):
            sure &= cells[:, at] == size
            continue
        digits = cells[:, at : at + size] - np.uint8(_ZERO)
        sure &= _all_digits(digits)
        value = np.zeros(rows, np.int32)
        for column in range(size):
            value = value * 10 + digits[:, column]
        parts[name] = value
    year = _years(parts, form)
    leap = ((year % 4 == 0) & (year % 100 != 0)) | (year % 400 == 0)
    if "ordinal" in parts:
        month, day, is_day = _of_ordinals(parts["ordinal"], leap)
    else:
        month, day = parts["month"], parts["day"]
        most = _DAYS[np.clip(month, 0, 12)] + (leap & (month == 2))
        is_day = (month >= 1) & (month <= 12) & (day >= 1) & (day <= most)
    sure &= is_day & (year >= 1) & (year <= 9999)
    out = np.full((rows, 10), _MINUS, np.uint8)
    century = year // 100
    for value, first in ((century, 0), (year - 100 * century, 2), (month, 5), (day, 8)):
        out[:, first : first + 2] = _TWO_DIGITS[np.where(sure, value, 0)]
    return out.reshape(-1), np.arange(rows + 1, dtype=np.int32) * 10, sure, np.zeros(rows, np.bool_)


def _years(parts: dict[str, npt.NDArray[np.int32]], form: DateForm) -> Any:
    if "year" in parts:
        return parts["year"]
    if "century" in parts:
        return 1900 + 100 * parts["century"] + parts["short"]
    return parts["short"] + np.where(parts["short"] < form.pivot, 2000, 1900)


def _of_ordinals(ordinal: Any, leap: Any) -> tuple[Any, Any, Any]:
    is_day = (ordinal >= 1) & (ordinal <= 365 + leap)
    plain = np.clip(ordinal - (leap & (ordinal > 59)), 1, 365)
    month, day = _MONTH_OF[plain], _DAY_OF[plain]
    day = np.where(leap & (ordinal == 60), 29, day)
    return np.where(leap & (ordinal == 60), 2, month), day, is_day


_TWO_DIGITS = np.array([[_ZERO + number // 10, _ZERO + number % 10] for number in range(100)], np.uint8)
_MONTH_OF = np.array([0, *(month for month in range(1, 13) for _ in range(_DAYS[month]))], np.int32)
_DAY_OF = np.array([0, *(day for month in range(1, 13) for day in range(1, _DAYS[month] + 1))], np.int32)


def _tables() -> tuple[Bytes, Flags]:
    from pilotage.tally.layouts.amounts import OVERPUNCH

    digits, minus = np.full(256, 255, np.uint8), np.zeros(256, np.bool_)
    for sign, (digit, mark) in OVERPUNCH.items():
        digits[ord(sign)], minus[ord(sign)] = ord(digit), mark == "-"
    return digits, minus


_OVERPUNCHED, _MINUSED = _tables()
