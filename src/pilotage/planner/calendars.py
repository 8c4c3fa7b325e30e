"""Working calendars by the day: a work week, holidays and extra days off, with constant-time counting of working days."""

import datetime as dt
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from threading import Lock
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from pilotage.planner.errors import PlanError
from pilotage.planner.federal import bank_days_off, federal_days_off

MONDAY_TO_FRIDAY = frozenset(range(5))
#: Names of the days off that fall in one year.
DaysOffOfYear = Callable[[int], Mapping[dt.date, str]]

#: The years that a calendar covers: enough for any plan, few enough to stay small in memory.
FIRST_YEAR, LAST_YEAR = 1900, 2499

# Working days are numbered; 0 is the first one on or after 1 January of this year, whatever was asked first.
_ANCHOR_YEAR = 2020
_LEAST_GROWTH_YEARS = 4


class _Index(NamedTuple):
    """Every day of a run of whole years, counted. Replaced as a whole when it grows, so that readers need no lock."""

    first_year: int
    last_year: int
    first_ordinal: int
    number_at: Sequence[int]  # per day: the number of the first working day on or after it
    days: list[dt.date]  # the working days themselves
    first_number: int  # the number of days[0]


class WorkingCalendar:
    """Which days are worked. `week` holds weekdays (Monday is 0); `days_off` are left out besides the yearly holidays.

    `zone` is the IANA time zone in which its days begin and end.
    Errors: `PlanError` when no weekday is worked, or a date runs beyond the years 1900 to 2499.
    """

    def __init__(
        self,
        name: str,
        *,
        week: Iterable[int] = MONDAY_TO_FRIDAY,
        holidays: DaysOffOfYear | None = None,
        days_off: Iterable[dt.date] = (),
        zone: str = "UTC",
    ) -> None:
        self.name = name
        self.zone = zone
        #: The calendar as plain lists over some years, kept here by `spans` for as long as the calendar lives.
        self.laid_out: dict[Any, Any] = {}
        self.week = frozenset(week)
        if not self.week or not self.week <= frozenset(range(7)):
            raise PlanError(
                f"The calendar {name} has no usable work week.",
                "Name at least one weekday from 0 (Monday) to 6 (Sunday).",
            )
        self.days_off = frozenset(days_off)
        self.holidays = holidays
        self._lock = Lock()
        self._index = self._counted(_ANCHOR_YEAR, _ANCHOR_YEAR)

    def __repr__(self) -> str:
        return f"WorkingCalendar({self.name!r})"

    def with_days_off(self, name: str, days: Iterable[dt.date]) -> "WorkingCalendar":
        """This calendar with more days off: a person's, a biller's or a vendor's own."""
        return _with_days_off(self, name, frozenset(days))

    def local_day(self, instant: dt.datetime) -> dt.date:
        """The day that it is in this calendar's time zone at an instant (with its own zone)."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def working_days(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The days worked in `first` … `last`, both included."""
        self.position(first)
        self.position(last)
        days = self._index.days
        return days[bisect_left(days, first) : bisect_right(days, last)]

    def is_working(self, day: dt.date) -> bool:
        """Whether `day` is worked."""
        return self.day_at(self.position(day)) == day

    def next_working_day(self, day: dt.date) -> dt.date:
        """`day` itself when it is worked, else the first working day after it."""
        return self.day_at(self.position(day))

    def previous_working_day(self, day: dt.date) -> dt.date:
        """`day` itself when it is worked, else the last working day before it."""
        return self.day_at(self.position_after(day) - 1)

    def add_working_days(self, day: dt.date, days: int) -> dt.date:
        """The `days`-th working day after `day`, or before it when negative; 0 gives `next_working_day(day)`.

        `day` itself never counts, worked or not: from a Saturday, 1 is the Monday.
        """
        if days > 0:
            return self.day_at(self.position_after(day) + days - 1)
        return self.day_at(self.position(day) + days)

    def working_days_between(self, first: dt.date, last: dt.date) -> int:
        """How many working days lie in `first` … `last`, with `first` and without `last`; negative when `last` is earlier."""
        return self.position(last) - self.position(first)

    def holiday_name(self, day: dt.date) -> str | None:
        """Why `day` is off, if it is a holiday or an extra day off; None on other days, weekends too."""
        name = self.holidays(day.year).get(day) if self.holidays else None
        return name or ("Day off" if day in self.days_off else None)

    def position(self, day: dt.date) -> int:
        """The number of the first working day on or after `day`. Numbers follow each other without gaps."""
        if not self._index.first_year <= day.year <= self._index.last_year:
            self._grow_to(day.year)
        return self._index.number_at[day.toordinal() - self._index.first_ordinal]

    def position_after(self, day: dt.date) -> int:
        """The number of the first working day after `day`."""
        number = self.position(day)
        return number + 1 if self.day_at(number) == day else number

    def day_at(self, position: int) -> dt.date:
        """The working day with this number."""
        index = self._index
        while not 0 <= position - index.first_number < len(index.days):
            self._grow_to(index.last_year + 1 if position >= index.first_number else index.first_year - 1)
            index = self._index
        return index.days[position - index.first_number]

    def _grow_to(self, year: int) -> None:
        """Count more years: more than asked for, in proportion to what is there, so that growing stays cheap."""
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise beyond_all_years()
        with self._lock:
            index = self._index
            growth = max(_LEAST_GROWTH_YEARS, (index.last_year - index.first_year) // 2)
            first, last = index.first_year, index.last_year
            if year < first:
                first = max(FIRST_YEAR, min(year, first - growth))
            if year > last:
                last = min(LAST_YEAR, max(year, last + growth))
            self._index = self._counted(first, last)

    def _counted(self, first_year: int, last_year: int) -> _Index:
        first_ordinal = dt.date(first_year, 1, 1).toordinal()
        end_ordinal = dt.date(last_year, 12, 31).toordinal() + 1
        off = {day.toordinal() for day in self.days_off}
        if self.holidays:
            for year in range(first_year, last_year + 1):
                off.update(day.toordinal() for day in self.holidays(year))
        week = [weekday in self.week for weekday in range(7)]
        number_at = array("i")
        worked: list[int] = []
        for ordinal in range(first_ordinal, end_ordinal):
            number_at.append(len(worked))
            if week[(ordinal + 6) % 7] and ordinal not in off:
                worked.append(ordinal)
        anchor = number_at[dt.date(_ANCHOR_YEAR, 1, 1).toordinal() - first_ordinal]
        return _Index(
            first_year,
            last_year,
            first_ordinal,
            array("i", [number - anchor for number in number_at]),
            [dt.date.fromordinal(ordinal) for ordinal in worked],
            -anchor,
        )


def beyond_all_years() -> PlanError:
    """The refusal of a date that no calendar covers."""
    return PlanError(
        f"The dates run beyond the years {FIRST_YEAR} to {LAST_YEAR}.", "Use shorter durations or a nearer date."
    )


@lru_cache(maxsize=512)
def _with_days_off(calendar: WorkingCalendar, name: str, days: frozenset[dt.date]) -> WorkingCalendar:
    """Kept, because a calendar that has been counted once should not be counted again for every plan."""
    return WorkingCalendar(
        name, week=calendar.week, holidays=calendar.holidays, days_off=calendar.days_off | days, zone=calendar.zone
    )


@lru_cache(maxsize=256)
def shared_calendar(name: str, *calendars: WorkingCalendar) -> WorkingCalendar:
    """The days on which all of these work: a person at a biller, a vendor's team. The zone is the first one's.

    Errors: `PlanError` when they share no weekday, or none are given.
    """
    if not calendars:
        raise PlanError("A shared calendar needs calendars to share.", "Give one or more.")
    week = frozenset.intersection(*(calendar.week for calendar in calendars))
    if not week:
        raise PlanError(
            f"The calendars {', '.join(calendar.name for calendar in calendars)} share no weekday.",
            "Give the task to somebody who works on a day that the others work too.",
        )
    yearly = [calendar.holidays for calendar in calendars if calendar.holidays]
    return WorkingCalendar(
        name,
        week=week,
        holidays=(lambda year: {day: why for one in yearly for day, why in one(year).items()}) if yearly else None,
        days_off=frozenset().union(*(calendar.days_off for calendar in calendars)),
        zone=calendars[0].zone,
    )


@lru_cache(maxsize=1)
def us_federal() -> WorkingCalendar:
    """Monday to Friday without the days off of the US federal government."""
    return WorkingCalendar("us-federal", holidays=federal_days_off)


@lru_cache(maxsize=1)
def us_bank() -> WorkingCalendar:
    """Monday to Friday without the days on which the Federal Reserve Banks are closed."""
    return WorkingCalendar("us-bank", holidays=bank_days_off)


@lru_cache(maxsize=1)
def no_holidays() -> WorkingCalendar:
    """Monday to Friday, every week."""
    return WorkingCalendar("none")


@lru_cache(maxsize=1024)
def own_calendar(
    name: str, week: tuple[int, ...], holidays: str, days_off: frozenset[dt.date], zone: str = "UTC"
) -> WorkingCalendar:
    """A person's, team's, biller's or vendor's calendar: its weekdays, the holidays of a shipped calendar, its own days off.

    The same values give the same object, so that tasks on equal calendars are laid out once. Errors: `PlanError`.
    """
    yearly = calendar_named(holidays).holidays
    return WorkingCalendar(name, week=week, holidays=yearly, days_off=days_off, zone=zone)


def calendar_named(name: str) -> WorkingCalendar:
    """The shipped calendar of this name: `us-federal`, `us-bank` or `none`. Errors: `PlanError` for any other name."""
    shipped = {"us-federal": us_federal, "us-bank": us_bank, "none": no_holidays}
    if name not in shipped:
        raise PlanError(f"There is no calendar named {name!r}.", f"Use one of: {', '.join(shipped)}.")
    return shipped[name]()
