"""What onboarding does when a target go-live is set, or somebody's working days: plans follow, and who plans is told."""

from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations import complete_plan_tasks, reopen_plan_task, replan
from pilotage.onboarding.scheduling import working_days_late
from pilotage.people.models import User
from pilotage.work.enums import FINISHED, TaskState
from pilotage.work.models import Task
from pilotage.work.operations import complete_task, reopen_task

_MOST_NAMED, _MOST_RUNS = 5, 3


@on("billers.target_go_live_set")
def tell_when_the_plan_passes_its_target(event: Event, *, by: Viewer, now: datetime) -> None:
    """PM and IM of a running project whose planned go-live is after the target that was just set."""
    running = Project.objects.everywhere().filter(
        phase=event.record_id, state=ProjectState.ACTIVE, phase__went_live_date=None
    )
    for project in running.select_related("phase", "record"):
        target, planned = project.phase.target_go_live_date, project.planned_go_live_date
        late = working_days_late(target, planned)
        if late > 0 and target is not None and planned is not None:
            _tell(project, target, planned, late, event, by, now)


@on(
    "people.person_days_set",
    "people.team_days_set",
    "people.timeoff_created",
    "people.timeoff_removed",
    "catalogue.vendor_days_set",
    "billers.biller_days_set",
)
def replan_when_working_days_change(event: Event, *, by: Viewer, now: datetime) -> None:
    """Running plans with tasks of whom it concerns are worked out anew."""
    for project in _concerned(event).select_related("phase", "biller", "record"):
        replan(project=project, by=by, now=now)


@on("verification.fields_judged")
def move_tasks_of_proven_fields(event: Event, *, by: Viewer, now: datetime) -> None:
    """Tasks whose data fields are all proven are done; one whose field fails in a new run is to be done again."""
    told = (event.payload or {}).get("after") or {}
    rows = Task.objects.everywhere().select_related(
        "record", "biller", "plan__project__record", "plan__project__biller"
    )
    for task in rows.filter(pk__in=told.get("done") or []).exclude(state__in=FINISHED):
        plan, reason = getattr(task, "plan", None), _because(told, task, "Every data field is proven", "in")
        if plan is None:
            complete_task(task=task, reason=reason, by=by, now=now)
        else:
            complete_plan_tasks(plan_tasks=[plan], reason=reason, by=by, now=now)
    for task in rows.filter(pk__in=told.get("open") or [], state=TaskState.DONE):
        plan, reason = getattr(task, "plan", None), _because(told, task, "No longer proven", "by")
        if plan is None:
            reopen_task(task=task, reason=reason, by=by, now=now)
        else:
            reopen_plan_task(plan_task=plan, reason=reason, by=by, now=now)


def _because(told: dict[str, Any], task: Task, head: str, by_or_in: str) -> str:
    """Why a task moved: which runs judged its data fields, with their addresses, and which fields."""
    why = (told.get("task_reasons") or {}).get(str(task.pk)) or {}
    runs = [f"“{name}” ({url})" for name, url in (why.get("runs") or {}).items()]
    names = why.get("fields") or []
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    words = f"{head} {by_or_in} {', '.join(runs[:_MOST_RUNS])}" if runs else head
    return f"{words}: {', '.join(names[:_MOST_NAMED])}{more}." if names else f"{words}."


def _concerned(event: Event) -> QuerySet[Project]:
    found = Project.objects.everywhere().filter(state=ProjectState.ACTIVE)
    payload = event.payload or {}
    told = {**(payload.get("before") or {}), **(payload.get("after") or {})}
    if event.kind == "billers.biller_days_set":
        return found.filter(biller=event.record_id)
    if event.kind == "catalogue.vendor_days_set":
        name = told.get("vendor", "")
        vendor = Q(phase__integration__integrator__iexact=name) | Q(phase__integration__product__vendor__iexact=name)
        return found.filter(vendor)
    rows = PlanTask.objects.everywhere().exclude(task__state__in=FINISHED)
    if event.kind == "people.team_days_set":
        return found.filter(pk__in=rows.filter(task__owner__teams=told.get("team")).values("project"))
    return found.filter(pk__in=rows.filter(task__owner=told.get("user", told.get("user_id"))).values("project"))


def _tell(project: Project, target: date, planned: date, late: int, event: Event, by: Viewer, now: datetime) -> None:
    days = "1 working day" if late == 1 else f"{late} working days"
    tell(
        users=User.objects.filter(cares__biller_id=project.biller_id, cares__role__in=["pm", "im"]).distinct(),
        kind="plan_moved",
        text=f"The plan of {project.name} reaches go-live on {planned:%-d %b %Y}, {days} after its new target {target:%-d %b %Y}.",
        url=f"/projects/{project.pk}/",
        record=project.record,
        key=f"target:{event.uid}:{project.pk}",
        by=by,
        now=now,
    )
