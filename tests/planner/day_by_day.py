"""A twin of the planner that tries one day after another, and knows neither numbers nor passes."""

import datetime as dt
from collections.abc import Sequence

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.tasks import Link, Task

DAY = dt.timedelta(days=1)
#: The first day of a task, and the day after its last; both the same for a milestone.
Run = tuple[dt.date, dt.date]


def count_on(calendar: WorkingCalendar, day: dt.date, count: int) -> dt.date:
    """The working day on or after `day`, and then `count` working days on, or back."""
    while not calendar.is_working(day):
        day += DAY
    step = DAY if count > 0 else -DAY
    for _ in range(abs(count)):
        day += step
        while not calendar.is_working(day):
            day += step
    return day


def run_from(calendar: WorkingCalendar, first: dt.date, duration: int) -> Run:
    """`duration` working days beginning on `first`, a working day."""
    return (first, count_on(calendar, first, duration - 1) + DAY) if duration else (first, first)


def holds(link: Link, before: Task, theirs: Run, run: Run, calendar: WorkingCalendar) -> bool:
    """Whether a run in `calendar` respects the link to the run of the task before."""
    is_point = not before.duration
    begin = theirs[0] if link.kind[0] == "S" or is_point else theirs[1]
    if link.kind == "FF" and not is_point:
        return run[1] > count_on(calendar, theirs[1] - DAY, link.lag)
    bound = count_on(calendar, begin, link.lag)
    if link.kind[1] == "S":
        return run[0] >= bound
    end = run[1] if run[1] == run[0] else count_on(calendar, run[1], 0)
    return end >= bound


def tried(tasks: Sequence[Task], start: dt.date, plan: WorkingCalendar) -> dict[str, Run]:
    """The run of every task, each found by trying every day from the kickoff on."""
    by_id = {task.id: task for task in tasks}
    found: dict[str, Run] = {}

    def run_of(task_id: str) -> Run:
        if task_id not in found:
            task = by_id[task_id]
            calendar = task.calendar or plan
            theirs = [(link, by_id[link.on], run_of(link.on)) for link in task.all_links]
            day = count_on(calendar, start, 0)
            while True:
                run = run_from(calendar, day, task.duration)
                if all(holds(link, other, their, run, calendar) for link, other, their in theirs):
                    break
                day = count_on(calendar, day + DAY, 0)
            found[task_id] = run
        return found[task_id]

    return {task.id: run_of(task.id) for task in tasks}
