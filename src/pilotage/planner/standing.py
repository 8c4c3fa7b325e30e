"""A plan that stands while its tasks change one by one: after each change only what it reaches is worked out again."""

import datetime as dt
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from pilotage.planner.dating import day_after
from pilotage.planner.forward import forward, reached
from pilotage.planner.layout import Frame, Layout, Tie, floor_of, lay_out
from pilotage.planner.network import Network, network, places_before
from pilotage.planner.spans import OutgrownError, span_of
from pilotage.planner.tasks import Task

#: The end of a task that was left out: before every day.
GONE = -1


class Standing:
    """Dates of a plan, kept right. `ends` are the days after the finishes shown, counted from the first day laid out.

    Errors of all that changes it: `PlanError`, `OutgrownError`, or `IndexError` beyond the last year laid out.
    """

    def __init__(self, tasks: Sequence[Task], frame: Frame, goal: str | None) -> None:
        self.frame, self.goal = frame, goal
        self.layout: Layout = lay_out(network(tasks), frame)
        self.net: Network = self.layout.net
        self.passed = forward(self.layout)
        if min(self.passed.starts, default=0) < 0:
            raise OutgrownError
        self.ends = [day_after(self.layout, self.passed, place) for place in range(len(self.layout.tasks))]
        #: Every task after what it waits for: what is worked out first when several are to be.
        self.rank = [0] * len(self.net.order)
        for number, place in enumerate(self.net.order):
            self.rank[place] = number

    @property
    def starts(self) -> list[int]:
        """The number of each task's first day in its own calendar."""
        return self.passed.starts

    def position(self) -> int:
        """Where the goal, or the end of a plan that has none, stands in the plan's calendar."""
        place = self.net.places.get(self.goal or "")
        end = max(self.ends, default=GONE) if place is None else self.ends[place]
        return 0 if end == GONE else self.layout.plan.position_on[end]

    def change(self, place: int, task: Task, now: dt.date | None) -> None:
        """Other dates, another duration or a later day for one task; its links and calendar stay."""
        self.layout.change(place, task, now)
        self._work_out([place])

    def let_pass(self, now: dt.date, *, except_for: set[int]) -> None:
        """It is a later day for all but some tasks, none of which it passes over."""
        self.layout.let_pass(now, except_for=except_for)
        self._work_out(self.layout.members)

    def put(self, task: Task, rank: int) -> None:
        """A task with links and calendar of its own: a new one, or another state of one that is here.

        `rank` is its new place among all; it waits only for what has a lower one.
        """
        task.check()
        place = self.net.places.get(task.id)
        place = self._new(task) if place is None else place
        self._unlink(place)
        self.layout.tasks[place], self.layout.durations[place], self.rank[place] = task, task.duration, rank
        self._link(place, task)
        if self._take_calendar(place, task):
            for later in self.net.after[place]:
                self._tie(later)
        self._work_out([place])

    def leave_out(self, task_id: str) -> None:
        """Takes a task away that nothing waits for any more."""
        place = self.net.places.pop(task_id)
        self._unlink(place)
        self.ends[place] = GONE
        self.layout.members.pop(place, None)

    def _new(self, task: Task) -> int:
        layout, place = self.layout, len(self.layout.tasks)
        self.net.places[task.id] = place
        layout.tasks.append(task)
        layout.spans.append(layout.plan)
        layout.floors.append(floor_of(layout.plan, self.frame))
        layout.nows.append(self.frame.today)
        for numbers in (layout.durations, self.passed.starts, self.passed.finishes, self.ends, self.rank):
            numbers.append(0)
        self.net.before.append([])
        self.net.after.append([])
        return place

    def _unlink(self, place: int) -> None:
        for other in self.net.before[place]:
            self.net.after[other].remove(place)
        self.net.before[place] = []

    def _link(self, place: int, task: Task) -> None:
        self.net.before[place] = places_before(task, self.net.places)
        for other in self.net.before[place]:
            self.net.after[other].append(place)
        self.layout.special.add(place)
        self.layout.odd.add(place)
        self.layout.members.pop(place, None)
        if task.spans:
            self.layout.members[place] = [self.net.places[task_id] for task_id in task.spans]
        self._tie(place)

    def _tie(self, place: int) -> None:
        """The links of a task as they are now, whatever their kinds and calendars."""
        spans, places = self.layout.spans, self.net.places
        self.layout.odd.add(place)
        self.layout.ties_before[place] = [
            Tie(places[on], place, kind[0] == "F", kind[1] == "F", lag, spans[places[on]] is not spans[place])
            for on, kind, lag in self.layout.tasks[place].all_links
        ]

    def _take_calendar(self, place: int, task: Task) -> bool:
        calendar = task.calendar
        is_own = calendar is not None and calendar is not self.frame.calendar
        span = span_of(calendar, self.frame.years) if calendar is not None and is_own else self.layout.plan
        if span is self.layout.spans[place]:
            return False
        self.layout.spans[place], self.layout.floors[place] = span, floor_of(span, self.frame)
        self._tie(place)
        return True

    def _work_out(self, places: Iterable[int]) -> None:
        """These tasks, and then whatever waits for one that has moved, each after all that it waits for."""
        rank, (starts, finishes, _earliest) = self.rank, self.passed
        waiting: list[tuple[int, int]] = []
        asked = set(places)
        for place in asked:
            heappush(waiting, (rank[place], place))
        while waiting:
            _rank, place = heappop(waiting)
            asked.discard(place)
            found = reached(self.layout, self.passed, place)
            if found[0] < 0:
                raise OutgrownError
            has_moved = found != (starts[place], finishes[place])
            starts[place], finishes[place] = found
            self.ends[place] = day_after(self.layout, self.passed, place)
            for later in self.net.after[place] if has_moved else ():
                if later not in asked:
                    asked.add(later)
                    heappush(waiting, (rank[later], later))
