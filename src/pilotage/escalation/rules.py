"""When a level of an escalation is due, counted in working hours; and which of an expert and their backup is asked. Pure.

Source: mission R18 (levels, timers, who), R19. Working hours are 09:00 to 17:00 of the policy's zone: our default.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pilotage.planner.calendars import WorkingCalendar

BEGIN, END = time(9), time(17)
MOST_LEVELS, MOST_HOURS = 5, 400


def due_at(start: datetime, hours: int, calendar: WorkingCalendar | None, zone: str) -> datetime:
    """`hours` working hours after `start`; without a calendar they are hours of the clock. Aware in, UTC-comparable out."""
    if calendar is None or not hours:
        return start + timedelta(hours=hours)
    local, left = start.astimezone(ZoneInfo(zone)), timedelta(hours=hours)
    day, now = local.date(), local.time().replace(tzinfo=None)
    while True:
        day = calendar.next_working_day(day)
        begin = max(now, BEGIN) if day == local.date() else BEGIN
        at = datetime.combine(day, begin)
        length = max(datetime.combine(day, END) - at, timedelta())
        if left <= length:
            return (at + left).replace(tzinfo=ZoneInfo(zone))
        left -= length
        day += timedelta(days=1)


def level_faults(levels: Sequence[Mapping[str, Any]]) -> list[str]:
    """What keeps levels from being right: one to five of them, each later than the one before, each with a role."""
    if not 1 <= len(levels) <= MOST_LEVELS:
        return [f"Give one to {MOST_LEVELS} levels."]
    found, before = [], -1
    for number, level in enumerate(levels, 1):
        hours = int(level["hours"])
        if not 0 <= hours <= MOST_HOURS:
            found.append(f"Level {number}: give hours from 0 to {MOST_HOURS}.")
        elif hours <= before:
            found.append(f"Level {number} comes after {hours} hours, not later than the level before it.")
        before = hours
    return found


def is_in_hours(now: datetime, zone: str, begin: str, end: str, calendar: WorkingCalendar) -> bool:
    """Whether somebody who answers from `begin` to `end` (HH:MM) of their zone on working days is there now."""
    local = now.astimezone(ZoneInfo(zone))
    return calendar.is_working(local.date()) and begin <= f"{local:%H:%M}" < end
