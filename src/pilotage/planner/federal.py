"""Holidays of the United States: the federal government's days off, and the Federal Reserve's, which observes them otherwise."""

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

SATURDAY = 5
SUNDAY = 6
FIRST_YEAR_OF_JUNETEENTH = 2021
FIRST_YEAR_OF_KING_DAY = 1986


@lru_cache(maxsize=1024)
def federal_days_off(year: int) -> Mapping[dt.date, str]:
    """Days off in `year` with their names: a holiday on Saturday is taken on Friday, one on Sunday on Monday.

    A New Year's Day on a Saturday is taken on 31 December of the year before. Source: 5 U.S.C. 6103, as kept by the
    `holidays` library (its public holidays of the US, without any state's).
    """
    import holidays

    return dict(holidays.country_holidays("US", years=year))


def bank_days_off(year: int) -> Mapping[dt.date, str]:
    """Days in `year` on which the Federal Reserve Banks are closed, with their names; ACH does not settle on them.

    A holiday on Sunday is taken on Monday; one on Saturday is not taken at all (banks are open on the Friday before).
    Source: Federal Reserve Bank holiday schedule.
    """
    found: dict[dt.date, str] = {}
    for day, name in _statutory(year):
        if day.weekday() == SUNDAY:
            found[day + dt.timedelta(days=1)] = f"{name} (observed)"
        elif day.weekday() != SATURDAY:
            found[day] = name
    return found


@lru_cache(maxsize=1024)
def _statutory(year: int) -> tuple[tuple[dt.date, str], ...]:
    """The days that the law names, before any is moved off a weekend, under the rules in force since 1978."""
    days = [
        (dt.date(year, 1, 1), "New Year's Day"),
        (_nth_weekday(year, 2, 0, 3), "Washington's Birthday"),
        (_last_weekday(year, 5, 0), "Memorial Day"),
        (dt.date(year, 7, 4), "Independence Day"),
        (_nth_weekday(year, 9, 0, 1), "Labor Day"),
        (_nth_weekday(year, 10, 0, 2), "Columbus Day"),
        (dt.date(year, 11, 11), "Veterans Day"),
        (_nth_weekday(year, 11, 3, 4), "Thanksgiving Day"),
        (dt.date(year, 12, 25), "Christmas Day"),
    ]
    if year >= FIRST_YEAR_OF_KING_DAY:
        days.append((_nth_weekday(year, 1, 0, 3), "Martin Luther King Jr. Day"))
    if year >= FIRST_YEAR_OF_JUNETEENTH:
        days.append((dt.date(year, 6, 19), "Juneteenth"))
    return tuple(sorted(days))


def _nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))


def _last_weekday(year: int, month: int, weekday: int) -> dt.date:
    last = dt.date(year, month + 1, 1) - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)
