"""A twin of the walk between two states of a plan that lays the whole plan out again after every single step."""

import datetime as dt
from collections.abc import Iterator

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.dating import day_after
from pilotage.planner.forward import forward
from pilotage.planner.layout import Frame, lay_out
from pilotage.planner.network import network
from pilotage.planner.slip import Moved, PlanState, known_on, with_facts_of, without_facts
from pilotage.planner.spans import Years
from pilotage.planner.tasks import Task


class SlowWalk:
    """From one state to the other, in years enough."""

    def __init__(self, before: PlanState, after: PlanState, calendar: WorkingCalendar, goal: str | None) -> None:
        self.before, self.after, self.calendar, self.goal = before, after, calendar, goal
        self.frame = Frame(before.start, calendar, before.today, Years(2020, 2040))
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
            raise ArithmeticError
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

    def _lay_out(self, tasks: list[Task]) -> None:
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
        order = network(self.before.tasks).order
        last_first = [self.before.tasks[place].id for place in reversed(order)]
        for task_id in [task_id for task_id in last_first if task_id not in self.after.by_id]:
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

    def _step(self, day: dt.date | None, known: dict[str, Task], now: dt.date | None) -> Iterator[Moved]:
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
