"""A project's plan in the planner's terms: all links, constraints, progress, holds and calendars, and the dates they give."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from pilotage.onboarding import rules
from pilotage.onboarding.enums import Shape
from pilotage.onboarding.models import Dependency, Hold, PlanTask, Project
from pilotage.onboarding.working_days import WorkingDaysOf, calendar, working_days_of
from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.errors import PlanError
from pilotage.planner.network import without
from pilotage.planner.schedule import schedule
from pilotage.planner.slip import PlanState
from pilotage.planner.tasks import Hold as PlannedHold
from pilotage.planner.tasks import Link, Schedule
from pilotage.planner.tasks import Task as Planned
from pilotage.work.enums import TaskState

__all__ = ["ProjectPlan", "calendar", "forecast", "go_live_of", "read_plan", "read_plans", "working_days_late"]


class PlanLink(NamedTuple):
    """One dependency, as plain values: by the keys of its tasks."""

    project_id: Any
    predecessor_id: Any
    successor_id: Any
    kind: str
    lag_days: int


@dataclass(frozen=True)
class ProjectPlan:
    """One project's plan, read whole. `rows` hold dropped tasks too; `tasks` are the planner's, without them."""

    project: Project
    rows: Sequence[PlanTask]
    links: Sequence[PlanLink]
    holds: Sequence[Hold]
    working_days: WorkingDaysOf
    #: A day before which nothing open is expected to be worked on; the day on which expected ends of holds are judged.
    today: date | None = field(default=None)

    @property
    def calendar(self) -> WorkingCalendar:
        """The calendar in which the plan's own slip is counted: the provider's."""
        return self.working_days.plan

    @cached_property
    def parties(self) -> dict[str, str]:
        """Who answers for each task, by code."""
        return {row.code: str(party_of(row)) for row in self.rows}

    @cached_property
    def goal(self) -> str | None:
        """The code of the task that reaches the go-live; None for a plan that names none."""
        return goal_of(self.rows)

    @cached_property
    def tasks(self) -> list[Planned]:
        """The tasks for the planner. What waited for a dropped task waits for what that one waited for."""
        return self.tasks_on(self.today)

    def tasks_on(self, today: date | None) -> list[Planned]:
        """As `tasks`, with holds as they are known on a day: an expected end that has passed is no end."""
        before: dict[object, list[Link]] = defaultdict(list)
        codes = {row.pk: row.code for row in self.rows}
        for link in self.links:
            before[link.successor_id].append(Link(codes[link.predecessor_id], link.kind, link.lag_days))
        held = _holds_by_task(self.holds, today)
        phase = self.project.phase
        given = []
        for row in self.rows:
            own = self.working_days.for_task(phase, self.parties[row.code], row.task.owner_id)
            holds = [hold for hold in (*held[None], *held[row.pk]) if _touches(hold, row)]
            given.append(_planned(row, before[row.pk], own, holds))
        return without(given, [row.code for row in self.rows if row.task.state == TaskState.DROPPED])

    def state(self, name: str = "", today: date | None = None) -> PlanState:
        """The plan for `planner.slip` and `planner.ledger`, as it is looked at on a day."""
        return PlanState(self.tasks_on(today), self.project.kickoff_date, today, name)

    def dates(self, today: date | None = None) -> Schedule:
        """Forward from the kickoff; with `today`, nothing open is before it. Errors: `PlanError`."""
        return schedule(self.tasks_on(today), start=self.project.kickoff_date, calendar=self.calendar, today=today)


def read_plan(project: Project, rows: Sequence[PlanTask] | None = None) -> ProjectPlan:
    """A project's plan with links, holds and calendars. `rows` are read unless they were already."""
    return read_plans([project], {project.pk: rows} if rows is not None else None)[project.pk]


