"""At what time of a day people in several zones can meet within everybody's working hours."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

WORK_BEGINS, WORK_ENDS = dt.time(9, 0), dt.time(17, 0)
#: Hours of the host's day, the one that suits best first.
HOURS = (10, 11, 13, 14, 15, 9, 12, 16)


@dataclass(frozen=True)
class Slot:
    """When it begins (aware, in the host's zone), and the zones where that is outside working hours."""

    starts_at: dt.datetime
    outside: tuple[str, ...] = ()


def common_slot(day: dt.date, host: str, zones: Iterable[str], minutes: int = 60) -> Slot:
    """The first hour of the host's day, by `HOURS`, that begins and ends within 9 to 17 on the same day in every zone.

    Where there is none, the hour that is outside working hours in the fewest zones; of those, the first.
    """
    others = sorted(set(zones) - {host})
    slots = []
    for hour in HOURS:
        starts = dt.datetime.combine(day, dt.time(hour), tzinfo=ZoneInfo(host))
        outside = tuple(zone for zone in others if not is_at_work(starts, zone, minutes))
        slots.append(Slot(starts, outside))
    return min(slots, key=lambda one: len(one.outside))


def is_at_work(starts_at: dt.datetime, zone: str, minutes: int) -> bool:
    """Whether so many minutes from then lie within 9 to 17 of one weekday in the zone."""
    begins = starts_at.astimezone(dt.UTC)
    first = begins.astimezone(ZoneInfo(zone))
    last = (begins + dt.timedelta(minutes=minutes)).astimezone(ZoneInfo(zone))
    if first.date() != last.date() or first.weekday() > 4:
        return False
    return first.time() >= WORK_BEGINS and last.time() <= WORK_ENDS
