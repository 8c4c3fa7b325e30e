"""Why a date moved between two states of a plan: one change after another, each with what it moved.

The two states are joined by single steps: the kickoff, then each change of the plan, then each day that passed with what
happened on it, task by task. Each step is scheduled, and what the goal moved by is that step's. So the parts add up to the
whole, whatever the plan.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.layout import Frame
from pilotage.planner.network import network
from pilotage.planner.spans import OutgrownError, Years, years_around
from pilotage.planner.standing import Standing
from pilotage.planner.tasks import Hold, Task


@dataclass(frozen=True)
class PlanState:
    """A plan at one time: a baseline, or the plan of today. `today` is the day that it was looked at, if any had passed."""

    tasks: Sequence[Task]
    start: dt.date
    today: dt.date | None = None
    name: str = ""
    by_id: dict[str, Task] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_id", {task.id: task for task in self.tasks})


class Moved(NamedTuple):
    """One step moved the goal: `days` working days later, or sooner when negative. `day` is None for a change of the plan."""

    task_id: str | None
    days: int
    day: dt.date | None
    before: Task | None
    after: Task | None
    start: dt.date | None  # when the task could have begun before this step


def goal_moves(
    before: PlanState, after: PlanState, *, calendar: WorkingCalendar, goal: str | None = None
) -> Iterator[Moved]:
    """Every step between the two states that moved `goal` (the end of the plan, where none is named).

    Errors: as for `schedule`.
    """
    days = [before.start, after.start, *(day for day in (before.today, after.today) if day is not None)]
    days += [day for state in (before, after) for task in state.tasks for day in task.dates()]
    years = years_around(calendar, min(days), max(days))
    while True:
        try:
            yield from list(_Walk(before, after, calendar, goal, years).moves())
            return
        except (OutgrownError, IndexError):
            years = years.wider()


class _Walk:
    """From one state to the other, in the frame of some years."""

    def __init__(
        self, before: PlanState, after: PlanState, calendar: WorkingCalendar, goal: str | None, years: Years
    ) -> None:
        self.before, self.after, self.goal = before, after, goal
        self.frame = Frame(before.start, calendar, before.today, years)
        self.plan = Standing(before.tasks, self.frame, goal)
        self.reached = self.plan.position()

    def moves(self) -> Iterator[Moved]:
        """Kickoff, plan, days, and what is left: facts without a day."""
        if self.after.start != self.before.start:
            self.frame = self.frame._replace(start=self.after.start)
            self.plan = Standing(self.before.tasks, self.frame, self.goal)
            yield from self._moved(None, None, None, None, None)
        yield from self._changes_of_plan()
        yield from self._days()
        steps = self._touched({task.id: task for task in self.after.tasks}, self.after.today)
        yield from self._step(None, steps, self.after.today)

    def _moved(
        self, task_id: str | None, day: dt.date | None, old: Task | None, new: Task | None, start: dt.date | None
    ) -> Iterator[Moved]:
        reached = self.plan.position()
        if reached != self.reached:
            yield Moved(task_id, reached - self.reached, day, old, new, start)
        self.reached = reached

    def _changes_of_plan(self) -> Iterator[Moved]:
        """The plan's own changes, each task after what it waits for, so that no half-way state goes round in a circle.

        Half-way, what has been looked at waits only for the same; the rest waits for it or for each other as before. So the
        one comes first in the order of the new plan, then the other in that of the old.
        """
        now = {task.id: task for task in self.before.tasks}
        after, plan = network(self.after.tasks), self.plan
        plan.rank = [number + len(after.order) for number in plan.rank]
        for number, place in enumerate(after.order):
            new = after.tasks[place]
            old = now.get(new.id)
            changed = without_facts(new) if old is None else with_facts_of(new, old)
            if changed == old:
                plan.rank[plan.net.places[new.id]] = number
                continue
            now[new.id] = changed
            plan.put(changed, number)
            yield from self._moved(new.id, None, old, changed, None)
        # What is left out waits at most for others that are: the last of them goes first.
        for old in [plan.layout.tasks[place] for place in reversed(plan.net.order)]:
            if old.id not in self.after.by_id:
                del now[old.id]
                plan.leave_out(old.id)
                yield from self._moved(old.id, None, old, None, None)
        self.plan = Standing(list(now.values()), self.frame, self.goal)

    def _days(self) -> Iterator[Moved]:
        """Every day that passed, with what became known on its morning."""
        if self.after.today is None:
            return
        day = self.before.today or min(self.after.start, self.after.today)
        if day > self.after.today:
            return
        known = {task.id: known_on(task, day) for task in self.after.tasks}
        yield from self._step(day - dt.timedelta(days=1), self._touched(known, day), day)
        news, open_places = self._news(day), self._open_places()
        while day < self.after.today:
            day += dt.timedelta(days=1)
            new = {place: known_on(task, day) for place, task in news.get(day, {}).items()}
            steps = self._touched_by_day(open_places, new, day)
            yield from self._step(day - dt.timedelta(days=1), steps, day)
            open_places = [place for place in open_places if self.plan.layout.tasks[place].actual_finish is None]

    def _news(self, first: dt.date) -> dict[dt.date, dict[int, Task]]:
        """On which mornings after the first more is known of which tasks than the day before."""
        found: dict[dt.date, dict[int, Task]] = defaultdict(dict)
        for task in self.after.tasks:
            days = [one + dt.timedelta(days=1) for one in (task.actual_start, task.actual_finish) if one is not None]
            for hold in task.holds:
                days += [hold.since + dt.timedelta(days=1), *([] if hold.until is None else [hold.until])]
            for day in days:
                if day > first:
                    found[day][self.plan.net.places[task.id]] = task
        return found

    def _open_places(self) -> list[int]:
        """What a day may pass over, in the order of the network; what is done stays done."""
        tasks = self.plan.layout.tasks
        return [place for place in self.plan.net.order if tasks[place].actual_finish is None and not tasks[place].spans]

    def _touched_by_day(self, open_places: list[int], new: dict[int, Task], now: dt.date) -> list[tuple[int, Task]]:
        """The tasks of which more is known, or over whose work the day passes, in the order of the network."""
        plan, tasks = self.plan, self.plan.layout.tasks
        passed_over = self._passed_over(now)
        places = {place for place in open_places if passed_over(place, new.get(place, tasks[place]))}
        places |= {place for place, task in new.items() if task != tasks[place]}
        return [(place, new.get(place, tasks[place])) for place in sorted(places, key=plan.rank.__getitem__)]

    def _touched(self, known: Mapping[str, Task], now: dt.date | None) -> list[tuple[int, Task]]:
        """As `_touched_by_day`, where every task may be another."""
        plan = self.plan
        passed_over = self._passed_over(now) if now is not None else None
        found = []
        for place in plan.net.order:
            task = plan.layout.tasks[place]
            new = known[task.id]
            if task != new or (passed_over is not None and passed_over(place, new)):
                found.append((place, new))
        return found

    def _passed_over(self, now: dt.date) -> Callable[[int, Task], bool]:
        """Whether a day passes over the work of a task."""
        spans, starts = self.plan.layout.spans, self.plan.starts
        positions = {id(span): span.position(now) for span in {id(span): span for span in spans}.values()}

        def is_passed_over(place: int, task: Task) -> bool:
            if task.actual_finish is not None or task.spans:
                return False
            # A milestone shows the day that begins when it is reached on the very morning.
            if task.actual_start is not None or starts[place] < positions[id(spans[place])] + (not task.duration):
                return True
            return any(hold.until is None for hold in task.holds)

        return is_passed_over

    def _step(self, day: dt.date | None, steps: list[tuple[int, Task]], now: dt.date | None) -> Iterator[Moved]:
        """These tasks to what is known of them, and all to another day; told only if the goal moves."""
        plan = self.plan
        if now is not None:
            plan.let_pass(now, except_for={place for place, _ in steps})
        for place, new in steps:
            old, start = plan.layout.tasks[place], plan.layout.spans[place].date_at(plan.starts[place])
            plan.change(place, new, now)
            yield from self._moved(new.id, day, old, new, start)


_FACTS = ("actual_start", "actual_finish", "percent_done", "holds")


def without_facts(task: Task) -> Task:
    """The task as it was planned."""
    return replace(task, actual_start=None, actual_finish=None, percent_done=None, holds=())


def with_facts_of(task: Task, other: Task) -> Task:
    """The task as it is planned, with what happened to another."""
    return replace(task, **{name: getattr(other, name) for name in _FACTS})


def known_on(task: Task, day: dt.date) -> Task:
    """The task with what was known of it on the morning of a day: what had happened before.

    How far it was is known of the last day only, so that before it the plan is believed. A hold that was not over then was
    one without an end.
    """
    if task.is_plain:
        return task
    began = task.actual_start if task.actual_start is not None and task.actual_start < day else None
    ended = task.actual_finish if task.actual_finish is not None and task.actual_finish < day else None
    holds = tuple(_hold_on(hold, day) for hold in task.holds if hold.since < day)
    return replace(task, actual_start=began, actual_finish=ended, percent_done=None, holds=holds)


def _hold_on(hold: Hold, day: dt.date) -> Hold:
    return hold if hold.until is not None and hold.until <= day else hold._replace(until=None)
