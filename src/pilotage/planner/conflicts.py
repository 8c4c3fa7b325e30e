"""Which of the dates that a person fixed cannot hold, why, and by how many working days."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.network import Network
from pilotage.planner.tasks import Conflict, Task


class Passed(NamedTuple):
    """What the forward pass found, in working-day numbers; `earliest` is what would be possible if nothing were fixed."""

    earliest: list[int]
    starts: list[int]
    finishes: list[int]
    now: int | None


def find_conflicts(
    net: Network, calendar: WorkingCalendar, passed: Passed, finish_dates: Sequence[dt.date]
) -> tuple[Conflict, ...]:
    """The conflicts of all tasks with a fixed date that are not finished, in the order given."""
    found: list[Conflict] = []
    for place, task in enumerate(net.tasks):
        if task.is_fixed and task.actual_finish is None:
            found += _on_days_off(task, calendar)
            if task.actual_start is None:
                found += _too_early(place, net, calendar, passed, finish_dates)
            found += _too_short(place, task, calendar, passed)
    return tuple(found)


def _on_days_off(task: Task, calendar: WorkingCalendar) -> list[Conflict]:
    fixed = (("start", None if task.actual_start else task.fixed_start), ("finish", task.fixed_finish))
    return [
        Conflict(task.id, f"The {what} is fixed on {day}, a day off.", "Fix it on a working day.", 0)
        for what, day in fixed
        if day is not None and not calendar.is_working(day)
    ]


def _too_early(
    place: int, net: Network, calendar: WorkingCalendar, passed: Passed, finish_dates: Sequence[dt.date]
) -> list[Conflict]:
    """The fixed date begins the task before it can begin; says what holds it."""
    task, possible, days = net.tasks[place], passed.earliest[place], passed.earliest[place] - passed.starts[place]
    if days <= 0:
        return []
    holding = [other for other in net.before[place] if passed.finishes[other] == possible]
    if holding:
        other = holding[0]
        why = f"{net.tasks[other].id}, which it depends on, finishes on {finish_dates[other]}"
    else:
        why = f"it can start on {calendar.day_at(possible)} at the earliest"
    if task.fixed_start is not None:
        reason = f"The start is fixed on {task.fixed_start}, but {why}."
        remedy = f"Move the start to {calendar.day_at(possible)} or later, or finish sooner what it waits for."
    else:
        reason = f"The finish is fixed on {task.fixed_finish}, but {why}."
        last = calendar.day_at(possible + task.duration - 1)
        remedy = f"Move the finish to {last} or later, or finish sooner what it waits for."
    return [Conflict(task.id, reason, remedy, days)]


def _too_short(place: int, task: Task, calendar: WorkingCalendar, passed: Passed) -> list[Conflict]:
    """A fixed finish leaves fewer working days than the task needs, or has gone by."""
    if task.fixed_finish is None:
        return []
    finish = passed.finishes[place]
    needed = passed.starts[place] + task.duration
    if task.actual_start is not None and passed.now is not None:
        needed = max(needed, passed.now + 1)
    days = needed - finish
    if days <= 0:
        return []
    return [
        Conflict(
            task.id,
            f"The finish is fixed on {task.fixed_finish}, {days} working {'day' if days == 1 else 'days'} before the work can be done.",
            f"Move the finish to {calendar.day_at(needed - 1)} or later, or shorten the task.",
            days,
        )
    ]
