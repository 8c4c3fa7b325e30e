"""Dates and times as files write them. No clock: every day is one that stands in the input."""

import datetime
import re
import zoneinfo

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
FIRST_YEAR, LAST_YEAR = 1970, 2099


def read_date(text: str, form: str = "", zone: zoneinfo.ZoneInfo | None = None) -> datetime.datetime:
    """The moment in `text`: by `form` (strptime), else YYYY-MM-DD, MM/DD/YYYY or YYYYMMDD, each with or without a time.

    With an offset in the text and a zone, it is told in that zone; the answer has no offset. Errors: ValueError.
    """
    stripped = text.strip()
    if form:
        moment = datetime.datetime.strptime(stripped, form)  # noqa: DTZ007 (a form may have an offset or none)
    else:
        moment = _usual(stripped)
    if moment.tzinfo is not None:
        moment = (moment.astimezone(zone) if zone is not None else moment).replace(tzinfo=None)
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError(f"the year {moment.year} is outside {FIRST_YEAR} to {LAST_YEAR}")
    return moment


def _usual(text: str) -> datetime.datetime:
    if match := _ISO.fullmatch(text):
        year, month, day, hour, minute, second, offset = match.groups()
        moment = datetime.datetime(  # noqa: DTZ001 (the offset is put on below)
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
        return moment.replace(tzinfo=_offset(offset)) if offset else moment
    if match := _US.fullmatch(text):
        month, day, year, hour, minute, second = match.groups()
        return datetime.datetime(  # noqa: DTZ001
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
    if match := _PLAIN.fullmatch(text):
        return datetime.datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
    raise ValueError("no date")


def _offset(text: str) -> datetime.timezone:
    if text == "Z":
        return datetime.UTC
    digits = text[1:].replace(":", "")
    span = datetime.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return datetime.timezone(-span if text[0] == "-" else span)


def read_clock(text: str) -> datetime.time:
    """HH:MM. Errors: ValueError."""
    hour, _, minute = text.strip().partition(":")
    return datetime.time(int(hour), int(minute or 0))
