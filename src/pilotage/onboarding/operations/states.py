"""Holds, resumes, finishes and cancels projects."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import PROJECT_STATE_NAMES, ProjectState
from pilotage.onboarding.models import Project
from pilotage.onboarding.permissions import require_may_plan

STATE_MOVED = "onboarding.project_state_moved"
_MOVES = {
    ProjectState.ACTIVE: (ProjectState.ON_HOLD, ProjectState.DONE, ProjectState.CANCELLED),
    ProjectState.ON_HOLD: (ProjectState.ACTIVE, ProjectState.CANCELLED),
    ProjectState.DONE: (ProjectState.ACTIVE,),
    ProjectState.CANCELLED: (ProjectState.ACTIVE,),
}


def hold_project(*, project: Project, reason: str, by: Viewer, now: datetime) -> bool:
    """It waits. Refuses without a reason. Also: event `onboarding.project_state_moved`."""
    return _move(project, ProjectState.ON_HOLD, _reason(reason), by, now)


def resume_project(*, project: Project, by: Viewer, now: datetime) -> bool:
    """It goes on. Also: event `onboarding.project_state_moved`."""
    return _move(project, ProjectState.ACTIVE, "", by, now)


def finish_project(*, project: Project, by: Viewer, now: datetime) -> bool:
    """Its work is over. Also: event `onboarding.project_state_moved`."""
    return _move(project, ProjectState.DONE, "", by, now)


def cancel_project(*, project: Project, reason: str, by: Viewer, now: datetime) -> bool:
    """It ends without a go-live. Refuses without a reason. Also: event `onboarding.project_state_moved`."""
    return _move(project, ProjectState.CANCELLED, _reason(reason), by, now)


def _move(project: Project, to: ProjectState, reason: str, by: Viewer, now: datetime) -> bool:
    require_may_plan(by)
    with change(by=by, now=now) as c:
        held = Project.objects.everywhere().select_for_update().get(pk=project.pk)
        if held.state == to:
            return False
        if to not in _MOVES[ProjectState(held.state)]:
            words = {
                "was": PROJECT_STATE_NAMES[ProjectState(held.state)].lower(),
                "to": PROJECT_STATE_NAMES[to].lower(),
            }
            raise Refused(_("A project that is %(was)s can't become %(to)s.") % words)
        return c.save(project, kind=STATE_MOVED, state=to, state_reason=reason)


def _reason(given: str) -> str:
    text = " ".join(given.split())
    if not text:
        raise Refused(_("Say why."), field="reason")
    return text[:300]
