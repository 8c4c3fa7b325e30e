"""The lost-days ledger: every working day by which a date moved, put on a party with its cause and evidence."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.schedule import schedule
from pilotage.planner.slip import Moved, PlanState, goal_moves
from pilotage.planner.tasks import Hold, Task

#: Who answers for a task that nobody is named for, and for the kickoff.
US = "us"


class Cause(StrEnum):
    """What moved the date."""

    KICKOFF = "kickoff_moved"
    PLAN = "plan_changed"
    HOLD = "on_hold"
    LATE_START = "late_start"
    OVERRAN = "overran"
    EARLY = "early"
    PROGRESS = "progress"


@dataclass(frozen=True, slots=True)
class LostDays:
    """Working days lost, or won when negative, by one task for one cause. `first` … `last` are the days on which it showed.

    `days` is by how much the goal moved, so all entries of a ledger add up to its slip.
    """

    task_id: str | None
    party: str
    cause: Cause
    days: int
    evidence: str
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True)
class Ledger:
    """Why the goal moved from `was` to `now`. `days` is the move in working days of the plan's calendar."""

    was: dt.date | None
    now: dt.date | None
    days: int
    entries: tuple[LostDays, ...] = field(default=())

    def by_party(self) -> dict[str, int]:
        """Working days per party, the most lost first."""
        return {party or US: days for party, days in _sums((one.party, one.days) for one in self.entries).items()}

    def by_task(self) -> dict[str | None, int]:
        """Working days per task, the most lost first; None for the kickoff."""
        return _sums((entry.task_id, entry.days) for entry in self.entries)

    def in_words(self, names: Mapping[str, str] | None = None, goal: str = "The finish") -> str:
        """`Go-live moved 6 working days: CIS vendor work order +4, UAT retest +2.`"""
        if not self.entries:
            return f"{goal} has not moved."
        names = names or {}
        parts = [
            f"{names.get(task_id or '', task_id) or 'kickoff'} {days:+d}" for task_id, days in self.by_task().items()
        ]
        moved = f"moved {abs(self.days)} working {'day' if abs(self.days) == 1 else 'days'}"
        if not self.days:
            return f"{goal} has not moved in sum: {', '.join(parts)}."
        return f"{goal} {moved}{' earlier' if self.days < 0 else ''}: {', '.join(parts)}."


def ledger(
    before: PlanState,
    after: PlanState,
    *,
    calendar: WorkingCalendar,
    goal: str | None = None,
    parties: Mapping[str, str] | None = None,
) -> Ledger:
    """Every working day by which `goal` (the end of the plan, where none is named) moved from `before` to `after`.

    `parties` says who answers for each task; a hold's own party goes before it. The entries add up to the slip exactly.
    Errors: as for `schedule`.
    """
    was, now = (_reached(state, calendar, goal) for state in (before, after))
    found = [_entry(moved, parties or {}) for moved in goal_moves(before, after, calendar=calendar, goal=goal)]
    days = sum(entry.days for entry in found)
    return Ledger(was, now, days, tuple(_joined(found)))


def _reached(state: PlanState, calendar: WorkingCalendar, goal: str | None) -> dt.date | None:
    found = schedule(state.tasks, start=state.start, calendar=calendar, today=state.today)
    return found.by_id[goal].finish if goal in found.by_id else found.finish


def _sums(parts: Iterable[tuple[str | None, int]]) -> dict[str | None, int]:
    sums: dict[str | None, int] = {}
    for key, days in parts:
        sums[key] = sums.get(key, 0) + days
    return {key: days for key, days in sorted(sums.items(), key=lambda item: -item[1]) if days}


def _joined(entries: Iterable[LostDays]) -> Iterator[LostDays]:
    """Days in a row with one task, cause and party are one entry, with the evidence of the last."""
    found: dict[tuple[str | None, str, Cause, str], LostDays] = {}
    for entry in entries:
        key = (entry.task_id, entry.party, entry.cause, entry.evidence if entry.cause is Cause.HOLD else "")
        known = found.get(key)
        found[key] = entry if known is None else replace(entry, days=known.days + entry.days, first=known.first)
    yield from (entry for entry in found.values() if entry.days)


