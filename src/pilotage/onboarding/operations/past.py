"""Records how a project went that was over before Pilotage: forecasts learn from it."""

from collections.abc import Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.composing import source_of
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask, PlaybookVersion, Project
from pilotage.onboarding.operations.lines import add_lines
from pilotage.onboarding.permissions import require_may_plan
from pilotage.onboarding.previewing import planned_from, working_days_for
from pilotage.onboarding.scheduling import go_live_of
from pilotage.onboarding.working_days import calendar
from pilotage.planner.network import without
from pilotage.planner.schedule import schedule
from pilotage.work.enums import TaskState
from pilotage.work.models import Task

RECORDED = "onboarding.past_recorded"
EVENING = time(17, 0)


def record_past_project(
    *,
    phase: Phase,
    playbook_version: PlaybookVersion,
    kickoff_date: date,
    lived: Mapping[str, tuple[date, date]],
    external_id: str = "",
    by: Viewer,
    now: datetime,
) -> Project:
    """A finished project with the plan of a playbook and, by code, the days on which its tasks were begun and done.

    Tasks that `lived` doesn't name stay out of it. Refuses a phase that has not gone live, a second project of the phase, days
    ahead and an end before its start. Also: events `onboarding.project_created` and `onboarding.past_recorded`; nobody is told.
    """
    require_may_plan(by)
    if phase.went_live_date is None or Project.objects.everywhere().filter(phase=phase).exists():
        raise Refused(_("Only a phase that is live and has no project gets a past one."))
    if any(not start <= finish <= now.date() for start, finish in lived.values()):
        raise Refused(_("A task of the past is begun, then done, before today."))
    zone = ZoneInfo(phase.biller.time_zone)
    with change(by=by, now=now) as c:
        known = source_of(playbook_version).lines
        lines = [line for line in known if line.code in lived]
        project = c.create(
            Project, scope=phase.biller_id, biller=phase.biller, phase=phase, playbook_version=playbook_version,
            kickoff_date=kickoff_date, name=f"{phase.biller.name}, {phase.name}"[:200], state=ProjectState.DONE,
            external_id=external_id or f"{phase.external_id}-past",
        )  # fmt: skip
        tasks = planned_from(phase, known, {}, working_days_for(phase, {}))
        tasks = without(tasks, [line.code for line in known if line.code not in lived])
        found = schedule(tasks, start=kickoff_date, calendar=calendar())
        rows = add_lines(c, project, lines, {}, found)
        for row in rows:
            start, finish = lived[row.code]
            row.actual_start_date, row.actual_finish_date = start, finish
            row.task.start_date, row.task.due_date, row.task.state = start, finish, TaskState.DONE
            row.task.done_at = datetime.combine(finish, EVENING, tzinfo=zone)
        PlanTask.objects.everywhere().bulk_update(rows, ["actual_start_date", "actual_finish_date"], batch_size=200)
        Task.objects.everywhere().bulk_update(
            [row.task for row in rows], ["start_date", "due_date", "state", "done_at"], batch_size=200
        )
        c.save(
            project, kind=RECORDED, note=str(playbook_version), planned_go_live_date=phase.went_live_date or go_live_of(rows, found),
            finish_date=max((finish for _start, finish in lived.values()), default=found.finish), tasks_total=len(rows),
            tasks_done=len(rows),
        )  # fmt: skip
        return project
