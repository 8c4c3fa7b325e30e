"""A calendar of a month or a week: tasks due, milestones, go-lives and meetings on their days."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pilotage.onboarding.pictures.rows import PlanRow

#: A day of a month shows so many entries; the week shows all.
SHOWN = 5
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Entry:
    """Something on a day. `kind`: go_live, milestone, meeting, task; `rank` orders them within a day."""

    day: date
    kind: str
    title: str
    url: str
    tone: str
    detail: str = ""
    at: str = ""
    pk: uuid.UUID | None = None

    @property
    def rank(self) -> tuple[Any, ...]:
        """Go-lives and milestones first, then meetings by time, then tasks: late and critical ones first."""
        order = {"go_live": 0, "milestone": 1, "meeting": 2, "task": 3}
        tones = {"bad": 0, "warn": 1, "accent": 2}
        return order[self.kind], self.at, tones.get(self.tone, 3), self.title


@dataclass(frozen=True)
class Day:
    """One cell."""

    day: date
    is_today: bool
    is_inside: bool
    is_off: bool
    entries: list[Entry]
    hidden: int


def first_day(view: str, day: date) -> date:
    """The first day that the calendar shows: the Monday before the month's first day, or of the week."""
    start = day.replace(day=1) if view == "month" else day
    return start - timedelta(days=start.weekday())


def last_day(view: str, day: date) -> date:
    """The last day that the calendar shows, a Sunday."""
    if view == "week":
        return first_day(view, day) + timedelta(days=6)
    end = next_month(day) - timedelta(days=1)
    return end + timedelta(days=6 - end.weekday())


def next_month(day: date) -> date:
    """The first of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def steps(view: str, day: date) -> tuple[date, date]:
    """A day in the month or week before, and one in the next."""
    if view == "week":
        return day - WEEK, day + WEEK
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1), next_month(day)


def weeks(view: str, day: date, today: date, entries: Iterable[Entry], days_off: frozenset[date]) -> list[list[Day]]:
    """The cells, week by week from Monday."""
    on: dict[date, list[Entry]] = defaultdict(list)
    for entry in entries:
        on[entry.day].append(entry)
    first, last = first_day(view, day), last_day(view, day)
    most = SHOWN if view == "month" else None
    found = []
    for n in range((last - first).days + 1):
        at = first + timedelta(days=n)
        all_of = sorted(on.get(at, []), key=lambda one: one.rank)
        # One entry more than fits is shown rather than counted.
        cut = all_of if most is None or len(all_of) <= most + 1 else all_of[:most]
        is_inside = view == "week" or at.month == day.month
        is_off = at.weekday() > 4 or at in days_off
        found.append(Day(at, at == today, is_inside, is_off, cut, len(all_of) - len(cut)))
    return [found[n : n + 7] for n in range(0, len(found), 7)]


def task_entries(rows: Sequence[PlanRow], today: date, *, with_project: bool) -> list[Entry]:
    """Tasks on the day on which they are due, or were done."""
    found = []
    for row in rows:
        day = row.done_on if row.is_finished and row.done_on else row.due
        if day is None:
            continue
        kind = "milestone" if row.milestone else "task"
        title = f"{row.milestone}: {row.title}" if row.milestone else row.title
        detail = row.project if with_project else row.owner or row.owner_role
        found.append(Entry(day, kind, title, f"/tasks/{row.pk}/", row.tone(today), detail, pk=row.pk))
    return found
