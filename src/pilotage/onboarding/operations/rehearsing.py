"""What a change of plans would do: it is made, looked at and taken back, so that the preview can't differ from the change."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.scheduling import working_days_late


class Dates(NamedTuple):
    """Of one task."""

    pk: Any
    code: str
    title: str
    owner: str | None
    start: date | None
    due: date | None
    conflict: str


@dataclass(frozen=True)
class Move:
    """A task that would get other dates; `days` are working days that its end moves, negative when it ends sooner."""

    was: Dates
    becomes: Dates
    days: int


@dataclass(frozen=True)
class Moves:
    """What would move in one project. `go_live_days` are working days; `conflicts` are those that the change would make."""

    project: Project
    moves: list[Move]
    go_live_was: date | None
    go_live: date | None
    go_live_days: int
    target: date | None
    late_days: int
    conflicts: list[str]


class _TakenBack(Exception):
    """Ends the rehearsal; nothing is kept."""


def rehearse(*, projects: Iterable[Project], run: Callable[[], object], by: Viewer, now: datetime) -> list[Moves]:
    """What `run`, which calls an operation, would do to these projects. Nothing stays; rows that `run` used are spent.

    Refuses as the operation does.
    """
    given = {project.pk: project for project in projects}
    found: list[Moves] = []
    before = _state(given)
    try:
        with change(by=by, now=now):
            run()
            found = _compared(given, before, _state(given))
            raise _TakenBack
    except _TakenBack:
        return found


def _state(projects: dict[Any, Project]) -> tuple[dict[Any, list[Dates]], dict[Any, date | None]]:
    rows: dict[Any, list[Dates]] = {key: [] for key in projects}
    found = PlanTask.objects.everywhere().filter(project__in=projects).order_by("project", "position")
    columns = ("pk", "code", "task__title", "task__owner__name", "task__start_date", "task__due_date", "conflict")
    for key, *values in found.values_list("project_id", *columns):
        rows[key].append(Dates._make(values))
    live = Project.objects.everywhere().filter(pk__in=projects).values_list("pk", "planned_go_live_date")
    return rows, dict(live)


def _compared(projects: dict[Any, Project], before: Any, after: Any) -> list[Moves]:
    return [_moves(project, before, after) for project in projects.values()]


def _moves(project: Project, before: Any, after: Any) -> Moves:
    key, target = project.pk, project.phase.target_go_live_date
    was = {one.pk: one for one in before[0][key]}
    moves, conflicts = [], []
    for becomes in after[0][key]:
        one = was.get(becomes.pk)
        if one is None:
            continue
        if (one.start, one.due) != (becomes.start, becomes.due):
            moves.append(Move(one, becomes, working_days_late(one.due, becomes.due)))
        if becomes.conflict and becomes.conflict != one.conflict:
            conflicts.append(f"{becomes.code}: {becomes.conflict}")
    go_live_was, go_live = before[1][key], after[1][key]
    return Moves(
        project, moves, go_live_was, go_live, working_days_late(go_live_was, go_live), target,
        working_days_late(target, go_live), conflicts,
    )  # fmt: skip
