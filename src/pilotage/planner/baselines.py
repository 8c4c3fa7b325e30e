"""Two states of a plan side by side, task by task: any number of baselines, any two of them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.schedule import schedule
from pilotage.planner.slip import PlanState


@dataclass(frozen=True, slots=True)
class Variance:
    """One task in two states. Differences are in working days of the plan's calendar, positive when later or longer.

    A task that is in one state only has None for the other's dates and for the differences.
    """

    task_id: str
    before: tuple[dt.date, dt.date] | None
    after: tuple[dt.date, dt.date] | None
    start_days: int | None
    finish_days: int | None
    duration_days: int | None

    @property
    def has_moved(self) -> bool:
        """It is elsewhere, longer, shorter, new or gone."""
        return bool(self.start_days or self.finish_days or self.duration_days or not self.before or not self.after)


def compare(before: PlanState, after: PlanState, *, calendar: WorkingCalendar) -> tuple[Variance, ...]:
    """Every task of either state, in the order of `after` and then what is gone. Errors: as for `schedule`."""
    dates = [
        {
            one.id: (one.start, one.finish)
            for one in schedule(state.tasks, start=state.start, calendar=calendar, today=state.today).tasks
        }
        for state in (before, after)
    ]
    ids = list(dict.fromkeys([*(task.id for task in after.tasks), *(task.id for task in before.tasks)]))
    return tuple(_variance(task_id, before, after, dates, calendar) for task_id in ids)


def _variance(
    task_id: str,
    before: PlanState,
    after: PlanState,
    dates: Sequence[dict[str, tuple[dt.date, dt.date]]],
    calendar: WorkingCalendar,
) -> Variance:
    old, new = dates[0].get(task_id), dates[1].get(task_id)
    if old is None or new is None:
        return Variance(task_id, old, new, None, None, None)
    return Variance(
        task_id,
        old,
        new,
        calendar.working_days_between(old[0], new[0]),
        calendar.position_after(new[1]) - calendar.position_after(old[1]),
        after.by_id[task_id].duration - before.by_id[task_id].duration,
    )
