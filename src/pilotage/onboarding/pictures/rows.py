"""The tasks that a view shows, as plain rows read in one query: a plan of 1,000 tasks is no different from one of ten."""

import uuid
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import Party, ProjectState
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.working_days import calendar
from pilotage.work.enums import FINISHED, Side, TaskState

#: Of all projects, a view over their tasks reads at most so many; it says so when there are more.
MOST_ROWS = 5000
#: Over all projects, what was done no longer ago shows.
LATELY = timedelta(days=14)
RUNNING = (ProjectState.ACTIVE, ProjectState.ON_HOLD)


class PlanRow(NamedTuple):
    """One task of a plan as views show it. `version` is that of its record, for changes made from the view."""

    pk: uuid.UUID
    code: str
    title: str
    part: str
    milestone: str
    state: str
    blocked_reason: str
    side: str
    roles: list[str]
    owner_id: int | None
    owner: str | None
    owner_role: str
    start: date | None
    due: date | None
    done_on: date | None
    days: int
    float_days: int
    is_critical: bool
    fixed: date | None
    conflict: str
    version: int
    project_id: uuid.UUID
    project: str
    biller: str

    @property
    def is_finished(self) -> bool:
        """Done or dropped."""
        return self.state in FINISHED

    def is_late(self, today: date) -> bool:
        """Open past its day."""
        return not self.is_finished and self.due is not None and self.due < today

    def tone(self, today: date) -> str:
        """The colour that goes with its state: quiet, bad, warn (critical) or accent."""
        if self.is_finished:
            return "quiet"
        if self.state == TaskState.BLOCKED or self.is_late(today):
            return "bad"
        return "warn" if self.is_critical else "accent"

    def state_words(self, today: date) -> str:
        """The state as `{% state %}` knows it: `overdue` stands before `open`."""
        return "overdue" if self.is_late(today) and self.state != TaskState.BLOCKED else self.state


COLUMNS = (
    "pk", "code", "task__title", "part", "milestone", "task__state", "task__blocked_reason", "task__side", "roles",
    "task__owner_id", "task__owner__name", "task__owner_role", "task__start_date", "task__due_date", "actual_finish_date",
    "duration_days", "float_days", "is_critical", "fixed_date", "conflict", "task__record__version",
    "project_id", "project__name", "biller__name",
)  # fmt: skip


def plan_rows(found: QuerySet[PlanTask], most: int = MOST_ROWS) -> list[PlanRow]:
    """The rows of a query that says its scope and order; at most `most` of them."""
    return [PlanRow._make(values) for values in found.values_list(*COLUMNS)[:most]]


def plan_tasks(viewer: Viewer, project: Project | None, asked: dict[str, Any], *, today: date) -> QuerySet[PlanTask]:
    """Tasks of one plan in its order, or of all running projects by due date.

    `asked`: q, project, owner (a user id, or `none`), role (a code of the playbooks), party, part, state, show (`open`, `late`,
    `critical`, `mine`, `milestones`), week (a day of it: tasks that run or are due then). Dropped tasks show only where `state`
    asks for them; over all projects so do those that were done longer ago than `LATELY`.
    """
    found = PlanTask.objects.visible_to(viewer)
    if project is not None:
        found = found.filter(project=project).order_by("position")
    else:
        found = found.filter(project__state__in=RUNNING).order_by("task__due_date", "project_id", "position")
    if not asked.get("state"):
        found = found.exclude(task__state=TaskState.DROPPED)
        if project is None:
            found = found.exclude(task__state=TaskState.DONE, actual_finish_date__lt=today - LATELY)
    return found.filter(_asked(asked, viewer, today))


def _asked(asked: dict[str, Any], viewer: Viewer, today: date) -> Q:
    plain = {"part": "part", "state": "task__state", "project": "project"}
    wanted = Q(**{column: asked[name] for name, column in plain.items() if asked.get(name)})
    if owner := asked.get("owner"):
        wanted &= Q(task__owner=None) if owner == "none" else Q(task__owner_id=owner)
    if party := asked.get("party"):
        wanted &= _of_party(party)
    if role := asked.get("role"):
        wanted &= Q(roles__icontains=f'"{role}"')  # a JSON list as text
    if text := asked.get("q"):
        wanted &= Q(task__title__icontains=text) | Q(code__iexact=text) | Q(project__name__icontains=text)
    if week := asked.get("week"):
        monday = week - timedelta(days=week.weekday())
        wanted &= _in_week(monday, today)
    shows = {
        "open": ~Q(task__state__in=FINISHED),
        "late": ~Q(task__state__in=FINISHED) & Q(task__due_date__lt=today),
        "critical": ~Q(task__state__in=FINISHED) & Q(is_critical=True),
        "mine": Q(task__owner_id=viewer.user_id),
        "milestones": ~Q(milestone=""),
    }
    return wanted & shows.get(asked.get("show", ""), Q())


def _of_party(party: str) -> Q:
    """Tasks that a party answers for: as a person said, else as `rules.party_of` reads it from role and side."""
    bank, printer = Q(roles__istartswith='["BANK"'), Q(roles__istartswith='["PRINT"')
    by_roles = {
        Party.US: Q(task__side=Side.PROVIDER),
        Party.BILLER: Q(task__side=Side.BILLER),
        Party.CIS_VENDOR: Q(task__side=Side.VENDOR) & ~bank & ~printer,
        Party.BANK: bank,
        Party.PRINT_VENDOR: printer,
    }
    return Q(party=party) | (Q(party="") & by_roles[Party(party)])


def _in_week(monday: date, today: date) -> Q:
    """Open tasks that the week has to do with: as the workload counts them, overdue ones in the week of the next working day."""
    today = calendar().next_working_day(today)
    sunday = monday + timedelta(days=6)
    runs = Q(task__start_date__lte=sunday, task__due_date__gte=max(monday, today))
    if monday <= today <= sunday:
        runs |= Q(task__due_date__lt=today)
    return runs & ~Q(task__state__in=FINISHED)
