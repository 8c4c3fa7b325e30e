"""Date forms: how a file writes a day or an instant, read exactly and never guessed."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
ISO_DATE: Final = "CCYY-MM-DD"
_TOKENS: Final = (
    ("CCYY", "year", r"(?P<year>\d{4})"), ("YYYY", "year", r"(?P<year>\d{4})"),
    ("CYY", "century", r"(?P<century>[0-9])(?P<short>\d{2})"), ("YY", "short", r"(?P<short>\d{2})"),
    ("DDD", "ordinal", r"(?P<ordinal>\d{3})"), ("DD", "day", r"(?P<day>\d{2})"),
    ("MON", "name", r"(?P<name>[A-Za-z]{3})"), ("MMM", "name", r"(?P<name>[A-Za-z]{3})"),
    ("HH", "hour", r"(?P<hour>\d{2})"), ("MI", "minute", r"(?P<minute>\d{2})"), ("MM", "month", r"(?P<month>\d{2})"),
    ("SS", "second", r"(?P<second>\d{2})"), ("M", "month", r"(?P<month>\d{1,2})"), ("D", "day", r"(?P<day>\d{1,2})"),
    ("H", "hour", r"(?P<hour>\d{1,2})"),
)  # fmt: skip
_PERCENT: Final = {
    "Y": r"(?P<year>\d{4})", "m": r"(?P<month>\d{1,2})", "d": r"(?P<day>\d{1,2})", "y": r"(?P<short>\d{2})",
    "H": r"(?P<hour>\d{1,2})", "I": r"(?P<hour>\d{1,2})", "M": r"(?P<minute>\d{1,2})", "S": r"(?P<second>\d{1,2})",
    "j": r"(?P<ordinal>\d{1,3})", "b": r"(?P<name>[A-Za-z]{3})", "B": r"(?P<full>[A-Za-z]{3,9})",
    "p": r"(?P<half>[AaPp][Mm])", "f": r"(?P<fraction>\d{1,6})", "z": r"(?P<zone>Z|[+-]\d{2}:?\d{2})",
}  # fmt: skip
#: Days since 1899-12-30, as a spreadsheet of the 1900 kind counts them; 60 is the day that never was.
SERIAL: Final = "excel"
LILIAN: Final = "lilian"  # days since 1582-10-14
_SERIAL_ORIGIN, _LILIAN_ORIGIN = 693_594, 577_735
_LONG_NAMES: Final = tuple(name.upper() for name in calendar.month_name)[1:]


@dataclass(frozen=True)
class DateForm:
    """One way to write a date: its text, the pattern it comes down to, the last two-digit year of this century."""

    text: str
    pattern: str
    groups: tuple[str, ...]
    pivot: int = 69
    origin: int = 0


@cache
def date_form(text: str, pivot: int = 69) -> DateForm:
    """The form that `text` names: letters (CCYYMMDD, MMDDCCYY, YYMMDD, CYYDDD, DD-MON-YY), `%` codes, `excel` or `lilian`.

    Two-digit years below `pivot` are 20xx, the others 19xx. In C, 0 is 19xx and 1 is 20xx, as AS/400 counts.
    Errors: `ValueError` with a sentence.
    """
    if text in (SERIAL, LILIAN):
        pattern = r"(?P<serial>\d{1,7})(?:\.0*)?"
        return DateForm(text, pattern, ("serial",), pivot, _SERIAL_ORIGIN if text == SERIAL else _LILIAN_ORIGIN)
    try:
        pattern = _percent(text) if "%" in text else _letters(text)
        groups = tuple(re.compile(pattern).groupindex)
    except re.error:
        raise ValueError(f"The date form “{text}” names a part twice. Name each part once.") from None
    has_year = "year" in groups or "short" in groups
    has_day = "ordinal" in groups or ("day" in groups and {"month", "name", "full"} & set(groups))
    if "ordinal" in groups and {"month", "day", "name", "full"} & set(groups):
        raise ValueError(f"The date form “{text}” has a day of the year and a month too. Keep one of them.")
    if not has_year or not has_day:
        raise ValueError(
            f"The date form “{text}” lacks the year, the month or the day. Write it like MMDDCCYY or %Y-%m-%d."
        )
    return DateForm(text, pattern, groups, pivot)


def _percent(text: str) -> str:
    parts, place = [], 0
    while place < len(text):
        if text[place] != "%":
            parts.append(re.escape(text[place]))
            place += 1
            continue
        code = text[place + 1 : place + 2]
        short = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "D": "%m/%d/%y"}.get(code)
        if short:
            parts.append(_percent(short))
        elif code in _PERCENT:
            parts.append(_PERCENT[code])
        elif code == "%":
            parts.append("%")
        else:
            raise ValueError(
                f"The date form “{text}” holds %{code}, which is not known. Use {' '.join('%' + k for k in _PERCENT)}."
            )
        place += 2
    return "".join(parts)


def _letters(text: str) -> str:
    parts, seen, place = [], set(), 0
    while place < len(text):
        if not text[place].isalpha():
            parts.append(re.escape(text[place]))
            place += 1
            continue
        if text[place] == "T" and "day" in seen:
            parts.append("T")
            place += 1
            continue
        token = next((one for one in _TOKENS if text.startswith(one[0], place)), None)
        if token is None:
            raise ValueError(
                f"The date form “{text}” is not understood at “{text[place:]}”. Write it like MMDDCCYY or %m/%d/%Y."
            )
        letters, kind, pattern = token
        if letters == "MM" and "hour" in seen and "minute" not in seen:
            kind, pattern = "minute", r"(?P<minute>\d{2})"
        seen.add(kind)
        parts.append(pattern)
        place += len(letters)
    return "".join(parts)


@lru_cache(maxsize=512)
def reader(form: DateForm, with_time: bool) -> Callable[[str], str | None]:
    """A function from a text to its ISO date (or date and time); None where the text is not of the form or no such day."""
    match = re.compile(form.pattern).fullmatch

    def read(text: str) -> str | None:
        found = match(text) if text.isascii() else None
        if found is None:
            return None
        given = found.groupdict()
        day = _serial_day(form, given["serial"]) if form.origin else _day(form, given)
        if day is None or not with_time:
            return day
        time = _time(given)
        return None if time is None else f"{day} {time}"

    return lru_cache(maxsize=4096)(read)


def _serial_day(form: DateForm, digits: str) -> str | None:
    import datetime as dt

    number = int(digits)
    if form.text == SERIAL and number <= 60:
        if number in (0, 60):
            return None
        number += 1  # before the day that never was
    ordinal = number + form.origin
    return dt.date.fromordinal(ordinal).isoformat() if ordinal <= dt.date.max.toordinal() else None


def _day(form: DateForm, given: dict[str, str | None]) -> str | None:
    year = _year(form, given)
    if year is None or not 1 <= year <= 9999:
        return None
    ordinal = given.get("ordinal")
    if ordinal is not None:
        return _of_ordinal(year, int(ordinal))
    name, full = given.get("name"), given.get("full")
    if name is not None or full is not None:
        month = _month(name, full)
    else:
        month = int(given.get("month") or 0)
    day = int(given.get("day") or 0)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


def _month(name: str | None, full: str | None) -> int:
    if name is not None:
        return MONTHS.index(name.upper()) + 1 if name.upper() in MONTHS else 0
    return _LONG_NAMES.index(full.upper()) + 1 if full is not None and full.upper() in _LONG_NAMES else 0


def _year(form: DateForm, given: dict[str, str | None]) -> int | None:
    if given.get("year") is not None:
        return int(given["year"] or 0)
    short = int(given.get("short") or 0)
    century = given.get("century")
    if century is not None:
        return 1900 + 100 * int(century) + short
    return short + (2000 if short < form.pivot else 1900)


def _of_ordinal(year: int, ordinal: int) -> str | None:
    import datetime as dt

    if not 1 <= ordinal <= (366 if calendar.isleap(year) else 365):
        return None
    return (dt.date(year, 1, 1) + dt.timedelta(days=ordinal - 1)).isoformat()


def _time(given: dict[str, str | None]) -> str | None:
    hour, minute, second = (int(given.get(part) or 0) for part in ("hour", "minute", "second"))
    half = (given.get("half") or "").upper()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "PM" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    fraction = (given.get("fraction") or "").rstrip("0")
    zone = given.get("zone") or ""
    return f"{hour:02d}:{minute:02d}:{second:02d}{'.' + fraction if fraction else ''}{zone}"
