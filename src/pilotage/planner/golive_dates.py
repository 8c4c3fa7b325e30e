"""The dates that hang on a go-live: the presentation before it, the transition meetings, the end of the support window."""

import datetime as dt
import re
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.planner.calendars import WorkingCalendar, us_federal
from pilotage.planner.errors import PlanError

PRESENTATION_ZONE = "America/New_York"
PRESENTATION_TIME = dt.time(9, 0)
MOST_MEETINGS = 100

_WEEK = dt.timedelta(days=7)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def presentation_at(go_live: dt.date, calendar: WorkingCalendar | None = None) -> dt.datetime:
    """When the go-live presentation is: the last Monday strictly before `go_live`, 09:00 US Eastern (aware, in that zone).

    A Monday that is a day off moves it a week earlier, again if need be; US federal days off unless `calendar` is given.
    Source: transition policy, Dates. Errors: `PlanError` when no such Monday exists in the years of the calendar.
    """
    calendar = calendar or us_federal()
    try:
        monday = go_live - dt.timedelta(days=(go_live.weekday() - 1) % 7 + 1)
        while not calendar.is_working(monday):
            monday -= _WEEK
    except OverflowError:
        raise _out_of_range(go_live) from None
    return dt.datetime.combine(monday, PRESENTATION_TIME, tzinfo=ZoneInfo(PRESENTATION_ZONE))


def meeting_dates(go_live: dt.date, count: int, calendar: WorkingCalendar | None = None) -> list[dt.date]:
    """`count` proposed meeting days before `go_live`, earliest first: 7, 14, 21 … calendar days before it.

    Each that is a day off moves to the last working day before it; one that would meet the meeting after it moves before
    that. So they are different working days, all before the go-live. Days off: US federal unless `calendar` is given.
    Source: transition policy, Dates. Errors: `PlanError` for a count below 0 or above 100.
    """
    if not 0 <= count <= MOST_MEETINGS:
        raise PlanError(f"The number of meetings is {count}.", f"Give a whole number from 0 to {MOST_MEETINGS}.")
    calendar = calendar or us_federal()
    found: list[dt.date] = []
    try:
        for weeks in range(1, count + 1):
            day = go_live - weeks * _WEEK
            if found and day >= found[-1]:
                day = found[-1] - dt.timedelta(days=1)
            found.append(calendar.previous_working_day(day))
    except OverflowError:
        raise _out_of_range(go_live) from None
    return found[::-1]


def window_ends_at(go_live: dt.date, zone: str, days: int) -> dt.datetime | None:
    """When a support window of `days` calendar days ends: the midnight after day `days`, go-live being day 0 in `zone`.

    That is the first instant of day `days` + 1 there, aware: where the clock skips midnight, the first time that exists;
    where midnight comes twice, the first of the two. None for a window of 0 days.
    Source: transition policy, Dates. Errors: `PlanError` for an unknown zone, a negative number, a date beyond the year 9999.
    """
    place = zone_named(zone)
    if days < 0:
        raise PlanError(f"The window is {days} days.", "Give a whole number, 0 for no window.")
    if days == 0:
        return None
    try:
        day_after = go_live + dt.timedelta(days=days + 1)
        midnight = dt.datetime.combine(day_after, dt.time(), tzinfo=place)
        return midnight.astimezone(dt.UTC).astimezone(place)
    except OverflowError:
        raise _out_of_range(go_live) from None


def dates_answer(*, go_live: str, zone: str, window: str, meetings: str) -> dict[str, Any]:
    """`{presentation_at, meetings: […], window_ends_at}` from what a person typed, ready for JSON.

    Instants are ISO 8601 with their offset, meetings ISO dates, earliest first. Errors: `PlanError`.
    """
    day = date_from(go_live, "go-live date")
    ends_at = window_ends_at(day, zone, _whole(window, "window"))
    proposed = meeting_dates(day, _whole(meetings, "number of meetings"))
    return {
        "presentation_at": presentation_at(day).isoformat(),
        "meetings": [meeting.isoformat() for meeting in proposed],
        "window_ends_at": ends_at.isoformat() if ends_at else None,
    }


def date_from(text: str, what: str) -> dt.date:
    """The date that `text` writes as YYYY-MM-DD. Errors: `PlanError` that names `what`."""
    try:
        if _ISO_DATE.fullmatch(text):
            return dt.date.fromisoformat(text)
    except ValueError:
        pass
    raise PlanError(f"The {what} {text!r} is not a date.", "Write it as YYYY-MM-DD, for example 2026-03-02.")


def zone_named(name: str) -> ZoneInfo:
    """The time zone with this IANA name. Errors: `PlanError` when there is none."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise PlanError(
            f"There is no time zone named {name!r}.", "Use an IANA name, for example America/Chicago."
        ) from None


def _whole(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise PlanError(f"The {what} {text!r} is not a whole number from 0.", "Give a number such as 0, 30 or 90.")
    return int(text)


def _out_of_range(go_live: dt.date) -> PlanError:
    return PlanError(f"The dates around {go_live} run beyond the calendar.", "Use a nearer date or fewer days.")
