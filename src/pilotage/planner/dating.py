"""Working-day numbers turned back into dates, with float and the critical path."""

import datetime as dt

from pilotage.planner.backward import Late
from pilotage.planner.forward import Passed
from pilotage.planner.layout import Layout
from pilotage.planner.scheduled import ScheduledTask
from pilotage.planner.spans import OutgrownError, Span
from pilotage.planner.tasks import Task


def dated(layout: Layout, passed: Passed, late: Late) -> tuple[ScheduledTask, ...]:
    """The dates of all tasks in the order given. Errors: `OutgrownError`, or `IndexError` beyond the years laid out."""
    tasks, special = layout.tasks, layout.special
    if min(passed.starts) < 0 or min(late.finishes) < 0:
        raise OutgrownError
    spares = [limit - finish for limit, finish in zip(late.finishes, passed.finishes, strict=True)]
    _spread_over_hammocks(layout, spares)
    open_spares = [
        spare for spare, task in zip(spares, tasks, strict=True) if task.actual_finish is None and not task.spans
    ]
    critical_at = max(0, min(open_spares, default=0))
    found = []
    for place, task in enumerate(tasks):
        dates = layout.spans[place].dates
        begin, end, spare = passed.starts[place], passed.finishes[place], spares[place]
        if place in special or end == begin:
            found.append(_odd(layout, passed, place, spare, critical_at))
            continue
        start, finish = dates[begin], dates[end - 1]
        if spare:
            late_start, late_finish = dates[_real(begin + spare)], dates[_real(end + spare - 1)]
        else:
            late_start, late_finish = start, finish
        found.append(ScheduledTask(task.id, start, finish, late_start, late_finish, spare, spare <= critical_at))
    return _with_late_hammocks(layout, found)


def _real(number: int) -> int:
    if number < 0:
        raise OutgrownError
    return number


def _odd(layout: Layout, passed: Passed, place: int, spare: int, critical_at: int) -> ScheduledTask:
    task, span = layout.tasks[place], layout.spans[place]
    begin, end = passed.starts[place], passed.finishes[place]
    if task.actual_finish is not None:
        spare = 0
    start, finish = _shown(span, begin, end, layout.floors[place])
    late_start, late_finish = (
        (start, finish) if not spare else _shown(span, begin + spare, end + spare, layout.floors[place])
    )
    start, finish = _as_given(task, start, finish)
    if not spare:
        late_start, late_finish = start, finish
    elif task.actual_start is not None:
        late_start = start
    is_critical = spare <= critical_at and task.actual_finish is None
    return ScheduledTask(task.id, start, finish, late_start, late_finish, spare, is_critical)


def _shown(span: Span, begin: int, end: int, floor: int) -> tuple[dt.date, dt.date]:
    """First and last day worked; a milestone shows the day at whose end it is reached, or the kickoff."""
    if begin == end:
        day = span.date_at(begin if begin == floor else begin - 1)
        return day, day
    return span.date_at(begin), span.date_at(end - 1)


def day_after(layout: Layout, passed: Passed, place: int) -> int:
    """The day after the finish that is shown of a task, counted from the first day laid out."""
    span, task, end = layout.spans[place], layout.tasks[place], passed.finishes[place]
    given = task.actual_finish or task.fixed_finish
    if given is None and not task.duration:
        given = task.fixed_start
    if given is not None:
        return given.toordinal() + 1 - span.first_ordinal
    if passed.starts[place] == end == layout.floors[place]:
        return span.day_of[end] + 1
    return span.end_of[end]


def _as_given(task: Task, start: dt.date, finish: dt.date) -> tuple[dt.date, dt.date]:
    """Dates that happened or are fixed are shown as they were given, on a day off too."""
    start = task.actual_start or (task.fixed_start if task.actual_finish is None else None) or start
    finish = task.actual_finish or task.fixed_finish or finish
    if not task.duration and not task.spans:
        day = task.actual_finish or task.fixed_finish or start
        return day, day
    return start, finish


def _spread_over_hammocks(layout: Layout, spares: list[int]) -> None:
    """A hammock has the least float of what it spans and is not finished."""
    for place in layout.net.order if layout.members else ():
        if place in layout.members:
            still_open = [member for member in layout.members[place] if layout.tasks[member].actual_finish is None]
            spares[place] = min((spares[member] for member in still_open), default=0)


def _with_late_hammocks(layout: Layout, found: list[ScheduledTask]) -> tuple[ScheduledTask, ...]:
    for place in layout.net.order if layout.members else ():
        if place in layout.members:
            mine, members = found[place], [found[member] for member in layout.members[place]]
            found[place] = ScheduledTask(
                mine.id,
                min(one.start for one in members),
                max(one.finish for one in members),
                min(one.late_start for one in members),
                max(one.late_finish for one in members),
                mine.float_days,
                any(one.is_critical for one in members),
            )
    return tuple(found)
