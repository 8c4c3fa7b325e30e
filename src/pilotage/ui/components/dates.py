"""Dates and instants as people say them, exact on hover."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from pilotage.ui.components.figures import NONE
from pilotage.ui.components.icons import icon

FAR = timedelta(days=92)


def working_days_between(start: date, end: date, days_off: frozenset[date] = frozenset()) -> int:
    """Working days after `start` up to and with `end` (Monday to Friday without `days_off`); `start` <= `end`."""
    whole_weeks, rest = divmod((end - start).days, 7)
    days = whole_weeks * 5
    days += sum(1 for step in range(1, rest + 1) if (start + timedelta(days=whole_weeks * 7 + step)).weekday() < 5)
    return days - sum(1 for day in days_off if start < day <= end and day.weekday() < 5)


def distance(day: date, today: date, days_off: frozenset[date] = frozenset()) -> str:
    """How far away a day is: today, tomorrow, `in 12 working days`, `3 working days ago`; past 3 months, in months."""
    gap = day - today
    if gap.days in (-1, 0, 1):
        return (gettext("yesterday"), gettext("today"), gettext("tomorrow"))[gap.days + 1]
    if abs(gap) > FAR:
        months = round(abs(gap).days / 30.44)
        words = ngettext("%(n)d month", "%(n)d months", months) % {"n": months}
    else:
        days = working_days_between(min(day, today), max(day, today), days_off)
        words = ngettext("%(n)d working day", "%(n)d working days", days) % {"n": days}
        if days == 0:  # over a weekend or a holiday
            words = ngettext("%(n)d day", "%(n)d days", abs(gap).days) % {"n": abs(gap).days}
    if gap.days > 0:
        return gettext("in %(span)s") % {"span": words}
    return gettext("%(span)s ago") % {"span": words}


def short_day(day: date, today: date) -> str:
    """`Mon 4 Jan`, with the year where it is not near: `Mon 4 Jan 2027`."""
    near = day.year == today.year or abs((day - today).days) < 183
    return date_format(day, "D j M" if near else "D j M Y")


@lru_cache(maxsize=8192)
def _drawn_date(day: date, today: date, how: str, days_off: frozenset[date], _language: str | None) -> SafeString:
    far_words = distance(day, today, days_off)
    exact = date_format(day, "l j F Y")
    if how == "short":
        return format_html(
            '<time datetime="{}" title="{}, {}">{}</time>', day.isoformat(), exact, far_words, short_day(day, today)
        )
    return format_html(
        '<time datetime="{}" title="{}">{}<span class="ui-far">, {}</span></time>',
        day.isoformat(),
        exact,
        short_day(day, today),
        far_words,
    )


def date_words(day: date | None, today: date, how: str = "", days_off: frozenset[date] = frozenset()) -> SafeString:
    """A day as `Mon 4 Jan, in 12 working days`; `how="short"` leaves the distance to the hover text."""
    if not day:
        return NONE
    if isinstance(day, datetime):
        day = day.date()
    return _drawn_date(day, today, how, days_off, get_language())


def zone_of(value: str | tzinfo) -> tzinfo:
    """A zone from its IANA name, or as it is."""
    return ZoneInfo(value) if isinstance(value, str) else value


def zone_city(zone: tzinfo) -> str:
    """The last part of an IANA name, as people say it: `New York`."""
    return str(zone).rsplit("/", 1)[-1].replace("_", " ")


@lru_cache(maxsize=8192)
def _drawn_instant(
    moment: datetime, today: date, zone: tzinfo, there: tzinfo | None, how: str, _language: str | None
) -> SafeString:
    local = moment.astimezone(zone)
    day = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}.get((local.date() - today).days)
    words = f"{day or short_day(local.date(), today)}, {local:%H:%M}"
    if how == "time":
        words = f"{local:%H:%M}"
    exact = f"{date_format(local, 'l j F Y')}, {local:%H:%M:%S} {zone}"
    other = ""
    if there is not None and moment.astimezone(there).utcoffset() != local.utcoffset():
        abroad = moment.astimezone(there)
        day_there = "" if abroad.date() == local.date() else f"{short_day(abroad.date(), today)}, "
        other = format_html(
            '<span class="ui-far"> ({}{} {})</span>',
            day_there,
            f"{abroad:%H:%M}",
            gettext("in %(city)s") % {"city": zone_city(there)},
        )
    stamp = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return format_html('<time datetime="{}" title="{}">{}</time>{}', stamp, exact, words, other)


def instant_words(
    moment: datetime | None, now: datetime, zone: tzinfo, there: str | tzinfo | None = None, how: str = ""
) -> SafeString:
    """An instant in the reader's zone, `Mon 4 Jan, 09:00` or `today, 09:00`; with the time `there` where it differs."""
    if not moment:
        return NONE
    today = now.astimezone(zone).date()
    return _drawn_instant(moment, today, zone, zone_of(there) if there else None, how, get_language())


@lru_cache(maxsize=4096)
def _drawn_due(day: date, today: date, done: bool, days_off: frozenset[date], _language: str | None) -> SafeString:
    shown = _drawn_date(day, today, "short" if done else "", days_off, _language)
    if done or day > today:
        return shown
    tone, shape, word = (
        ("bad", "clock-exclamation", gettext("Overdue:")) if day < today else ("warn", "clock", gettext("Due:"))
    )
    return format_html(
        '<span class="ui-state ui-tone-{}">{}<span><span class="visually-hidden">{} </span>{}</span></span>',
        tone,
        icon(shape, size=16),
        word,
        shown,
    )


def due_words(day: date | None, today: date, done: bool = False, days_off: frozenset[date] = frozenset()) -> SafeString:
    """A due date that shows by shape and colour when it is today or past; quiet once `done`."""
    if not day:
        return NONE
    return _drawn_due(day, today, bool(done), days_off, get_language())