def read_plans(
    projects: Iterable[Project], rows: dict[object, Sequence[PlanTask]] | None = None
) -> dict[object, ProjectPlan]:
    """The plans of many projects by their keys, in the same few questions as of one."""
    given = {project.pk: project for project in projects}
    tasks: dict[object, list[PlanTask]] = defaultdict(list)
    if rows is None:
        found = PlanTask.objects.everywhere().filter(project__in=given).select_related("task__biller", "task__owner")
        for row in found.order_by("project", "position"):
            tasks[row.project_id].append(row)
    else:
        tasks.update({pk: list(some) for pk, some in rows.items()})
    links: dict[object, list[PlanLink]] = defaultdict(list)
    holds: dict[object, list[Hold]] = defaultdict(list)
    for link in links_of(given):
        links[link.project_id].append(link)
    for hold in Hold.objects.everywhere().filter(project__in=given):
        holds[hold.project_id].append(hold)
    owners = {row.task.owner_id for some in tasks.values() for row in some if row.task.owner_id is not None}
    has_own_days = any(getattr(project, "has_own_days", True) for project in given.values())
    days = working_days_of([project.phase for project in given.values()], owners, has_own_days=has_own_days)
    return {
        pk: ProjectPlan(project, tasks[pk], links[pk], holds[pk], days, project.status_date)
        for pk, project in given.items()
    }


def links_of(keys: Iterable[object]) -> list[PlanLink]:
    """The dependencies of these projects, in the order in which they were made."""
    found = Dependency.objects.everywhere().filter(project__in=keys).order_by("pk")
    return [PlanLink._make(row) for row in found.values_list(*PlanLink._fields)]


def party_of(row: PlanTask) -> str:
    """Who answers for a task: as a person said, else as its roles say."""
    return row.party or rules.party_of(row.roles, row.task.side)


def goal_of(rows: Iterable[PlanTask]) -> str | None:
    """The code of the first task of the go-live milestone that is still in the plan."""
    for row in rows:
        if rules.is_live_milestone(row.milestone) and row.task.state != TaskState.DROPPED:
            return row.code
    return None


def go_live_of(rows: Iterable[PlanTask], found: Schedule) -> date | None:
    """The day on which the plan reaches its go-live milestone, else its end."""
    goal, by_id = goal_of(rows), found.by_id
    return by_id[goal].finish if goal in by_id else found.finish


def forecast(plan: ProjectPlan, today: date) -> date | None:
    """When the go-live is reached if nothing that is open is done before today; None where the dates can't be worked out."""
    try:
        return go_live_of(plan.rows, plan.dates(today))
    except PlanError:
        return None


def working_days_late(target: date | None, day: date | None) -> int:
    """Working days by which a day passes its target; negative when it is before; 0 without either."""
    if target is None or day is None:
        return 0
    days = calendar()
    return days.position_after(day) - days.position_after(target)


def _holds_by_task(holds: Iterable[Hold], today: date | None) -> dict[object, list[PlannedHold]]:
    """Holds for the planner by their task's key; those of the whole project under None."""
    found: dict[object, list[PlannedHold]] = defaultdict(list)
    for hold in holds:
        until = hold.until_date
        if (
            until is None
            and hold.expected_date is not None
            and hold.expected_date > max(hold.since_date, today or hold.since_date)
        ):
            until = hold.expected_date
        found[hold.plan_task_id].append(PlannedHold(hold.since_date, hold.reason, until, hold.party))
    return found


def _touches(hold: PlannedHold, row: PlanTask) -> bool:
    """A hold of the project stops what was not finished before it, and what had not begun after it."""
    return row.actual_finish_date is None or row.actual_finish_date >= hold.since


def _planned(row: PlanTask, links: list[Link], own: WorkingCalendar | None, holds: Sequence[PlannedHold]) -> Planned:
    if row.shape == Shape.HAMMOCK:
        return Planned(id=row.code, duration=0, spans=tuple(row.spans), calendar=own)
    return Planned(
        id=row.code,
        duration=row.duration_days,
        depends_on=tuple(link.on for link in links if link.kind == "FS" and not link.lag),
        links=tuple(link for link in links if link.kind != "FS" or link.lag),
        no_earlier_than=row.no_earlier_date,
        fixed_start=row.fixed_date,
        finish_by=row.finish_by_date,
        actual_start=row.actual_start_date,
        actual_finish=row.actual_finish_date,
        percent_done=row.percent_done if row.actual_start_date is not None else None,
        holds=tuple(holds),
        is_milestone=row.shape == Shape.MILESTONE,
        calendar=own,
    )
