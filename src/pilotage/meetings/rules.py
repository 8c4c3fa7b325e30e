"""When a series meets: its slots from its rhythm, across holidays and changes of the clock. Pure.

Source: mission R13, R17, O12. Our own rules, said on the pages: a slot on a day off falls out and is not made up for; a monthly series
meets in the same week of the month as its first day, the fifth being the last one; a time that the clock skips is one hour later.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from pilotage.meetings.enums import Cadence
from pilotage.planner.calendars import WorkingCalendar

#: How far ahead meetings of a series are made.
AHEAD = dt.timedelta(weeks=8)
_DAY, _WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
_LAST_WEEK = 5
_MOST_MINUTES = 480


@dataclass(frozen=True)
class Rhythm:
    """On which weekdays (0 is Monday), at what time of which zone, how often, from when, until when (both included)."""

    weekdays: tuple[int, ...]
    at: dt.time
    zone: str
    cadence: str
    first: dt.date
    last: dt.date | None = None


@dataclass(frozen=True)
class Slot:
    """One date of a series. `day_off` names the holiday for which it falls out."""

    day: dt.date
    starts_at: dt.datetime
    day_off: str = ""


def slots(rhythm: Rhythm, calendar: WorkingCalendar, start: dt.date, end: dt.date) -> Iterator[Slot]:
    """The series' dates from `start` to `end`, both included, in order; those on days off are named as such."""
    day, end = max(start, rhythm.first), min(end, rhythm.last) if rhythm.last else end
    while day <= end:
        if is_in_rhythm(rhythm, day):
            yield Slot(day, instant(rhythm, day), calendar.holiday_name(day) or "")
        day += _DAY


def is_in_rhythm(rhythm: Rhythm, day: dt.date) -> bool:
    """Whether the series would meet on this day, were it no day off."""
    if day.weekday() not in rhythm.weekdays:
        return False
    if rhythm.cadence == Cadence.FORTNIGHTLY:
        return (_monday(day) - _monday(rhythm.first)).days % 14 == 0
    if rhythm.cadence == Cadence.MONTHLY:
        wanted = _week_of_month(rhythm.first)
        return _week_of_month(day) == wanted or (wanted == _LAST_WEEK and (day + _WEEK).month != day.month)
    return True


def instant(rhythm: Rhythm, day: dt.date) -> dt.datetime:
    """When the series meets on this day, in UTC. Where the clock skips that time it is as late after the jump as it was before it."""
    return dt.datetime.combine(day, rhythm.at, tzinfo=ZoneInfo(rhythm.zone)).astimezone(dt.UTC)


def horizon(today: dt.date) -> dt.date:
    """The last day for which meetings are made ahead."""
    return today + AHEAD


def new_places(held: Mapping[object, dt.date], wanted: Iterable[dt.date], cadence: str) -> dict[object, dt.date | None]:
    """Which of the wanted days each meeting gets when a rhythm changes; None where it falls out.

    A meeting whose day stays keeps it. The others move within their week, of a monthly series within their month, in order.
    """
    free = sorted(set(wanted))
    found: dict[object, dt.date | None] = {}
    for key, day in held.items():
        if day in free:
            found[key] = day
            free.remove(day)
    for key, day in sorted(held.items(), key=lambda pair: pair[1]):
        if key not in found:
            fit = next((one for one in free if _period(one, cadence) == _period(day, cadence)), None)
            found[key] = fit
            if fit is not None:
                free.remove(fit)
    return found


def _period(day: dt.date, cadence: str) -> tuple[int, int]:
    return (day.year, day.month) if cadence == Cadence.MONTHLY else day.isocalendar()[:2]


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _week_of_month(day: dt.date) -> int:
    return (day.day - 1) // 7 + 1


def agenda_lines(text: str) -> list[tuple[str, int | None]]:
    """Topics of an agenda as people write it, one a line, with the minutes that end it: “Open risks, 15”."""
    found: list[tuple[str, int | None]] = []
    for line in text.splitlines():
        words = " ".join(line.split())
        title, _comma, last = words.rpartition(",")
        length = last.strip().removesuffix("min").strip()
        if title.strip() and length.isascii() and length.isdigit() and 1 <= int(length[:4]) <= _MOST_MINUTES:
            found.append((title.strip()[:200], int(length[:4])))
        elif words:
            found.append((words[:200], None))
    return found
