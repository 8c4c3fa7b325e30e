"""Dates for a plan: forward from its kickoff or backward from a target, with float in working days and the critical path."""

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TypeVar

from pilotage.planner.backward import backward
from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.conflicts import find_conflicts, too_late_to_begin
from pilotage.planner.dating import dated
from pilotage.planner.forward import forward
from pilotage.planner.layout import Frame, Layout, frame_of, lay_out
from pilotage.planner.network import Network, network
from pilotage.planner.scheduled import Schedule, ScheduledTask
from pilotage.planner.spans import OutgrownError
from pilotage.planner.tasks import Task

Answer = TypeVar("Answer")


def schedule(
    tasks: Sequence[Task],
    *,
    start: dt.date,
    calendar: WorkingCalendar,
    today: dt.date | None = None,
    target: dt.date | None = None,
) -> Schedule:
    """Dates for `tasks`, each as early as it can be; late dates are counted back from the finish, or from `target`.

    A start on a day off moves to the next working day. What has happened stands: a late finish moves what follows, an early
    one lets it move up. With `today`, nothing unfinished starts before it, and what has started finishes no earlier. Dates
    that a person fixed stay where they are, and `conflicts` tells which cannot hold.
    Errors: `PlanError` for a cycle, an unknown or repeated id, a bad duration, or dates outside the years 1900 to 2499.
    """
    with _collector_at_rest(len(tasks)):
        return _scheduled(tasks, start, calendar, today, target)


def _scheduled(
    tasks: Sequence[Task], start: dt.date, calendar: WorkingCalendar, today: dt.date | None, target: dt.date | None
) -> Schedule:
    net = network(tasks)
    if not tasks:
        return Schedule((), None)

    def answer(layout: Layout) -> Schedule:
        passed = forward(layout)
        late = backward(layout, passed, target)
        found = dated(layout, passed, late)
        return Schedule(found, max(task.finish for task in found), find_conflicts(layout, passed, found))

    return in_years_enough(net, frame_of(net, start, calendar, target, today=today), answer)


_LARGE = 2_000


@contextmanager
def _collector_at_rest(count: int) -> Iterator[None]:
    """A large plan makes many small objects and no rings of them: looking for rings all along costs a third of the time."""
    rests = count > _LARGE and gc.isenabled()
    if rests:
        gc.disable()
    try:
        yield
    finally:
        if rests:
            gc.enable()


def schedule_back(
    tasks: Sequence[Task],
    *,
    target: dt.date,
    calendar: WorkingCalendar,
    start: dt.date | None = None,
    today: dt.date | None = None,
) -> Schedule:
    """Dates for `tasks`, each as late as it can be for the plan to finish by `target`; float says how much sooner it could be.

    The kickoff is the first of these dates. Where it would be before `start` or `today`, a conflict tells by how many
    working days. What has happened and what is fixed stays where it is. Errors: as for `schedule`.
    """
    net = network(tasks)
    if not tasks:
        return Schedule((), None)

    def kickoff(layout: Layout) -> dt.date:
        passed = forward(layout)
        return min(task.late_start for task in dated(layout, passed, backward(layout, passed, target)))

    first = in_years_enough(net, frame_of(net, target, calendar, start, today, today=None), kickoff)
    found = schedule(tasks, start=first, calendar=calendar, target=target)
    given = {task.id: task for task in tasks}
    late = tuple(_as_late(one, given[one.id]) for one in found.tasks)
    begin = max((day for day in (start, today) if day is not None), default=first)
    missing = calendar.working_days_between(first, begin)
    told = (too_late_to_begin(late, first, begin, missing, target),) if missing > 0 else ()
    return Schedule(late, max(one.finish for one in late), (*told, *found.conflicts))


def _as_late(one: ScheduledTask, task: Task) -> ScheduledTask:
    if task.actual_start or task.actual_finish or task.is_fixed:
        return one
    return replace(one, start=one.late_start, finish=one.late_finish)


def in_years_enough(net: Network, frame: Frame, answer: Callable[[Layout], Answer]) -> Answer:
    """What `answer` says of the plan, laid out over as many years as it turns out to need.

    Errors: `PlanError` when the plan runs beyond all years.
    """
    while True:
        try:
            return answer(lay_out(net, frame))
        except (OutgrownError, IndexError):
            frame = frame._replace(years=frame.years.wider())