def _entry(moved: Moved, parties: Mapping[str, str]) -> LostDays:
    if moved.task_id is None:
        return LostDays(None, US, Cause.KICKOFF, moved.days, "The kickoff was moved.")
    party = parties.get(moved.task_id, US)
    if moved.before is None or moved.after is None:
        what = "The task was added." if moved.before is None else "The task was left out."
        return LostDays(moved.task_id, party, Cause.PLAN, moved.days, what, moved.day, moved.day)
    hold = _hold_of(moved)
    if hold is not None and moved.days > 0:
        evidence = f"On hold since {_shown(hold.since)}: {hold.reason}"
        return LostDays(moved.task_id, hold.party or party, Cause.HOLD, moved.days, evidence, moved.day, moved.day)
    cause, evidence = _cause(moved, moved.before, moved.after)
    return LostDays(moved.task_id, party, cause, moved.days, evidence, moved.day, moved.day)


def _hold_of(moved: Moved) -> Hold | None:
    """The hold that the task was in on that day, or that it came into."""
    for hold in moved.after.holds if moved.after else ():
        is_new = moved.before is not None and hold not in moved.before.holds
        if is_new if moved.day is None else hold.since <= moved.day and (hold.until is None or moved.day < hold.until):
            return hold
    return None


def _cause(moved: Moved, before: Task, after: Task) -> tuple[Cause, str]:
    if moved.day is None:
        if after.percent_done is not None and after.percent_done != before.percent_done:
            return Cause.PROGRESS, f"{after.percent_done} percent done."
        return Cause.PLAN, _changes(before, after)
    if after.actual_finish is not None:
        if moved.days < 0:
            return Cause.EARLY, f"Finished on {_shown(after.actual_finish)}, sooner than {_length(after)}."
        return Cause.OVERRAN, f"Finished on {_shown(after.actual_finish)}, later than {_length(after)}."
    if after.actual_start is not None:
        if moved.days < 0:
            return Cause.EARLY, f"Begun on {_shown(after.actual_start)}, before it was due on {_shown(moved.start)}."
        return (
            Cause.OVERRAN,
            f"Begun on {_shown(after.actual_start)}, {_length(after)} and not finished on {_shown(moved.day)}.",
        )
    return Cause.LATE_START, f"Not begun on {_shown(moved.day)}, though nothing it waits for was open."


def _length(task: Task) -> str:
    return f"the {task.duration} {'day' if task.duration == 1 else 'days'} planned"


_PLANNED = {
    "duration": "Duration",
    "no_earlier_than": "No earlier than",
    "fixed_start": "Fixed start",
    "fixed_finish": "Fixed finish",
    "actual_start": "Begun on",
    "actual_finish": "Finished on",
}


def _changes(before: Task, after: Task) -> str:
    """What differs between two plans of a task, in words."""
    told = [
        f"{words}: {_shown(getattr(before, name))} became {_shown(getattr(after, name))}."
        for name, words in _PLANNED.items()
        if getattr(before, name) != getattr(after, name)
    ]
    old, new = set(before.all_links), set(after.all_links)
    told += [f"Now waits for {link.on} ({link.kind}{link.lag:+d})." for link in sorted(new - old)]
    told += [f"No longer waits for {link.on} ({link.kind}{link.lag:+d})." for link in sorted(old - new)]
    if before.calendar is not after.calendar:
        told.append("Another calendar.")
    if before.holds != after.holds:
        told.append("Its holds changed.")
    return " ".join(told) or "The plan changed."


def _shown(value: object) -> str:
    """Days as people say them: 6 Nov 2026."""
    if isinstance(value, dt.date):
        return f"{value.day} {value:%b %Y}"
    return "none" if value is None else str(value)
