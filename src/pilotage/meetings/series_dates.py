"""The dates of a series by the calendar of the provider: federal holidays and its own days off."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from pilotage.core import app_settings
from pilotage.meetings.rules import Rhythm, Slot, horizon, slots
from pilotage.planner.calendars import WorkingCalendar, us_federal

SHOWN = 8
_YEAR = timedelta(days=366)


def calendar() -> WorkingCalendar:
    """Federal holidays and the provider's own days off."""
    extra = app_settings.value("extra_days_off")
    return us_federal().with_days_off("own", map(date.fromisoformat, extra)) if extra else us_federal()


def slots_ahead(rhythm: Rhythm, now: datetime) -> list[Slot]:
    """The dates for which meetings are made now: still ahead, at most eight weeks, no days off."""
    today = now.astimezone(ZoneInfo(rhythm.zone)).date()
    found = slots(rhythm, calendar(), today, horizon(today))
    return [one for one in found if one.starts_at > now and not one.day_off]


def next_dates(rhythm: Rhythm, now: datetime, count: int = SHOWN) -> list[Slot]:
    """The next dates as people see them before they save, days off among them, at most a year ahead."""
    start = max(now.astimezone(ZoneInfo(rhythm.zone)).date(), rhythm.first)
    ahead: Iterable[Slot] = (one for one in slots(rhythm, calendar(), start, start + _YEAR) if one.starts_at > now)
    return list(islice(ahead, count))
