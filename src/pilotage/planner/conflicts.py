"""Which of the dates that a person fixed cannot hold, why, and by how many working days."""

import datetime as dt
from collections.abc import Sequence

from pilotage.planner.drivers import driver_of
from pilotage.planner.forward import Passed
from pilotage.planner.layout import Layout
from pilotage.planner.scheduled import Conflict, ScheduledTask
from pilotage.planner.tasks import Task


def find_conflicts(layout: Layout, passed: Passed, found: Sequence[ScheduledTask]) -> tuple[Conflict, ...]:
    """The conflicts of all tasks with a date of somebody's that are not finished, in the order given."""
    told: list[Conflict] = []
    for place in sorted(layout.special):
        task = layout.tasks[place]
        if task.actual_finish is not None:
            continue
        if task.is_fixed:
            told += _on_days_off(layout, place)
            if task.actual_start is None:
                told += _too_early(layout, passed, place, found)
            told += _too_short(layout, passed, place)
        if task.finish_by is not None:
            told += _too_late(layout, passed, place, found)
    return tuple(told)


def too_late_to_begin(
    late: Sequence[ScheduledTask], first: dt.date, begin: dt.date, missing: int, target: dt.date
) -> Conflict:
    """A plan counted back from its target would have had to begin before it can."""
    task = min(late, key=lambda one: one.start)
    return Conflict(
        task.id,
        f"To finish by {target} it must start on {first}, {_days(missing)} before {begin}.",
        f"Move the target {_days(missing)} later, or shorten what is critical.",
        missing,
    )


def _days(count: int) -> str:
    return f"{count} working {'day' if count == 1 else 'days'}"


def _on_days_off(layout: Layout, place: int) -> list[Conflict]:
    task, span = layout.tasks[place], layout.spans[place]
    fixed = (("start", None if task.actual_start else task.fixed_start), ("finish", task.fixed_finish))
    return [
        Conflict(task.id, f"The {what} is fixed on {day}, a day off.", "Fix it on a working day.", 0)
        for what, day in fixed
        if day is not None and not span.is_working(day)
    ]


def _too_early(layout: Layout, passed: Passed, place: int, found: Sequence[ScheduledTask]) -> list[Conflict]:
    """The fixed date begins the task before it can begin; says what holds it."""
    task, span, possible = layout.tasks[place], layout.spans[place], passed.earliest[place]
    days = possible - passed.starts[place]
    if days <= 0:
        return []
    shown = span.date_at(possible if task.duration else possible - 1)
    holder = driver_of(layout, passed, place)
    if holder is None:
        why = f"it can start on {shown} at the earliest"
    else:
        why = _what_holds(layout, place, holder, found[holder])
    if task.fixed_start is not None:
        reason = f"The start is fixed on {task.fixed_start}, but {why}."
        remedy = f"Move the start to {shown} or later, or finish sooner what it waits for."
    else:
        reason = f"The finish is fixed on {task.fixed_finish}, but {why}."
        last = span.date_at(possible + max(1, task.duration) - 1)
        remedy = f"Move the finish to {last} or later, or finish sooner what it waits for."
    return [Conflict(task.id, reason, remedy, days)]


def _what_holds(layout: Layout, place: int, holder: int, other: ScheduledTask) -> str:
    """In words: which end of the other task, when, and how many days lie between."""
    name = layout.tasks[holder].id
    links = [link for link in layout.tasks[place].all_links if link.on == name]
    link = max(links, key=lambda one: (one.kind[0] == "F", one.lag))
    ends, day = ("finishes", other.finish) if link.kind[0] == "F" else ("starts", other.start)
    lag = f", {_days(abs(link.lag))} {'after' if link.lag > 0 else 'before'} which it may go on" if link.lag else ""
    return f"{name}, which it depends on, {ends} on {day}{lag}"


def _too_short(layout: Layout, passed: Passed, place: int) -> list[Conflict]:
    """A fixed finish leaves fewer working days than the task needs, or has gone by."""
    task, span = layout.tasks[place], layout.spans[place]
    if task.fixed_finish is None:
        return []
    finish = passed.finishes[place]
    needed = passed.starts[place] + task.duration
    now = layout.nows[place]
    if task.actual_start is not None and now is not None:
        needed = max(needed, span.position(now) + 1)
    days = needed - finish
    if days <= 0:
        return []
    return [
        Conflict(
            task.id,
            f"The finish is fixed on {task.fixed_finish}, {_days(days)} before the work can be done.",
            f"Move the finish to {span.date_at(needed - 1)} or later, or shorten the task.",
            days,
        )
    ]


def _too_late(layout: Layout, passed: Passed, place: int, found: Sequence[ScheduledTask]) -> list[Conflict]:
    """The finish passes the day that it should not pass."""
    task: Task = layout.tasks[place]
    days = passed.finishes[place] - layout.spans[place].position_after(task.finish_by or dt.date.max)
    if days <= 0:
        return []
    return [
        Conflict(
            task.id,
            f"It should finish by {task.finish_by} and finishes on {found[place].finish}, {_days(days)} later.",
            "Shorten it or what it waits for, or move the day.",
            days,
        )
    ]
