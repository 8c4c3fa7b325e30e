"""Forward and backward pass over a plan: early and late dates, float in working days, the critical path.

Inside, time is counted in working-day numbers of the calendar, and a task holds the half-open run `start … finish` of them;
so the finish of one task is the earliest start of the next, and a length is a subtraction.
"""

import datetime as dt
from collections.abc import Sequence

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.conflicts import Passed, find_conflicts
from pilotage.planner.network import Network, network
from pilotage.planner.tasks import Schedule, ScheduledTask, Task


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
    net = network(tasks)
    if not tasks:
        return Schedule((), None)
    passed = _forward(net, calendar, calendar.position(start), None if today is None else calendar.position(today))
    late_finishes = _backward(net, passed, None if target is None else calendar.position_after(target))
    return _dated(net, calendar, passed, late_finishes)


def _forward(net: Network, calendar: WorkingCalendar, kickoff: int, now: int | None) -> Passed:
    """Early start and finish of every task."""
    floor = kickoff if now is None else max(kickoff, now)
    earliest = [floor] * len(net.tasks)
    starts = [floor] * len(net.tasks)
    finishes = [floor] * len(net.tasks)
    tasks, before = net.tasks, net.before
    for place in net.order:
        task = tasks[place]
        possible = floor
        for other in before[place]:
            possible = max(possible, finishes[other])
        if task.is_plain:
            starts[place] = possible
            finishes[place] = possible + task.duration
        else:
            if task.no_earlier_than is not None:
                possible = max(possible, calendar.position(task.no_earlier_than))
            starts[place], finishes[place] = _run(task, calendar, possible, now)
        earliest[place] = possible
    return Passed(earliest, starts, finishes, now)


def _run(task: Task, calendar: WorkingCalendar, possible: int, now: int | None) -> tuple[int, int]:
    """The run of a task with dates of its own: what happened goes first, then what is fixed, then what is possible."""
    if task.actual_finish is not None:
        finish = calendar.position_after(task.actual_finish)
        return (finish - task.duration if task.actual_start is None else calendar.position(task.actual_start)), finish
    start = task.actual_start or task.fixed_start
    if task.fixed_finish is not None:
        finish = calendar.position_after(task.fixed_finish)
        return (finish - task.duration if start is None else calendar.position(start)), finish
    begin = possible if start is None else calendar.position(start)
    finish = begin + task.duration
    if task.actual_start is not None and now is not None:
        finish = max(finish, now + 1)
    return begin, finish


def _backward(net: Network, passed: Passed, target: int | None) -> list[int]:
    """Late finish of every task: no later than the plan's end, a fixed date, or the late start of what waits for it.

    What has begun no longer waits for anything, and so holds nothing back.
    """
    end = max(passed.finishes) if target is None else target
    late_finishes = [end] * len(net.tasks)
    late_starts = [end] * len(net.tasks)
    tasks, after, starts, finishes = net.tasks, net.after, passed.starts, passed.finishes
    for place in reversed(net.order):
        task = tasks[place]
        limit = end
        for other in after[place]:
            limit = min(limit, late_starts[other])
        length = finishes[place] - starts[place]
        if not task.is_plain:
            if task.actual_finish is not None:
                late_finishes[place] = finishes[place]
                late_starts[place] = end
                continue
            if task.is_fixed:
                limit = min(limit, finishes[place])
            if task.actual_start is not None:
                late_finishes[place] = limit
                late_starts[place] = end
                continue
        late_finishes[place] = limit
        late_starts[place] = limit - length
    return late_finishes


def _dated(net: Network, calendar: WorkingCalendar, passed: Passed, late_finishes: list[int]) -> Schedule:
    """Numbers turned back into dates."""
    day_at = calendar.day_at
    open_floats = [
        late - finish
        for task, late, finish in zip(net.tasks, late_finishes, passed.finishes, strict=True)
        if task.actual_finish is None
    ]
    critical_at = max(0, min(open_floats, default=0))
    dated = []
    for place, task in enumerate(net.tasks):
        begin, end, late = passed.starts[place], passed.finishes[place], late_finishes[place]
        spare = late - end
        start, finish = day_at(begin), day_at(end - 1)
        late_start, late_finish = (start, finish) if not spare else (day_at(begin + spare), day_at(late - 1))
        is_critical = spare <= critical_at
        if not task.is_plain:
            start, finish = _as_given(task, start, finish)
            late_start, late_finish = (start, finish) if not spare else (late_start, late_finish)
            late_start = start if task.actual_start is not None else late_start
            is_critical = is_critical and task.actual_finish is None
        dated.append(ScheduledTask(task.id, start, finish, late_start, late_finish, spare, is_critical))
    return Schedule(
        tuple(dated),
        max(task.finish for task in dated),
        find_conflicts(net, calendar, passed, [t.finish for t in dated]),
    )


def _as_given(task: Task, start: dt.date, finish: dt.date) -> tuple[dt.date, dt.date]:
    """Dates that happened or are fixed are shown as they were given, on a day off too."""
    return (
        task.actual_start or (task.fixed_start if task.actual_finish is None else None) or start,
        task.actual_finish or task.fixed_finish or finish,
    )
