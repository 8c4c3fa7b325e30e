"""Date forms: strptime patterns and the forms that files of billers use (YYMMDD, MMDDCCYY, CYYDDD and the like)."""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

_TOKENS = (
    ("CCYY", "%Y"), ("YYYY", "%Y"), ("DDD", "%j"), ("YY", "%y"), ("MM", "%m"), ("DD", "%d"), ("HH", "%H"), ("MI", "%M"), ("SS", "%S"),
    ("C", "%C"),
)  # fmt: skip
_GROUPS = {
    "Y": r"(?P<Y>\d{4})", "y": r"(?P<y>\d{2})", "m": r"(?P<m>\d{1,2})", "d": r"(?P<d>\d{1,2})", "j": r"(?P<j>\d{3})", "C": r"(?P<C>\d)",
    "H": r"(?P<H>\d{1,2})", "I": r"(?P<I>\d{1,2})", "M": r"(?P<M>\d{2})", "S": r"(?P<S>\d{2})", "f": r"(?P<f>\d{1,6})",
    "p": r"(?P<p>[AaPp][Mm])", "b": r"(?P<b>[A-Za-z]{3})", "B": r"(?P<B>[A-Za-z]{3,9})", "%": "%",
}  # fmt: skip
_WHOLE = {"F": "%Y-%m-%d", "T": "%H:%M:%S", "D": "%m/%d/%y", "R": "%H:%M"}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_NAMES = "january february march april may june july august september october november december".split()
_ISO = re.compile(
    r"(?P<Y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})"
    r"(?:[T ](?P<H>\d{2}):(?P<M>\d{2})(?::(?P<S>\d{2})(?:\.(?P<f>\d{1,6}))?)?)?(?P<z>Z|[+-]\d{2}:?\d{2})?"
)


class DateForm:
    """One way to write a date or an instant. Errors: `ValueError` for a form that cannot be read."""

    def __init__(self, form: str) -> None:
        self.form = form
        if form == "iso":
            self._pattern = _ISO
            return
        pattern = form if "%" in form else _as_pattern(form)
        for sign, meaning in _WHOLE.items():
            pattern = pattern.replace(f"%{sign}", meaning)
        self._pattern = re.compile(_expression(pattern))
        named = set(self._pattern.groupindex)
        if not named & {"Y", "y"} or not (named & {"j"} or (named & {"m", "b", "B"} and "d" in named)):
            raise ValueError(f"“{form}” has no year, month and day")
        #: Whether a text can be told right from its signs alone: two digits wherever %m and %d stand next to a digit.
        if "%" not in form or re.search(r"%[a-zA-Z]%[a-zA-Z]", pattern):
            self._pattern = re.compile(self._pattern.pattern.replace(r"\d{1,2}", r"\d{2}"))

    def read(self, text: str) -> datetime:
        """The instant (midnight for a date). Errors: `ValueError`."""
        found = self._pattern.fullmatch(text)
        if found is None or not text.isascii():
            raise ValueError(f"{text!r} is not written as {self.form}")
        parts = {name: value for name, value in found.groupdict().items() if value is not None}
        at = datetime(*_day(parts), *_time(parts))  # noqa: DTZ001 files carry no zone
        return at - _offset(parts["z"]) if "z" in parts else at


def _as_pattern(form: str) -> str:
    rest, made = form.upper(), ""
    while rest:
        for token, meaning in _TOKENS:
            if rest.startswith(token):
                made, rest = made + meaning, rest[len(token) :]
                break
        else:
            if rest[0].isalnum():
                raise ValueError(f"“{form}” is no date form")
            made, rest = made + rest[0], rest[1:]
    return made


def _expression(pattern: str) -> str:
    made, place, seen = "", 0, set()
    while place < len(pattern):
        sign = pattern[place]
        if sign != "%":
            made, place = made + re.escape(sign), place + 1
            continue
        letter = pattern[place + 1 : place + 2]
        if letter in ("-", "#"):
            place += 1
            letter = pattern[place + 1 : place + 2]
        if letter not in _GROUPS or letter in seen:
            raise ValueError(
                f"“%{letter}” cannot be used in a date form" if letter not in seen else f"“%{letter}” is there twice"
            )
        seen.add(letter)
        made, place = made + _GROUPS[letter], place + 2
    return made


def _day(parts: dict[str, str]) -> tuple[int, int, int]:
    if "Y" in parts:
        year = int(parts["Y"])
    elif "C" in parts:
        year = 1900 + 100 * int(parts["C"]) + int(parts["y"])
    else:
        short = int(parts["y"])
        year = short + (1900 if short >= 69 else 2000)
    if "j" in parts:
        day = date(year, 1, 1) + timedelta(days=int(parts["j"]) - 1)
        if day.year != year:
            raise ValueError(f"the year {year} has no day {parts['j']}")
        return day.year, day.month, day.day
    return year, _month(parts), int(parts["d"])


def _month(parts: dict[str, str]) -> int:
    if "m" in parts:
        return int(parts["m"])
    if "b" in parts:
        return _MONTHS.index(parts["b"].lower()) + 1
    return _MONTH_NAMES.index(parts["B"].lower()) + 1


def _time(parts: dict[str, str]) -> tuple[int, int, int, int]:
    hour = int(parts.get("H", 0))
    if "I" in parts:
        hour = int(parts["I"])
        if not 1 <= hour <= 12:
            raise ValueError("an hour of twelve runs from 1 to 12")
        hour = hour % 12 + (12 if parts.get("p", "am").lower() == "pm" else 0)
    return hour, int(parts.get("M", 0)), int(parts.get("S", 0)), int(parts.get("f", "0").ljust(6, "0"))


def _offset(zone: str) -> timedelta:
    if zone == "Z":
        return timedelta(0)
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timedelta(hours=hours, minutes=minutes) * (-1 if zone[0] == "-" else 1)


@lru_cache(maxsize=200)
def date_form(form: str) -> DateForm:
    """The form, made once."""
    return DateForm(form)
