"""Starts a project from a playbook version: its tasks, their dependencies and dates, in a handful of statements."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.billers.operations import move_stage
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.models import Dependency, PlanTask, PlaybookTask, PlaybookVersion, Project
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.previewing import chosen_tasks, dates_from, owner_of, people_of, planned_from
from pilotage.onboarding.scheduling import go_live_of
from pilotage.people.models import User
from pilotage.planner.tasks import Schedule
from pilotage.summaries.operations import ensure_summary
from pilotage.work.models import Task

STARTED = "onboarding.project_started"
_FAR, _LATE = date(2000, 1, 1), date(2200, 1, 1)


def start_project(
    *,
    phase: Phase,
    playbook_version: PlaybookVersion,
    kickoff_date: date,
    name: str | None = None,
    external_id: str | None = None,
    owners: Mapping[str, User] | None = None,
    tier: str | None = None,
    by: Viewer,
    now: datetime,
) -> Project:
    """A project for a phase, with every task of the playbook whose condition fits.

    `owners` maps our roles (im, os, …) to people; who looks after the biller fills the rest. `tier` is the support that
    is known already, if any. Refuses for a phase that is live or cancelled, and a date far away. Also: event
    `onboarding.project_started`, `work.task_created` for each task; the phase moves to onboarding, and its Integration Summary is begun.
    """
    require_may_plan(by)
    if not _FAR <= kickoff_date <= _LATE:
        raise Refused(_("Choose a kickoff between 2000 and 2199."), field="kickoff_date")
    with change(by=by, now=now) as c:
        if phase.stage not in BEFORE_LIVE:
            raise Refused(_("%(phase)s is live or cancelled; a project starts before that.") % {"phase": phase})
        project = _create(c, phase, playbook_version, kickoff_date, name, external_id)
        given, chosen = chosen_tasks(phase, playbook_version, tier=tier)
        people = people_of(phase) | dict(owners or {})
        found = dates_from(planned_from(phase, given, chosen, people), kickoff_date)
        plan = _create_tasks(c, project, chosen, people, found)
        c.save(
            project,
            kind=STARTED,
            note=str(playbook_version),
            planned_go_live_date=go_live_of(plan, found),
            finish_date=found.finish,
            tasks_total=len(plan),
        )
        if phase.integration is not None:
            ensure_summary(phase=phase, by=by, now=now)
        if phase.stage == Stage.CONTRACT:
            move_stage(phase=phase, to=Stage.ONBOARDING, reason=project.name, by=by, now=now)
        return project


def _create(
    c: Change, phase: Phase, version: PlaybookVersion, kickoff: date, name: str | None, external_id: str | None
) -> Project:
    taken = Project.objects.everywhere().filter(phase=phase).count()
    key = external_id or f"{phase.external_id}-project{taken + 1 if taken else ''}"
    if Project.objects.everywhere().filter(external_id=key).exists():
        raise Refused(_("The id %(key)s is taken. Choose a different one.") % {"key": key}, field="external_id")
    return c.create(
        Project,
        scope=phase.biller_id,
        biller=phase.biller,
        phase=phase,
        playbook_version=version,
        kickoff_date=kickoff,
        name=" ".join((name or f"{phase.biller.name}, {phase.name}").split())[:200],
        external_id=key,
    )


def _create_tasks(
    c: Change, project: Project, chosen: list[PlaybookTask], people: Mapping[str, User], found: Schedule
) -> list[PlanTask]:
    dates = found.by_id
    tasks = c.create_many(
        Task, [_task(project, row, people, dates[row.code]) for row in chosen], scope=project.biller_id
    )
    plan = [_plan_task(project, row, task, dates[row.code]) for row, task in zip(chosen, tasks, strict=True)]
    PlanTask.objects.everywhere().bulk_create(plan, batch_size=500)
    by_code = {row.code: row for row in plan}
    links = [
        Dependency(biller_id=project.biller_id, project=project, predecessor=by_code[code], successor=by_code[row.code])
        for row in chosen
        for code in row.depends_on
        if code in by_code
    ]
    Dependency.objects.everywhere().bulk_create(links, batch_size=500)
    return plan


def _task(project: Project, row: PlaybookTask, people: Mapping[str, User], dates: Any) -> dict[str, Any]:
    return {
        "biller_id": project.biller_id,
        "subject": project.record,
        "title": row.title,
        "description": "",
        "owner": owner_of(row.roles, people),
        "owner_role": row.roles[0] if row.roles else "",
        "side": rules.side_of(row.roles),
        "start_date": dates.start,
        "due_date": dates.finish,
    }


def _plan_task(project: Project, row: PlaybookTask, task: Task, dates: Any) -> PlanTask:
    return PlanTask(
        task=task,
        biller_id=project.biller_id,
        project=project,
        position=row.position,
        code=row.code,
        part=row.part,
        milestone=row.milestone,
        roles=row.roles,
        duration_days=row.duration_days,
        notes=row.notes,
        baseline_start_date=dates.start,
        baseline_finish_date=dates.finish,
        late_finish_date=dates.late_finish,
        float_days=dates.float_days,
        is_critical=dates.is_critical,
    )
