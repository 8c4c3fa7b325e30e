"""What the planner is given and what it answers: tasks, their dates, and conflicts with dates that a person fixed."""

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property

from pilotage.planner.errors import PlanError


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    `duration` is in whole working days, from 1. `depends_on` holds ids of tasks that must finish first (finish-to-start
    without lag; another kind of link gets a field of its own beside it). `fixed_start` and `fixed_finish` are dates that a
    person fixed: they are never moved. `actual_start` and `actual_finish` are what happened, and go before everything else.
    `row` is where the task stood in a file, for messages.
    """

    id: str
    duration: int
    depends_on: tuple[str, ...] = ()
    no_earlier_than: dt.date | None = None
    fixed_start: dt.date | None = None
    fixed_finish: dt.date | None = None
    actual_start: dt.date | None = None
    actual_finish: dt.date | None = None
    row: int | None = None

    @property
    def is_plain(self) -> bool:
        """Nothing but its duration and what it depends on decides its dates."""
        return (
            self.no_earlier_than is None
            and self.fixed_start is None
            and self.fixed_finish is None
            and self.actual_start is None
            and self.actual_finish is None
        )

    @property
    def is_fixed(self) -> bool:
        """A person fixed its start or its finish."""
        return self.fixed_start is not None or self.fixed_finish is not None

    def check(self) -> None:
        """Errors: `PlanError` for a duration below 1, or a finish before its own start."""
        if isinstance(self.duration, bool) or not isinstance(self.duration, int) or self.duration < 1:
            raise self.refused(f"The duration is {self.duration!r}.", "Give a whole number of working days, 1 or more.")
        for what, start, finish in (
            ("fixed", self.fixed_start, self.fixed_finish),
            ("actual", self.actual_start, self.actual_finish),
        ):
            if start and finish and finish < start:
                raise self.refused(
                    f"The {what} finish {finish} is before the {what} start {start}.", "Correct one of the two dates."
                )

    def refused(self, reason: str, remedy: str) -> PlanError:
        """A `PlanError` that names this task."""
        return PlanError(reason, remedy, task_id=self.id, row=self.row)


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

    `float_days` is in working days: how far the finish may slip before the plan's finish (or target, or a fixed date)
    slips; negative when it is late already. `is_critical`: unfinished, and no other task has less float, or it has none.
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
