"""On which days a check runs, when it is due, and for which day a file counts. Times are the biller's."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from pilotage.tally.intake.banking_days import BankCalendar

#: How many days are made good after the worker stood still.
BACK = 10


@cache
def _bank() -> BankCalendar:
    """Made when it is asked first: its tables are 3 MB that few web processes need."""
    return BankCalendar()


@dataclass(frozen=True)
class Rhythm:
    """Days of the week (Monday is 0), whether bank holidays are left out, due time and cut-off as HH:MM, and the zone."""

    weekdays: Collection[int]
    skips_holidays: bool
    due_time: str
    zone: str
    cut_off: str = ""

    def is_day(self, day: date) -> bool:
        """Whether the check runs on this day."""
        if day.weekday() not in self.weekdays:
            return False
        return not self.skips_holidays or day.weekday() > 4 or _bank().is_banking_day(day)

    def due_at(self, day: date) -> datetime:
        """The moment by which the day's files are expected, in UTC."""
        return datetime.combine(day, clock(self.due_time), ZoneInfo(self.zone)).astimezone(UTC)

    def today(self, now: datetime) -> date:
        """The date at the biller's."""
        return now.astimezone(ZoneInfo(self.zone)).date()

    def day_of(self, moment: datetime) -> date:
        """The day for which a file counts that came at this moment: its own, after the cut-off or off days the next one."""
        local = moment.astimezone(ZoneInfo(self.zone))
        day = local.date()
        if self.cut_off and local.time() > clock(self.cut_off):
            day += timedelta(days=1)
        return self.on_or_after(day)

    def on_or_after(self, day: date) -> date:
        """The first day of the check from this one on."""
        for _ in range(60):
            if self.is_day(day):
                return day
            day += timedelta(days=1)
        return day

    def on_or_before(self, day: date) -> date:
        """The last day of the check up to this one."""
        for _ in range(60):
            if self.is_day(day):
                return day
            day -= timedelta(days=1)
        return day

    def days(self, first: date, last: date) -> Iterator[date]:
        """The check's days from first to last."""
        while first <= last:
            if self.is_day(first):
                yield first
            first += timedelta(days=1)

    def span(self, day: date, look_back: int) -> list[date]:
        """`day` and so many of the check's days before it, together `look_back`."""
        found = [day]
        while len(found) < look_back:
            found.append(self.on_or_before(found[-1] - timedelta(days=1)))
        return found


def clock(text: str) -> time:
    """07:00 as a time. Errors: `ValueError`."""
    hours, colon, minutes = text.partition(":")
    if not colon or len(minutes) != 2:
        raise ValueError(text)
    return time(int(hours), int(minutes))
