"""What the planner is given: tasks, the links between them, and the times at which work stood still."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.errors import PlanError
from pilotage.planner.scheduled import Conflict, Schedule, ScheduledTask

__all__ = ["Conflict", "Hold", "Link", "LinkKind", "Schedule", "ScheduledTask", "Task"]


class LinkKind(StrEnum):
    """Which end of the task before decides which end of the task after."""

    FINISH_TO_START = "FS"
    START_TO_START = "SS"
    FINISH_TO_FINISH = "FF"
    START_TO_FINISH = "SF"


_KINDS = frozenset(LinkKind)


class Link(NamedTuple):
    """What a task waits for. `lag` is in working days of the waiting task's calendar; a negative one lets it begin sooner."""

    on: str
    kind: str = "FS"
    lag: int = 0


class Hold(NamedTuple):
    """Work stood still: `since` is the first day on which nothing was done, `until` the day on which it goes on.

    Without `until` it still stands still: as far as anybody knows, it goes on after today. `party` is who holds it up.
    """

    since: dt.date
    reason: str
    until: dt.date | None = None
    party: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One piece of work.

    `duration` is in whole working days of `calendar` (the plan's, where none is given), from 1; 0 for a milestone.
    `depends_on` holds ids of tasks that must finish first; `links` the other kinds, and those with lag. `fixed_start` (must
    start on) and `fixed_finish` are dates that a person fixed: they are never moved. `no_earlier_than` holds the start back,
    `finish_by` is a day that the finish should not pass. `actual_start` and `actual_finish` are what happened, and go before
    everything else; `percent_done` says how much of the duration is behind a task that has begun. `holds` stop the clock.
    A hammock `spans` other tasks, and takes its dates from them. `row` is where the task stood in a file, for messages.
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
    links: tuple[Link, ...] = ()
    calendar: WorkingCalendar | None = None
    finish_by: dt.date | None = None
    percent_done: int | None = None
    holds: tuple[Hold, ...] = ()
    is_milestone: bool = False
    spans: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Nothing but its duration and what it depends on decides its dates."""
        return (
            self.no_earlier_than is None
            and self.fixed_start is None
            and self.fixed_finish is None
            and self.actual_start is None
            and self.actual_finish is None
            and self.finish_by is None
            and self.percent_done is None
            and not self.holds
            and not self.spans
        )

    @property
    def is_fixed(self) -> bool:
        """A person fixed its start or its finish."""
        return self.fixed_start is not None or self.fixed_finish is not None

    @property
    def all_links(self) -> tuple[Link, ...]:
        """Everything that it waits for, as links."""
        return (*(Link(task_id) for task_id in self.depends_on), *self.links)

    @property
    def remaining(self) -> int:
        """Working days of its duration that are left; at least one while the finish is not told."""
        if not self.percent_done:
            return self.duration
        return max(min(1, self.duration), -(-self.duration * (100 - self.percent_done) // 100))

    def dates(self) -> Iterable[dt.date]:
        """Every date that it carries."""
        own = (
            self.no_earlier_than,
            self.fixed_start,
            self.fixed_finish,
            self.actual_start,
            self.actual_finish,
            self.finish_by,
        )
        yield from (day for day in own if day is not None)
        for hold in self.holds:
            yield hold.since
            if hold.until is not None:
                yield hold.until

    def check(self) -> None:
        """Errors: `PlanError` for a duration below 1, a finish before its own start, an unknown kind of link, a hammock with work."""
        least = 0 if self.is_milestone or self.spans else 1
        if isinstance(self.duration, bool) or not isinstance(self.duration, int) or self.duration < least:
            raise self.refused(f"The duration is {self.duration!r}.", "Give a whole number of working days, 1 or more.")
        if self.links:
            self._check_links()
        self._check_dates()

    def _check_links(self) -> None:
        for link in self.links:
            if link.kind not in _KINDS:
                raise self.refused(f"There is no link of the kind {link.kind!r}.", "Use FS, SS, FF or SF.")
            if isinstance(link.lag, bool) or not isinstance(link.lag, int):
                raise self.refused(f"The lag is {link.lag!r}.", "Give a whole number of working days.")

    def _check_dates(self) -> None:
        for what, start, finish in (
            ("fixed", self.fixed_start, self.fixed_finish),
            ("actual", self.actual_start, self.actual_finish),
        ):
            if start and finish and finish < start:
                raise self.refused(
                    f"The {what} finish {finish} is before the {what} start {start}.", "Correct one of the two dates."
                )
        for hold in self.holds:
            if hold.until is not None and hold.until < hold.since:
                raise self.refused(
                    f"It is on hold since {hold.since} and goes on {hold.until}.", "Correct one of the two."
                )
        if self.percent_done is not None and not 0 <= self.percent_done <= 100:
            raise self.refused(f"It is {self.percent_done} percent done.", "Give 0 to 100.")
        if self.spans and (self.depends_on or self.links or self.is_fixed or self.actual_start or self.actual_finish):
            raise self.refused(
                "A hammock takes its dates from the tasks it spans.", "Give the links and dates to one of these."
            )

    def refused(self, reason: str, remedy: str) -> PlanError:
        """A `PlanError` that names this task."""
        return PlanError(reason, remedy, task_id=self.id, row=self.row)


def milestone(task_id: str, depends_on: tuple[str, ...] = (), *, links: tuple[Link, ...] = ()) -> Task:
    """A point in time: reached when what it depends on is reached."""
    return Task(task_id, 0, depends_on, links=links, is_milestone=True)


def hammock(task_id: str, spans: tuple[str, ...]) -> Task:
    """A bar from the first start to the last finish of other tasks: a phase, a standing duty."""
    return Task(task_id, 0, spans=spans)
