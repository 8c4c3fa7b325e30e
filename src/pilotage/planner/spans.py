"""A run of years of a calendar as plain lists, so that a pass over a plan asks by index and never by date."""

import datetime as dt
from typing import NamedTuple

from pilotage.planner.calendars import FIRST_YEAR, LAST_YEAR, WorkingCalendar, beyond_all_years


class OutgrownError(Exception):
    """The dates run beyond the years that were laid out: lay out more."""


class Span(NamedTuple):
    """The days of some whole years, counted from 0, and its working days, counted from 0.

    `position_on[day]` is the number of the first working day on or after that day; `day_of[n]` is the day of working day `n`;
    `end_of[n]` the day after the one before it, so that a run of working days that ends before `n` ends there.
    """

    calendar: WorkingCalendar
    first_ordinal: int
    position_on: list[int]
    day_of: list[int]
    end_of: list[int]
    dates: list[dt.date]

    def position(self, day: dt.date) -> int:
        """The number of the first working day on or after `day`. Errors: `OutgrownError`."""
        return self.position_on[self._day(day)]

    def position_after(self, day: dt.date) -> int:
        """The number of the first working day after `day`. Errors: `OutgrownError`."""
        return self.position_on[self._day(day) + 1]

    def is_working(self, day: dt.date) -> bool:
        """Whether `day` is worked."""
        return self.position_after(day) > self.position(day)

    def date_at(self, position: int) -> dt.date:
        """The working day with this number. Errors: `OutgrownError`."""
        if not 0 <= position < len(self.dates):
            raise OutgrownError
        return self.dates[position]

    def _day(self, day: dt.date) -> int:
        number = day.toordinal() - self.first_ordinal
        if not 0 <= number < len(self.position_on) - 1:
            raise OutgrownError
        return number


class Years(NamedTuple):
    """The years that a pass lays out. All calendars of a plan are laid out over the same ones, so that days compare."""

    first: int
    last: int

    def wider(self) -> "Years":
        """Twice as many years after, and as many more before. Errors: `PlanError` when there are no more to take."""
        if self.first <= FIRST_YEAR and self.last >= LAST_YEAR:
            raise beyond_all_years()
        more = self.last - self.first
        return Years(max(FIRST_YEAR, self.first - more), min(LAST_YEAR, self.last + 2 * more))


def years_around(calendar: WorkingCalendar, first: dt.date, last: dt.date) -> Years:
    """Some years before and after, or those around them that this calendar was laid out over before.

    Errors: `PlanError` for dates outside the years that calendars cover.
    """
    if first.year < FIRST_YEAR or last.year > LAST_YEAR:
        raise beyond_all_years()
    least = Years(max(FIRST_YEAR, first.year - _BEFORE), min(LAST_YEAR, last.year + _AFTER))
    kept: dict[Years, Span] = calendar.laid_out
    enough = [
        years
        for years in kept
        if years.first <= least.first and years.last >= least.last and years.last - years.first <= _MOST_REUSED
    ]
    return max(enough, key=lambda years: years.last - years.first, default=least)


_BEFORE, _AFTER, _MOST_REUSED = 2, 4, 60
_KEPT = 4


def span_of(calendar: WorkingCalendar, years: Years) -> Span:
    """The calendar laid out over these years; kept with the calendar, so that the next pass finds it there."""
    kept: dict[Years, Span] = calendar.laid_out
    found = kept.get(years)
    if found is None:
        if len(kept) >= _KEPT:
            kept.clear()
        found = kept[years] = _laid_out(calendar, years)
    return found


def _laid_out(calendar: WorkingCalendar, years: Years) -> Span:
    begin, end = dt.date(years.first, 1, 1), dt.date(years.last, 12, 31)
    first, length = begin.toordinal(), end.toordinal() - begin.toordinal() + 1
    dates = calendar.working_days(begin, end)
    day_of = [day.toordinal() - first for day in dates]
    position_on: list[int] = []
    for number, day in enumerate(day_of):
        position_on += [number] * (day - len(position_on) + 1)
    position_on += [len(dates)] * (length - len(position_on) + 1)
    return Span(calendar, first, position_on, day_of, [0, *(day + 1 for day in day_of)], dates)
