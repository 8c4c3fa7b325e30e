"""A workload heat map: for each person and week the days of tasks that plans ask for, against what the person takes on.

A person's capacity says how many billers they look after at one time; so many tasks side by side fill a day. A week's
capacity is that number times the days the person works in it. An overdue task counts a day in the present week.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import QuerySet

from pilotage.onboarding.models import PlanTask

WEEKS = 12
#: From this share of its capacity a week is full; above the whole it is too much.
FULL = 0.85
HALF = 0.5


class Load(NamedTuple):
    """An open task of somebody: first and last day."""

    owner_id: int
    start: date | None
    due: date


def loads(found: QuerySet[PlanTask]) -> list[Load]:
    """Open tasks with an owner and dates, read with no more than the map needs."""
    rows = found.order_by().values_list("task__owner_id", "task__start_date", "task__due_date")
    return [Load._make(values) for values in rows]


@dataclass(frozen=True)
class Worker:
    """Somebody who owns tasks. `off` are the days of the weeks shown on which they don't work, weekends among them."""

    pk: int
    name: str
    capacity: int
    off: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Cell:
    """One person's week: `asked` task-days of `most` that fit, over `tasks` tasks, in `days` working days."""

    monday: date
    asked: int
    most: int
    tasks: int
    days: int

    @property
    def level(self) -> str:
        """`none`, `light`, `some` (from half), `full`, `over`; `away` where tasks are planned and the person works on no day."""
        if not self.tasks:
            return "none" if self.days else "off"
        if not self.most:
            return "away"
        share = self.asked / self.most
        return "over" if share > 1 else "full" if share >= FULL else "some" if share >= HALF else "light"


@dataclass(frozen=True)
class Line:
    """One person and their weeks."""

    worker: Worker
    cells: list[Cell]

    @property
    def weeks_over(self) -> int:
        """Weeks that ask for more than the person takes."""
        return sum(cell.level in ("over", "away") for cell in self.cells)


def mondays(first: date, count: int = WEEKS) -> list[date]:
    """The Mondays of so many weeks, from the one that holds the day."""
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(days=7 * n) for n in range(count)]


def heat_map(rows: Sequence[Load], people: Iterable[Worker], weeks: Sequence[date], today: date) -> list[Line]:
    """A line for each person, who is asked for most first."""
    by_owner: dict[int, list[Load]] = defaultdict(list)
    for row in rows:
        by_owner[row.owner_id].append(row)
    lines = [_line(worker, by_owner.get(worker.pk, []), weeks, today) for worker in people]
    return sorted(lines, key=lambda line: (-line.weeks_over, -sum(cell.asked for cell in line.cells), line.worker.name))


def _line(worker: Worker, rows: Sequence[Load], weeks: Sequence[date], today: date) -> Line:
    spans = [_span(row, today) for row in rows]
    cells = []
    for monday in weeks:
        days = [monday + timedelta(days=n) for n in range(7)]
        own = [day for day in days if day not in worker.off]
        here = [(start, due) for start, due in spans if start <= days[6] and due >= monday]
        asked = sum(start <= day <= due for start, due in here for day in own)
        # A task that falls on days away alone is still asked for in that week; one that falls on a weekend is not.
        met = sum(any(start <= day <= due for day in days[:5]) for start, due in here)
        cells.append(Cell(monday, asked, len(own) * worker.capacity, met, len(own)))
    return Line(worker, cells)


def _span(row: Load, today: date) -> tuple[date, date]:
    """First and last day of what is still to do."""
    if row.due < today:
        return today, today
    return max(row.start or row.due, today), row.due
