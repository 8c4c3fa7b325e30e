"""A plan as it stood, as plain values that a baseline keeps: everything that its dates were worked out from, and the dates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, cast

from pilotage.onboarding.scheduling import ProjectPlan
from pilotage.planner.calendars import WorkingCalendar, calendar_named, own_calendar
from pilotage.planner.slip import PlanState
from pilotage.planner.tasks import Hold, Link, Schedule, Task

_DATES = ("no_earlier_than", "fixed_start", "fixed_finish", "actual_start", "actual_finish", "finish_by")
_HOLIDAYS = ("us-federal", "us-bank", "none")


@dataclass(frozen=True)
class KeptPlan:
    """What a baseline holds, read back. `names` and `parties` are by code, as are `dates`: first and last day of each task."""

    state: PlanState
    calendar: WorkingCalendar
    goal: str | None
    names: Mapping[str, str]
    parties: Mapping[str, str]
    dates: Mapping[str, tuple[date, date]]


def kept(plan: ProjectPlan, found: Schedule, today: date | None) -> dict[str, Any]:
    """The plan as it is now, as values for JSON. `found` are its dates."""
    by_id, calendars = found.by_id, _Calendars()
    titles = {row.code: row.task.title for row in plan.rows}
    tasks = [
        _task(task, titles[task.id], plan.parties[task.id], by_id[task.id], calendars) for task in plan.tasks_on(today)
    ]
    return {
        "start": plan.project.kickoff_date.isoformat(),
        "today": _iso(today),
        "goal": plan.goal,
        "calendar": _spec(plan.calendar),
        "tasks": tasks,
        "calendars": calendars.specs,
    }


def read(values: Mapping[str, Any], name: str = "") -> KeptPlan:
    """What `kept` wrote."""
    calendars = [_calendar(spec) for spec in values["calendars"]]
    tasks = [_read_task(one, calendars) for one in values["tasks"]]
    state = PlanState(tasks, date.fromisoformat(values["start"]), _day(values["today"]), name)
    return KeptPlan(
        state,
        _calendar(values["calendar"]),
        values["goal"],
        {one["id"]: one["name"] for one in values["tasks"]},
        {one["id"]: one["party"] for one in values["tasks"]},
        {one["id"]: (date.fromisoformat(one["start"]), date.fromisoformat(one["finish"])) for one in values["tasks"]},
    )


def same_calendars(state: PlanState) -> PlanState:
    """The state with the calendars that `read` gives for equal ones, so that only calendars that differ are told."""
    tasks = [
        task if task.calendar is None else replace(task, calendar=_calendar(_spec(task.calendar)))
        for task in state.tasks
    ]
    return PlanState(tasks, state.start, state.today, state.name)


def words_of(given: PlanState | WorkingCalendar) -> tuple[Any, ...]:
    """All that decides the dates of a state, or the days of a calendar, as plain values that are equal where it is."""
    if isinstance(given, WorkingCalendar):
        return tuple(map(str, _spec(given)))
    calendars = _Calendars()
    tasks = [
        (
            *(task.id, task.duration, task.depends_on, task.links, task.spans, task.holds, task.is_milestone),
            *(task.percent_done, calendars.place(task.calendar), *map(str, (getattr(task, name) for name in _DATES))),
        )
        for task in given.tasks
    ]
    return (given.start, given.today, tasks, calendars.specs)


class _Calendars:
    """Each calendar of a plan once, by its place."""

    def __init__(self) -> None:
        self.specs: list[list[Any]] = []
        self._places: dict[int, int] = {}

    def place(self, calendar: WorkingCalendar | None) -> int | None:
        if calendar is None:
            return None
        if id(calendar) not in self._places:
            self._places[id(calendar)] = len(self.specs)
            self.specs.append(_spec(calendar))
        return self._places[id(calendar)]


def _task(task: Task, name: str, party: str, dates: Any, calendars: _Calendars) -> dict[str, Any]:
    holds = [[hold.since.isoformat(), hold.reason, _iso(hold.until), hold.party] for hold in task.holds]
    found: dict[str, Any] = {
        "id": task.id,
        "name": name,
        "party": party,
        "days": task.duration,
        "links": [list(link) for link in task.all_links],
        "calendar": calendars.place(task.calendar),
        "start": dates.start.isoformat(),
        "finish": dates.finish.isoformat(),
        "percent": task.percent_done,
        "holds": holds,
        "milestone": task.is_milestone,
        "spans": list(task.spans),
    }
    return found | {name: _iso(getattr(task, name)) for name in _DATES if getattr(task, name) is not None}


def _read_task(one: Mapping[str, Any], calendars: list[WorkingCalendar]) -> Task:
    links = [Link(*link) for link in one["links"]]
    return Task(
        one["id"],
        one["days"],
        tuple(link.on for link in links if link.kind == "FS" and not link.lag),
        links=tuple(link for link in links if link.kind != "FS" or link.lag),
        calendar=None if one["calendar"] is None else calendars[one["calendar"]],
        percent_done=one["percent"],
        holds=tuple(
            Hold(date.fromisoformat(since), reason, _day(until), party) for since, reason, until, party in one["holds"]
        ),
        is_milestone=one["milestone"],
        spans=tuple(one["spans"]),
        **cast("Any", {name: date.fromisoformat(one[name]) for name in _DATES if name in one}),
    )


def _spec(calendar: WorkingCalendar) -> list[Any]:
    holidays = next((name for name in _HOLIDAYS if calendar_named(name).holidays is calendar.holidays), "none")
    off = sorted(day.isoformat() for day in calendar.days_off)
    return [calendar.name, sorted(calendar.week), holidays, off, calendar.zone]


def _calendar(spec: list[Any]) -> WorkingCalendar:
    name, week, holidays, off, zone = spec
    return _kept_calendar(name, tuple(week), holidays, tuple(off), zone)


@lru_cache(maxsize=512)
def _kept_calendar(name: str, week: tuple[int, ...], holidays: str, off: tuple[str, ...], zone: str) -> WorkingCalendar:
    return own_calendar(name, week, holidays, frozenset(map(date.fromisoformat, off)), zone)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
