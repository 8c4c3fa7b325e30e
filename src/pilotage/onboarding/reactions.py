"""What onboarding does when a target go-live is set: who plans is told when the plan doesn't reach it."""

from datetime import date, datetime

from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.onboarding.scheduling import working_days_late
from pilotage.people.models import User


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
