"""Banking days of the United States: the Federal Reserve Banks' holidays, which the ACH network keeps too.

A holiday on a Sunday is kept on the Monday; one on a Saturday is not moved: the banks are open on the Friday before
(Federal Reserve Financial Services, holiday schedule). Juneteenth is kept since 2022.
"""

import datetime
from bisect import bisect_left
from collections.abc import Iterable
from functools import lru_cache

from pilotage.tally.intake.dates import FIRST_YEAR, LAST_YEAR

_DAY = datetime.timedelta(days=1)
_FIRST = datetime.date(FIRST_YEAR, 1, 1).toordinal()
_SIZE = datetime.date(LAST_YEAR, 12, 31).toordinal() - _FIRST + 1


def federal_reserve_holidays(year: int) -> frozenset[datetime.date]:
    """The weekdays of `year` on which the Federal Reserve Banks are closed."""
    fixed = [(1, 1), (7, 4), (11, 11), (12, 25)] + ([(6, 19)] if year >= 2022 else [])
    kept = {_observed(datetime.date(year, month, day)) for month, day in fixed}
    kept |= {_nth_weekday(year, 1, 0, 3), _nth_weekday(year, 2, 0, 3), _nth_weekday(year, 9, 0, 1)}
    kept |= {_nth_weekday(year, 10, 0, 2), _nth_weekday(year, 11, 3, 4), _nth_weekday(year, 6, 0, 1) - 7 * _DAY}
    return frozenset(day for day in kept if day.weekday() < 5)


def _observed(day: datetime.date) -> datetime.date:
    return day + _DAY if day.weekday() == 6 else day


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> datetime.date:
    first = datetime.date(year, month, 1)
    return first + ((weekday - first.weekday()) % 7 + 7 * (nth - 1)) * _DAY


@lru_cache(maxsize=1)
def _federal() -> frozenset[datetime.date]:
    return frozenset(day for year in range(FIRST_YEAR, LAST_YEAR + 1) for day in federal_reserve_holidays(year))


class BankCalendar:
    """Banking days by number, so that a window is a subtraction. `closed` are days of the biller's bank beside the Fed's."""

    def __init__(self, closed: Iterable[datetime.date] = (), *, federal: bool = True) -> None:
        shut = {day.toordinal() - _FIRST for day in (*closed, *(_federal() if federal else ()))}
        start = datetime.date(FIRST_YEAR, 1, 1).weekday()
        self._open = [at for at in range(_SIZE) if (start + at) % 7 < 5 and at not in shut]
        self._is_open = set(self._open)

    def is_banking_day(self, day: datetime.date) -> bool:
        return day.toordinal() - _FIRST in self._is_open

    def number(self, day: datetime.date) -> int:
        """The number of the banking day that `day` is or rolls forward to."""
        return min(bisect_left(self._open, day.toordinal() - _FIRST), len(self._open) - 1)

    def day(self, number: int) -> datetime.date:
        """The banking day with this number, held inside the calendar's years."""
        bounded = max(0, min(number, len(self._open) - 1))
        return datetime.date.fromordinal(self._open[bounded] + _FIRST)

    def on_or_after(self, day: datetime.date) -> datetime.date:
        return self.day(self.number(day))

    def on_or_before(self, day: datetime.date) -> datetime.date:
        return day if self.is_banking_day(day) else self.day(self.number(day) - 1)

    def add(self, day: datetime.date, banking_days: int) -> datetime.date:
        """`day` rolled forward to a banking day, then so many banking days on (or back)."""
        return self.day(self.number(day) + banking_days)

    def between(self, first: datetime.date, last: datetime.date) -> int:
        """Banking days from `first` to `last`, both rolled forward; negative when `last` is earlier."""
        return self.number(last) - self.number(first)
