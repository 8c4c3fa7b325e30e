"""How full the weeks of TSMs and TAMs are: what a biller asks, from when until when, and what a person can take. Pure.

Source: mission R5 and O5 (capacity over the whole window), R7 (meetings weekly back from go-live), R8 (windows). Points are those
of staffing. A week is counted whole when any of its days is.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from pilotage.staffing.rules import Offer, offer_on

WEEK = dt.timedelta(days=7)
#: A window that is past its end keeps its owner busy until it is evaluated: so many days more are counted.
OVERDUE = dt.timedelta(days=13)
#: What a move to a TAM is checked against, since it has no end.
AHEAD = 26 * WEEK
#: Points of an account nobody has set anything for: proposals count on them, but nobody is refused for them.
USUAL = 8
SLACK = 1e-6


@dataclass(frozen=True)
class Stint:
    """What one biller asks of a person: `points` from a day to a day, both included; no `last` while nobody knows its end."""

    user: int | None
    biller: str
    name: str
    points: int
    first: dt.date
    last: dt.date | None
    kind: str = "ahead"
    url: str = ""

    def runs_in(self, monday: dt.date) -> bool:
        """Whether any day of that week belongs to it."""
        return self.first < monday + WEEK and (self.last is None or self.last >= monday)


@dataclass(frozen=True)
class Taker:
    """A person's room: periods of capacity, the account's own points, and the days away."""

    user: int
    name: str
    usual: int = USUAL
    offers: tuple[Offer, ...] = ()
    away: frozenset[dt.date] = field(default_factory=frozenset)

    def is_set(self, monday: dt.date) -> bool:
        """Whether somebody said what the person can take on in that week."""
        return self.usual != USUAL or any(one.covers(monday) for one in self.offers)

    def room(self, monday: dt.date) -> float:
        """Points in that week: fewer by the days a week, and by the part of that month's days that the person is away."""
        offer = offer_on(self.offers, monday, self.usual)
        worked = [day for day in _month_of(monday) if day.weekday() < min(5, offer.days_a_week)]
        if not worked:
            return 0.0
        there = sum(day not in self.away for day in worked) / len(worked)
        return round(offer.points * min(5, offer.days_a_week) / 5 * there, 2)


@dataclass(frozen=True)
class Full:
    """The first week in which somebody would have more than they can take: what they have, what it is with the new one, the room."""

    monday: dt.date
    load: int
    points: int
    room: float


def _month_of(day: dt.date) -> list[dt.date]:
    first = day.replace(day=1)
    found = [first + dt.timedelta(days=n) for n in range(31)]
    return [one for one in found if one.month == first.month]


def monday_of(day: dt.date) -> dt.date:
    """The Monday of a day's week."""
    return day - dt.timedelta(days=day.weekday())


def mondays(first: dt.date, last: dt.date) -> list[dt.date]:
    """Mondays from the week of `first` to that of `last`."""
    begin = monday_of(first)
    return [begin + n * WEEK for n in range((monday_of(last) - begin).days // 7 + 1)]


def ahead_span(go_live: dt.date | None, meetings: int, window_days: int, today: dt.date) -> tuple[dt.date, dt.date]:
    """From when until when a biller ahead of its go-live asks for somebody: a week before its first meeting to its last day.

    A target that is past, or none, counts as today: it is late, not over.
    """
    live = max(go_live or today, today)
    return max(today, live - (meetings + 1) * WEEK), live + dt.timedelta(days=window_days)


def load_in(stints: Iterable[Stint], monday: dt.date) -> int:
    """Points in a week."""
    return sum(one.points for one in stints if one.runs_in(monday))


def points_by_week(stints: Iterable[Stint], weeks: Sequence[dt.date]) -> list[int]:
    """Points in each of these following weeks, for any number of stints at once."""
    if not weeks:
        return []
    steps = [0] * (len(weeks) + 1)
    for one in stints:
        first = max(0, (one.first - weeks[0]).days // 7)
        last = len(weeks) - 1 if one.last is None else min(len(weeks) - 1, (one.last - weeks[0]).days // 7)
        if first <= last:
            steps[first] += one.points
            steps[last + 1] -= one.points
    return list(accumulate(steps[:-1]))


def first_full(taker: Taker, held: Sequence[Stint], more: Stint, *, only_set: bool = True) -> Full | None:
    """The first week in which `more` on top of `held` is over the person's room; None when there is room all along.

    With `only_set`, weeks for which nobody has set a capacity don't count.
    """
    for monday in mondays(more.first, more.last or more.first + AHEAD):
        if only_set and not taker.is_set(monday):
            continue
        load, room = load_in(held, monday), taker.room(monday)
        if load + more.points > room + SLACK:
            return Full(monday, load, more.points, room)
    return None
