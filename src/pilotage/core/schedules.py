"""What runs by the clock: once per slot, however many workers there are and whenever they die."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

Run = Callable[..., object]


@dataclass(frozen=True)
class Schedule:
    """A function `(*, by, now)` that runs once in each slot of `every`, counted from midnight UTC plus `offset`."""

    name: str
    run: Run
    every: timedelta
    offset: timedelta = timedelta()

    def slot(self, now: datetime) -> datetime:
        """The beginning of the slot that `now` is in."""
        start = datetime(2000, 1, 1, tzinfo=UTC) + self.offset
        return start + ((now - start) // self.every) * self.every


_schedules: dict[str, Schedule] = {}


def every(name: str, span: timedelta, *, offset: timedelta = timedelta()) -> Callable[[Run], Run]:
    """Register a function to run once per span of time; `offset` moves its slots, such as two hours for 02:00 UTC."""

    def register(function: Run) -> Run:
        _schedules[name] = Schedule(name, function, span, offset)
        return function

    return register


def known() -> list[Schedule]:
    """All schedules by name."""
    return [_schedules[name] for name in sorted(_schedules)]
