"""Projects in the forecast's terms: what tasks have in common, how finished projects went, what a running one still has to do."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from pilotage.onboarding.dating import before
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.onboarding.scheduling import ProjectPlan, read_plans
from pilotage.planner.history import PastProject, Traits
from pilotage.planner.network import without
from pilotage.planner.tasks import Task

PORTION = 50


def traits_of(plan: ProjectPlan) -> dict[str, Traits]:
    """By code: the kind (the task's words), the role that does it, the party that answers for it."""
    return {
        row.code: Traits(row.task.title.casefold().strip(), row.roles[0] if row.roles else "", plan.parties[row.code])
        for row in plan.rows
    }


def product_of(project: Project) -> str:
    """The CIS product of the project's phase; empty where none is named."""
    integration = project.phase.integration
    return str(integration.product) if integration is not None and integration.product is not None else ""


def to_the_goal(plan: ProjectPlan) -> list[Task]:
    """What the go-live waits for, with the go-live; the whole plan where it names none."""
    if plan.goal is None or plan.goal not in {task.id for task in plan.tasks}:
        return list(plan.tasks)
    needed = before(plan.tasks, plan.goal)
    return [task for task in plan.tasks if task.id in needed]


def past_projects() -> list[PastProject]:
    """Projects that reached their go-live, as they went; tasks that were never finished are left out."""
    found = Project.objects.everywhere().exclude(state=ProjectState.CANCELLED).exclude(phase__went_live_date=None)
    projects = list(found.select_related("biller", "phase__integration__product").order_by("kickoff_date", "pk"))
    past = []
    for first in range(0, len(projects), PORTION):
        for plan in read_plans(projects[first : first + PORTION]).values():
            one = _past(plan)
            if one is not None:
                past.append(one)
    return past


def _past(plan: ProjectPlan) -> PastProject | None:
    tasks = to_the_goal(plan)
    undone = [task.id for task in tasks if task.actual_finish is None]
    if plan.goal is None or plan.goal in undone or len(undone) > len(tasks) / 2:
        return None
    done = without(tasks, undone)
    first = min(task.actual_start or task.actual_finish or plan.project.kickoff_date for task in done)
    start = min(plan.project.kickoff_date, first)
    name, product = str(plan.project.pk), product_of(plan.project)
    return PastProject(name, done, start, plan.calendar, product, traits_of(plan), plan.goal)


def inputs_of(plan: ProjectPlan, tasks: Iterable[Task], day: dt.date, learnt: str) -> list[Any]:
    """Everything that decides a forecast, as plain values: for its fingerprint."""
    target = plan.project.phase.target_go_live_date
    rows = [
        [
            task.id, task.duration, [list(link) for link in task.all_links], str(task.fixed_start), str(task.no_earlier_than),
            str(task.finish_by), str(task.actual_start), str(task.actual_finish), task.percent_done,
            [[str(part) for part in hold] for hold in task.holds], task.calendar.name if task.calendar else "",
        ]
        for task in tasks
    ]  # fmt: skip
    return [str(plan.project.kickoff_date), str(target), str(day), learnt, product_of(plan.project), rows]
