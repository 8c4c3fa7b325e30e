"""What the pages of a project's plan have in common: the project itself, its day, and what stands above its plan."""

import uuid
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from pilotage.onboarding import queries
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Hold, PlanTask, Project
from pilotage.onboarding.permissions import may_plan
from pilotage.onboarding.project_tabs import tabs_of
from pilotage.onboarding.scheduling import ProjectPlan, forecast, read_plan, working_days_late
from pilotage.people.doors import PageRequest
from pilotage.work.enums import FINISHED


def find_project(request: PageRequest, pk: uuid.UUID) -> Project:
    """The project, or a page that isn't there."""
    try:
        return queries.project_for(request.viewer, pk)
    except Project.DoesNotExist:
        raise Http404 from None


def today_at(found: Project) -> date:
    """Today where the project's biller is."""
    now: datetime = timezone.now()
    return now.astimezone(ZoneInfo(found.biller.time_zone)).date()


def frame_of(request: PageRequest, found: Project, rows: list[PlanTask], today: date) -> dict[str, Any]:
    """What stands above the pages of a plan: state, dates against the target, what is late, on hold or can't hold."""
    plan = read_plan(found, rows)
    late = [row for row in rows if row.task.state not in FINISHED and row.task.due_date and row.task.due_date < today]
    conflicts = [row for row in rows if row.conflict]
    across = reverse("onboarding:timeline", args=[found.pk])
    return {
        "page_title": (_("Timeline of %(name)s") if request.path == across else _("Plan of %(name)s"))
        % {"name": found.name},
        "breadcrumbs": [
            (_("Projects"), reverse("onboarding:list")),
            (found.biller.name, reverse("desk:biller", args=[found.biller_id])),
        ],
        "project": found,
        "today": today,
        "milestones": queries.milestones(rows),
        "late_count": len(late),
        "conflicts": conflicts,
        "holds": _open_holds(plan),
        "plan": plan,
        **_forecast(plan, today),
        "may_plan": may_plan(request.viewer),
        "tabs": tabs_of(found, request.path, request.viewer),
    }


def _forecast(plan: ProjectPlan, today: date) -> dict[str, Any]:
    """The day on which go-live is reached if what is open is done today at the earliest, and how late that is."""
    found = plan.project
    if found.state not in (ProjectState.ACTIVE, ProjectState.ON_HOLD) or found.phase.went_live_date is not None:
        return {"forecast": None}
    day = forecast(plan, today)
    return {"forecast": day, "forecast_late": working_days_late(found.phase.target_go_live_date, day)}


def _open_holds(plan: ProjectPlan) -> list[Hold]:
    rows = {row.pk: row for row in plan.rows}
    found = [hold for hold in plan.holds if hold.until_date is None]
    for hold in found:
        if hold.plan_task_id is not None:
            hold.plan_task = rows.get(hold.plan_task_id)
    return found
