"""Why a date moved between two states of a plan: one change after another, each with what it moved.

The two states are joined by single steps: the kickoff, then each change of the plan, then each day that passed with what
happened on it, task by task. Each step is scheduled, and what the goal moved by is that step's. So the parts add up to the
whole, whatever the plan.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.dating import day_after
from pilotage.planner.forward import forward
from pilotage.planner.layout import Frame, lay_out
from pilotage.planner.network import network
from pilotage.planner.spans import OutgrownError, Years, years_around
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
        self.before, self.after, self.calendar, self.goal = before, after, calendar, goal
        self.frame = Frame(before.start, calendar, before.today, years)
        self.layout = lay_out(network(before.tasks), self.frame)
        self.reached = self._goal()

    def moves(self) -> Iterator[Moved]:
        """Kickoff, plan, days, and what is left: facts without a day."""
        if self.after.start != self.before.start:
            self.frame = self.frame._replace(start=self.after.start)
            self._lay_out(self.layout.tasks)
            yield from self._moved(None, None, None, None, None)
        yield from self._changes_of_plan()
        yield from self._days()
        yield from self._step(None, {task.id: task for task in self.after.tasks}, self.after.today)

    def _goal(self) -> int:
        """The position of the goal in the plan's calendar."""
        passed = forward(self.layout)
        if min(passed.starts, default=0) < 0:
            raise OutgrownError
        place = self.layout.net.places.get(self.goal or "")
        places = range(len(passed.finishes)) if place is None else (place,)
        ends = [day_after(self.layout, passed, number) for number in places]
        self.starts = passed.starts
        return self.layout.plan.position_on[max(ends)] if ends else 0

    def _moved(
        self, task_id: str | None, day: dt.date | None, old: Task | None, new: Task | None, start: dt.date | None
    ) -> Iterator[Moved]:
        reached = self._goal()
        if reached != self.reached:
            yield Moved(task_id, reached - self.reached, day, old, new, start)
        self.reached = reached

    def _lay_out(self, tasks: Sequence[Task]) -> None:
        self.layout = lay_out(network(tasks), self.frame)

    def _changes_of_plan(self) -> Iterator[Moved]:
        """The plan's own changes, each task after what it waits for, so that no half-way state goes round in a circle."""
        now = {task.id: task for task in self.before.tasks}
        after = network(self.after.tasks)
        for place in after.order:
            new = after.tasks[place]
            old = now.get(new.id)
            changed = without_facts(new) if old is None else with_facts_of(new, old)
            if changed == old:
                continue
            now[new.id] = changed
            self._lay_out(list(now.values()))
            yield from self._moved(new.id, None, old, changed, None)
        for task_id in [task_id for task_id in now if task_id not in self.after.by_id]:
            old = now.pop(task_id)
            self._lay_out(list(now.values()))
            yield from self._moved(task_id, None, old, None, None)

    def _days(self) -> Iterator[Moved]:
        if self.after.today is None:
            return
        day = self.before.today or min(self.after.start, self.after.today)
        while day <= self.after.today:
            known = {task.id: known_on(task, day) for task in self.after.tasks}
            yield from self._step(day - dt.timedelta(days=1), known, day)
            day += dt.timedelta(days=1)

    def _step(self, day: dt.date | None, known: Mapping[str, Task], now: dt.date | None) -> Iterator[Moved]:
        """All tasks to what is known of them and to another day, in the order of the network; told only if the goal moves."""
        layout = self.layout
        steps = [
            (place, layout.tasks[place], known[layout.tasks[place].id])
            for place in layout.net.order
            if self._is_touched(place, known[layout.tasks[place].id], now)
        ]
        if now is not None:
            layout.let_pass(now, except_for={place for place, _, _ in steps})
        for place, old, new in steps:
            span = layout.spans[place]
            start = span.date_at(self.starts[place])
            layout.change(place, new, now)
            yield from self._moved(new.id, day, old, new, start)

    def _is_touched(self, place: int, new: Task, now: dt.date | None) -> bool:
        """Something is known that was not, or the day that passes passes over its work."""
        layout = self.layout
        if layout.tasks[place] != new:
            return True
        if now is None or new.actual_finish is not None or new.spans:
            return False
        # A milestone shows the day that begins when it is reached on the very morning.
        begins_before = layout.spans[place].position(now) + (not new.duration)
        is_held = any(hold.until is None for hold in new.holds)
        return is_held or new.actual_start is not None or self.starts[place] < begins_before


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
