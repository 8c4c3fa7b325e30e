"""What the planner answers: the dates of tasks, and conflicts with dates that a person fixed."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Conflict:
    """A date that a person fixed and that cannot hold. The date is kept; `days` is how many working days are missing."""

    task_id: str
    reason: str
    remedy: str
    days: int


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """The dates of one task. `finish` is the last day worked: a one-day task starts and finishes on the same day.

    `float_days` is in working days of its calendar: how far the finish may slip before the plan's finish (or target, or a
    fixed date) slips; negative when it is late already. `is_critical`: unfinished, and no other task has less float, or it
    has none.
    """

    id: str
    start: dt.date
    finish: dt.date
    late_start: dt.date
    late_finish: dt.date
    float_days: int
    is_critical: bool


@dataclass(frozen=True)
class Schedule:
    """All tasks in the order given. `finish` is the last day worked on any of them; None for a plan without tasks."""

    tasks: tuple[ScheduledTask, ...]
    finish: dt.date | None
    conflicts: tuple[Conflict, ...] = field(default=())

    @cached_property
    def by_id(self) -> dict[str, ScheduledTask]:
        """The scheduled tasks by their id."""
        return {task.id: task for task in self.tasks}

    @property
    def critical_ids(self) -> tuple[str, ...]:
        """Ids of the critical tasks, in the order given."""
        return tuple(task.id for task in self.tasks if task.is_critical)
