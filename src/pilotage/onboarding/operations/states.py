"""Holds, resumes, finishes and cancels projects."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import PROJECT_STATE_NAMES, Party, ProjectState
from pilotage.onboarding.models import Project
from pilotage.onboarding.operations.holding import WENT_ON, hold_fields, open_hold, put_on_hold, refuse_end
from pilotage.onboarding.operations.replanning import replan
from pilotage.onboarding.permissions import require_may_plan

STATE_MOVED = "onboarding.project_state_moved"
_MOVES = {
    ProjectState.ACTIVE: (ProjectState.ON_HOLD, ProjectState.DONE, ProjectState.CANCELLED),
    ProjectState.ON_HOLD: (ProjectState.ACTIVE, ProjectState.CANCELLED),
    ProjectState.DONE: (ProjectState.ACTIVE,),
    ProjectState.CANCELLED: (ProjectState.ACTIVE,),
}


def hold_project(
    *,
    project: Project,
    reason: str,
    party: str = Party.US,
    since: date | None = None,
    expected: date | None = None,
    by: Viewer,
    now: datetime,
) -> bool:
    """It stands still since a day (today unless given): its clock stops, its forecast moves. `party` holds it up.

    Refuses without a reason, a day ahead, an expected end that is not after the first day. Also: events
    `onboarding.project_state_moved`, `onboarding.hold_began`; the plan is worked out anew.
    """
    with change(by=by, now=now) as c:
        today = local_day(project, now)
        fields = hold_fields(reason, party, since or today, expected, today)
        if not _move(project, ProjectState.ON_HOLD, _reason(reason), by, now):
            return False
        put_on_hold(c, project, None, open_hold(project, None), fields)
        replan(project=project, by=by, now=now)
        return True


def resume_project(*, project: Project, on: date | None = None, by: Viewer, now: datetime) -> bool:
    """It goes on, since a day (today unless given). Refuses a day ahead, and one before the hold.

    Also: events `onboarding.project_state_moved`, `onboarding.hold_ended`; the plan is worked out anew.
    """
    with change(by=by, now=now) as c:
        held = open_hold(project, None)
        day = on or local_day(project, now)
        if held is not None:
            refuse_end(held, day, local_day(project, now))
        if not _move(project, ProjectState.ACTIVE, "", by, now):
            return False
        _end(c, project, day)
        replan(project=project, by=by, now=now)
        return True


def local_day(project: Project, now: datetime) -> date:
    """Today where the biller is."""
    return now.astimezone(ZoneInfo(project.biller.time_zone)).date()


def _end(c: Change, project: Project, day: date) -> None:
    held = open_hold(project, None)
    if held is not None:
        c.save(held, kind=WENT_ON, until_date=max(day, held.since_date))


def finish_project(*, project: Project, by: Viewer, now: datetime) -> bool:
    """Its work is over. Also: event `onboarding.project_state_moved`."""
    return _move(project, ProjectState.DONE, "", by, now)


def cancel_project(*, project: Project, reason: str, by: Viewer, now: datetime) -> bool:
    """It ends without a go-live. Refuses without a reason. Also: event `onboarding.project_state_moved`."""
    with change(by=by, now=now) as c:
        _end(c, project, local_day(project, now))
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
