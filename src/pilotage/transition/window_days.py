"""How the days of a support window are counted: go-live is day 0 where the biller is. Pure.

Source: transition policy, "Dates".
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo


def day_now(go_live: date, zone: str, now: datetime) -> int:
    """Which day it is where the biller is; 0 on the day of go-live, negative before it."""
    return (now.astimezone(ZoneInfo(zone)).date() - go_live).days


def last_day(ends_at: datetime, zone: str) -> date:
    """The last day of a window that ends at this instant: the day before, since it ends at midnight."""
    return (ends_at.astimezone(ZoneInfo(zone)) - timedelta(seconds=1)).date()


def days_left(ends_at: datetime, zone: str, now: datetime) -> int:
    """Whole calendar days from today to the last day there; 0 on the last day, negative afterwards."""
    return (last_day(ends_at, zone) - now.astimezone(ZoneInfo(zone)).date()).days


def start_of(day: date, zone: str) -> datetime:
    """The first instant of a day in a zone, also where the clock skips midnight."""
    place = ZoneInfo(zone)
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=place)
    return midnight.astimezone(ZoneInfo("UTC")).astimezone(place)
