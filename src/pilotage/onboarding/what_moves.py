"""What a change of a plan would move, before anybody says yes: nothing is stored."""

import uuid
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pilotage.onboarding.dating import dates_of_plan
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.scheduling import PlanLink, ProjectPlan, go_live_of, working_days_late
from pilotage.planner.tasks import Link, Schedule

#: The status date of the project.
KEPT = date.max


@dataclass(frozen=True)
class Move:
    """One task that would move. `days` is by how many working days its finish would be later; negative when sooner."""

    task_id: uuid.UUID
    code: str
    title: str
    before: tuple[date | None, date | None]
    after: tuple[date, date]
    days: int


@dataclass(frozen=True)
class Moves:
    """What would move in plan order, when go-live would be, and which dates could not hold (title, why)."""

    moves: Sequence[Move]
    go_live_before: date | None
    go_live_after: date | None
    go_live_days: int
    conflicts: Sequence[tuple[str, str]]
    found: Schedule


def what_moves(
    plan: ProjectPlan,
    *,
    edits: Mapping[str, Mapping[str, Any]] | None = None,
    links: Mapping[str, Sequence[Link]] | None = None,
    anchor: str | None = None,
    status_date: date | None = KEPT,
) -> Moves:
    """The answer to a what-if. `edits` sets fields of plan tasks by code, `links` all that a task waits for, by code.

    `anchor` and `status_date` are those of the project unless given. Errors: `PlanError` for a plan that can't be worked out;
    `KeyError` for an unknown code in `links`.
    """
    other = _changed(plan, edits or {}, links or {}, anchor, status_date)
    found = dates_of_plan(other)
    titles = {row.code: row.task.title for row in plan.rows}
    moves = [move for row in plan.rows if row.code in found.by_id and (move := _move(row, found))]
    before, after = plan.project.planned_go_live_date, go_live_of(other.rows, found)
    return Moves(
        moves,
        before,
        after,
        working_days_late(before, after),
        [(titles[one.task_id], f"{one.reason} {one.remedy}") for one in found.conflicts],
        found,
    )


def _changed(
    plan: ProjectPlan,
    edits: Mapping[str, Mapping[str, Any]],
    links: Mapping[str, Sequence[Link]],
    anchor: str | None,
    status_date: date | None,
) -> ProjectPlan:
    project = copy(plan.project)
    project.anchor = anchor or project.anchor
    project.status_date = project.status_date if status_date is KEPT else status_date
    rows = [_edited(row, edits[row.code]) if row.code in edits else row for row in plan.rows]
    keys = {row.code: row.pk for row in rows}
    kept = [one for one in plan.links if one.successor_id not in {keys[code] for code in links}]
    new = [
        PlanLink(project.pk, keys[link.on], keys[code], link.kind, link.lag)
        for code, some in links.items()
        for link in some
    ]
    return replace(plan, project=project, rows=rows, links=[*kept, *new], today=project.status_date)


def _edited(row: PlanTask, fields: Mapping[str, Any]) -> PlanTask:
    other = copy(row)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def _move(row: PlanTask, found: Schedule) -> Move | None:
    one, task = found.by_id[row.code], row.task
    if (one.start, one.finish) == (task.start_date, task.due_date):
        return None
    days = working_days_late(task.due_date, one.finish)
    return Move(row.pk, row.code, task.title, (task.start_date, task.due_date), (one.start, one.finish), days)
