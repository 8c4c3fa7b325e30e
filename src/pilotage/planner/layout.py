"""A plan laid out for passes over it: numbers instead of ids and dates, links by the ends that they join.

Inside, time is counted in working-day numbers of each task's calendar, and a task holds the half-open run `start … finish` of
them; so the finish of one task is the earliest start of the next, and a length is a subtraction.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.network import Network, network
from pilotage.planner.spans import Span, Years, span_of, years_around
from pilotage.planner.tasks import Link, Task

#: Later than anything: an end that holds nothing back.
NEVER = 1 << 40


class Tie(NamedTuple):
    """A link by the places of its tasks. `is_far` where the two count their days by different calendars."""

    before: int
    after: int
    from_finish: bool
    to_finish: bool
    lag: int
    is_far: bool


@dataclass(slots=True)
class Layout:
    """What the passes read. `tasks` may be replaced one by one by tasks with other dates; links and calendars may not.

    `plan` is the calendar of the plan as a whole, `floors` where each task could begin if it waited for nothing, `nows` the
    day that it is for each.

    `odd` are the places that more decides than the finishes of what they wait for, `odd_back` those that hold back more than
    the starts of what waits for them; all their links stand in `ties_before` and `ties_after`.
    """

    net: Network
    start: dt.date
    plan: Span
    tasks: list[Task]
    spans: list[Span]
    floors: list[int]
    nows: list[dt.date | None]
    durations: list[int]
    special: set[int]
    odd: set[int] = field(default_factory=set)
    odd_back: set[int] = field(default_factory=set)
    ties_before: dict[int, list[Tie]] = field(default_factory=dict)
    ties_after: dict[int, list[Tie]] = field(default_factory=dict)
    members: dict[int, list[int]] = field(default_factory=dict)
    hammocks_of: dict[int, list[int]] = field(default_factory=dict)

    def change(self, place: int, task: Task, now: dt.date | None) -> None:
        """Give the task at `place` other dates, another duration or a later day. Errors: `PlanError` for dates that contradict
        themselves, `OutgrownError`."""
        task.check()
        self.tasks[place], self.durations[place] = task, task.duration
        if now is not None and now != self.nows[place]:
            self.nows[place] = now
            self.floors[place] = max(self.floors[place], self.spans[place].position(now))
        self._tie_all(place)

    def let_pass(self, now: dt.date, *, except_for: set[int]) -> None:
        """It is a later day for all but some tasks. Errors: `OutgrownError`."""
        positions: dict[int, int] = {}
        for place, span in enumerate(self.spans):
            if place not in except_for:
                if id(span) not in positions:
                    positions[id(span)] = span.position(now)
                self.nows[place] = now
                self.floors[place] = max(self.floors[place], positions[id(span)])

    def _tie_all(self, place: int) -> None:
        """From now on this task needs more than the plain rules."""
        self.special.add(place)
        if place not in self.odd:
            self.odd.add(place)
            self.ties_before[place] = [plain_tie(other, place) for other in self.net.before[place]]
        if place not in self.odd_back:
            self.odd_back.add(place)
            self.ties_after[place] = [plain_tie(place, other) for other in self.net.after[place]]


class Frame(NamedTuple):
    """When a plan begins, by which calendar, what day it is, and which years are laid out."""

    start: dt.date
    calendar: WorkingCalendar
    today: dt.date | None
    years: Years


def frame_of(
    net: Network, start: dt.date, calendar: WorkingCalendar, *others: dt.date | None, today: dt.date | None
) -> Frame:
    """A frame with the years around every date of the plan. Errors: `PlanError` for dates that no calendar covers."""
    days = [start, *(day for day in (today, *others) if day is not None)]
    for place in net.special:
        days.extend(net.tasks[place].dates())
    return Frame(start, calendar, today, years_around(calendar, min(days), max(days)))


def lay_out(net: Network, frame: Frame) -> Layout:
    """The layout of a network in a frame. Errors: `OutgrownError` when the years of the frame are too few."""
    tasks = list(net.tasks)
    plan = span_of(frame.calendar, frame.years)
    floor = floor_of(plan, frame)
    layout = Layout(
        net,
        frame.start,
        plan,
        tasks,
        [plan] * len(tasks),
        [floor] * len(tasks),
        [frame.today] * len(tasks),
        [task.duration for task in tasks],
        set(net.special),
    )
    _give_calendars(layout, frame)
    _find_odd(layout)
    for place in layout.odd:
        _tie(layout, place)
    return layout


def laid_out(tasks: Sequence[Task], frame: Frame) -> Layout:
    """The layout of tasks in a frame. Errors: as for `network` and `lay_out`."""
    return lay_out(network(tasks), frame)


def floor_of(span: Span, frame: Frame) -> int:
    """Where a task of a calendar could begin if it waited for nothing."""
    start = span.position(frame.start)
    return start if frame.today is None else max(start, span.position(frame.today))


def _give_calendars(layout: Layout, frame: Frame) -> None:
    known: dict[int, tuple[Span, int]] = {}
    for place, task in enumerate(layout.tasks):
        calendar = task.calendar
        if calendar is None or calendar is frame.calendar:
            continue
        if id(calendar) not in known:
            span = span_of(calendar, frame.years)
            known[id(calendar)] = span, floor_of(span, frame)
        layout.spans[place], layout.floors[place] = known[id(calendar)]


def _find_odd(layout: Layout) -> None:
    """Which tasks have, on either side, anything but finish-to-start links without lag in their own calendar."""
    before, spans = layout.net.before, layout.spans
    one_calendar = len({id(span) for span in spans}) < 2
    for place, task in enumerate(layout.tasks):
        if task.links or task.spans:
            layout.odd.add(place)
            layout.odd_back.update(before[place])
        elif not one_calendar:
            span = spans[place]
            for other in before[place]:
                if spans[other] is not span:
                    layout.odd.add(place)
                    layout.odd_back.add(other)
    layout.odd |= layout.net.special
    layout.odd_back |= layout.net.special
    # A link of a task that is odd backward is tied by the task after it, which is therefore odd forward.
    for place in layout.odd_back:
        layout.odd.update(layout.net.after[place])


def _tie(layout: Layout, place: int) -> None:
    task, spans, places = layout.tasks[place], layout.spans, layout.net.places
    mine = []
    for link in task.all_links if task.links else map(Link, task.depends_on):
        other = places[link.on]
        kind = link.kind
        tie = Tie(other, place, kind[0] == "F", kind[1] == "F", link.lag, spans[other] is not spans[place])
        mine.append(tie)
        if other in layout.odd_back:
            layout.ties_after.setdefault(other, []).append(tie)
    layout.ties_before[place] = mine
    if task.spans:
        members = [places[task_id] for task_id in task.spans]
        layout.members[place] = members
        for member in members:
            layout.hammocks_of.setdefault(member, []).append(place)


def plain_tie(before: int, after: int) -> Tie:
    """A finish-to-start link without lag in one calendar."""
    return Tie(before, after, True, False, 0, False)
