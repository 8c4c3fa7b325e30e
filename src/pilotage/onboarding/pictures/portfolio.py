"""The timeline of all projects: one row a project, a bar from kickoff to the planned go-live, its milestones and its target."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.pictures.scale import HEAD, Scale, scale_over
from pilotage.onboarding.pictures.timeline import BAR, BAR_TOP, ROW
from pilotage.work.enums import FINISHED, TaskState


@dataclass(frozen=True)
class Milestone:
    """Of one project: the day on which its last task is due or was done."""

    name: str
    day: date
    is_done: bool


@dataclass(frozen=True)
class Lane:
    """One project's row. Lengths in pixels; `late` in calendar days after the target, negative when before."""

    project: Project
    y: int
    x: float
    width: float
    done_width: float
    tone: str
    target_x: float | None
    tail_x: float
    late: int
    milestones: list[dict[str, Any]]

    @property
    def bar_y(self) -> int:
        return self.y + BAR_TOP

    @property
    def end(self) -> float:
        return round(self.x + self.width, 1)

    @property
    def middle(self) -> int:
        return self.y + BAR_TOP + BAR // 2


@dataclass(frozen=True)
class Portfolio:
    """The drawing: a ruler and its lanes."""

    scale: Scale
    height: int
    lanes: list[Lane]
    today_x: float | None


def milestones_by_project(keys: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Milestone]]:
    """The milestones of these projects in plan order, read in one query."""
    rows = (
        PlanTask.objects.everywhere()
        .filter(project__in=keys)
        .exclude(milestone="")
        .exclude(task__state=TaskState.DROPPED)
        .order_by("project", "position")
        .values_list("project_id", "milestone", "task__state", "task__due_date", "actual_finish_date")
    )
    found: dict[uuid.UUID, dict[str, Milestone]] = {}
    for key, name, state, due, done_on in rows:
        is_done = state in FINISHED
        day = (done_on or due) if is_done else due
        if day is None:
            continue
        named = found.setdefault(key, {})
        so_far = named.get(name)
        if so_far is not None:
            day, is_done = max(day, so_far.day), is_done and so_far.is_done
        named[name] = Milestone(name, day, is_done)
    return {key: list(named.values()) for key, named in found.items()}


def draw_portfolio(
    projects: Sequence[Project], milestones: Mapping[uuid.UUID, Sequence[Milestone]], today: date, zoom: str
) -> Portfolio | None:
    """The drawing; None without a project."""
    if not projects:
        return None
    days = [today]
    for one in projects:
        days += [day for day in (one.kickoff_date, _end(one), one.phase.target_go_live_date) if day]
        days += [milestone.day for milestone in milestones.get(one.pk, ())]
    scale = scale_over(days, zoom)
    lanes = [_lane(one, milestones.get(one.pk, ()), HEAD + n * ROW, scale, today) for n, one in enumerate(projects)]
    return Portfolio(scale, HEAD + len(lanes) * ROW + 8, lanes, scale.x(today))


def _end(project: Project) -> date:
    """Where the bar ends: the go-live, else what is planned."""
    return project.phase.went_live_date or project.planned_go_live_date or project.finish_date or project.kickoff_date


def _lane(project: Project, milestones: Sequence[Milestone], y: int, scale: Scale, today: date) -> Lane:
    end, target = _end(project), project.phase.target_go_live_date
    x = scale.x(project.kickoff_date)
    width = max(3.0, round(scale.end(end) - x, 1))
    share = project.tasks_done / project.tasks_total if project.tasks_total else 0
    late = (end - target).days if target else 0
    marks = [{"x": scale.end(one.day), "name": one.name, "day": one.day, "is_done": one.is_done} for one in milestones]
    return Lane(
        project=project,
        y=y,
        x=x,
        width=width,
        done_width=round(width * share, 1),
        tone=_tone(project, late, end, today),
        target_x=scale.end(target) if target else None,
        tail_x=max([x + width, *(scale.end(one.day) for one in milestones)]),
        late=late,
        milestones=marks,
    )


def _tone(project: Project, late: int, end: date, today: date) -> str:
    if project.phase.went_live_date or project.state in (ProjectState.DONE, ProjectState.CANCELLED):
        return "quiet"
    if project.state == ProjectState.ON_HOLD:
        return "warn"
    return "bad" if late > 0 or end < today else "accent"
