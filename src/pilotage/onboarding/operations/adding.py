"""Adds a task to a running plan."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.onboarding.operations.placing import make_room
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.permissions import require_may_plan
from pilotage.people.models import User
from pilotage.work.operations import create_task

TASK_ADDED = "onboarding.task_added"
#: Codes of tasks that people add to a running plan: N1, N2, …
_OWN_CODE = re.compile(r"^N(\d+)$")


def add_plan_task(
    *,
    project: Project,
    title: str,
    part: str = "",
    duration_days: int = 1,
    roles: Sequence[str] = (),
    owner: User | None = None,
    after: Sequence[str] = (),
    start_date: date | None = None,
    by: Viewer,
    now: datetime,
) -> PlanTask:
    """A new task at the end of a part, the last one unless it is named.

    It waits for the tasks with the codes `after`; without these it starts no earlier than `start_date`. Refuses an empty title,
    a length under one day, codes that the plan doesn't hold, and people who may not plan. Also: events `work.task_created` and
    `onboarding.task_added`; the owner is told; the plan is worked out anew.
    """
    require_may_plan(by)
    name = " ".join(part.split())[:120] or _last_part(project)
    if not 1 <= duration_days <= 1000:
        raise Refused(_("Write a whole number of working days, from 1 to 1,000."), field="duration_days")
    with change(by=by, now=now) as c:
        held = Project.objects.everywhere().select_for_update().get(pk=project.pk)
        before = _before(held, after)
        task = create_task(
            subject=project.record, biller=project.biller, title=title, owner=owner, by=by, now=now,
            owner_role=roles[0] if roles else "", side=rules.side_of(roles),
        )  # fmt: skip
        made = c.create(
            PlanTask, event=TASK_ADDED, task=task, project=project, biller=project.biller, code=_next_code(held), part=name,
            position=make_room(project.pk, name), roles=list(roles), duration_days=duration_days,
            no_earlier_date=None if before else start_date,
        )  # fmt: skip
        for row in before:
            c.create(Dependency, project=project, biller=project.biller, predecessor=row, successor=made)
        replan(project=project, by=by, now=now)
        return made


def _before(project: Project, codes: Sequence[str]) -> list[PlanTask]:
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    found = {row.code.lower(): row for row in PlanTask.objects.everywhere().filter(project=project)} if wanted else {}
    unknown = [code for code in wanted if code.lower() not in found]
    if unknown:
        words = _("This plan has no task %(codes)s. Write codes of its tasks, with commas between.")
        raise Refused(words % {"codes": ", ".join(unknown)}, field="after")
    return [found[code.lower()] for code in wanted]


def _last_part(project: Project) -> str:
    rows = PlanTask.objects.everywhere().filter(project=project).order_by("-position")
    return rows.values_list("part", flat=True).first() or ""


def _next_code(project: Project) -> str:
    codes = PlanTask.objects.everywhere().filter(project=project, code__startswith="N").values_list("code", flat=True)
    numbers = [int(match.group(1)) for code in codes if (match := _OWN_CODE.match(code))]
    return f"N{max(numbers, default=0) + 1}"
