"""What a project tells the Integration Summary of its phase: links that nobody has to type (mission, L2 and R4)."""

from pilotage.billers.models import Phase
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.summaries.known import Known, knows

SOURCE = "the project"


@knows
def project_links(phase: Phase) -> Known:
    """Schedule, notes and RAID log of the newest project of a phase that was not cancelled."""
    found = Project.objects.everywhere().filter(phase=phase).exclude(state=ProjectState.CANCELLED)
    project = found.order_by("-kickoff_date", "-pk").first()
    if project is None:
        return {}
    return {
        "project_schedule": (f"/projects/{project.pk}/", SOURCE),
        "project_notes": (f"/projects/{project.pk}/#comments", SOURCE),
        "raid_log": (f"/raid/?phase={phase.pk}", SOURCE),
    }
