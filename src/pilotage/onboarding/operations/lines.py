"""Makes tasks of a plan from lines of playbooks, with their owners, dates and dependencies, in a handful of statements."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pilotage.core.operations import Change
from pilotage.onboarding import rules
from pilotage.onboarding.lines import Line
from pilotage.onboarding.merge_reading import made_as
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.onboarding.previewing import owner_of
from pilotage.people.models import User
from pilotage.planner.tasks import Link, Schedule
from pilotage.work.models import Task


def add_lines(
    c: Change, project: Project, lines: Sequence[Line], people: Mapping[str, User], found: Schedule | None
) -> list[PlanTask]:
    """A task for each line, and the dependencies among them. Without dates the plan is worked out anew afterwards."""
    dates = found.by_id if found is not None else {}
    tasks = c.create_many(
        Task, [_task(project, line, people, dates.get(line.code)) for line in lines], scope=project.biller_id
    )
    plan = [_plan_task(project, line, task, dates.get(line.code)) for line, task in zip(lines, tasks, strict=True)]
    PlanTask.objects.everywhere().bulk_create(plan, batch_size=500)
    by_code = {row.code: row for row in plan}
    add_links(project, by_code, [(line.code, link) for line in lines for link in line.links])
    return plan


def add_links(project: Project, by_code: Mapping[str, PlanTask], links: Iterable[tuple[str, Link]]) -> None:
    """Dependencies by code, where both ends are in the plan."""
    made = [
        Dependency(
            biller_id=project.biller_id,
            project=project,
            predecessor=by_code[link.on],
            successor=by_code[code],
            kind=link.kind,
            lag_days=link.lag,
        )
        for code, link in links
        if link.on in by_code and code in by_code
    ]
    Dependency.objects.everywhere().bulk_create(made, batch_size=500)


def _task(project: Project, line: Line, people: Mapping[str, User], dates: Any) -> dict[str, Any]:
    return {
        "biller_id": project.biller_id,
        "subject": project.record,
        "title": line.title,
        "description": "",
        "owner": owner_of(line.roles, people),
        "owner_role": line.roles[0] if line.roles else "",
        "side": rules.side_of(line.roles),
        "start_date": dates.start if dates else None,
        "due_date": dates.finish if dates else None,
    }


def _plan_task(project: Project, line: Line, task: Task, dates: Any) -> PlanTask:
    row = PlanTask(
        task=task,
        biller_id=project.biller_id,
        project=project,
        position=line.position,
        code=line.code,
        part=line.part,
        milestone=line.milestone,
        roles=list(line.roles),
        duration_days=line.duration_days,
        notes=line.notes,
        parent=line.parent,
        documents=list(line.documents),
        made_as=made_as(line),
    )
    if dates:
        row.baseline_start_date, row.baseline_finish_date = dates.start, dates.finish
        row.late_finish_date, row.float_days, row.is_critical = dates.late_finish, dates.float_days, dates.is_critical
    return row
