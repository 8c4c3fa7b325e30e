"""What my week shows: for each role what waits for this person."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.golive.queries import go_lives
from pilotage.meetings.models import Meeting
from pilotage.meetings.queries import meetings_ahead
from pilotage.people.enums import Role
from pilotage.transition.models import SupportWindow
from pilotage.transition.permissions import DECIDERS, EVALUATORS
from pilotage.transition.queries import pending, windows
from pilotage.work.queries import my_tasks

SHOWN = 12
AHEAD = timedelta(days=30)


def tasks(viewer: Viewer, today: date) -> QuerySet[Any]:
    """Their open tasks, overdue and blocked first."""
    return my_tasks(viewer, today)


def go_lives_ahead(viewer: Viewer, today: date) -> list[Phase]:
    """Go-lives of the next thirty days, and slipped ones; theirs where they build or care, else all."""
    found = go_lives(viewer).filter(target_go_live_date__lte=today + AHEAD)
    mine = found.filter(biller__cares__user_id=viewer.user_id).distinct()
    if not viewer.has(Role.CS_LEADER, Role.TSM_MANAGER, Role.ADMIN):
        found = mine
    return list(found[:SHOWN])


def decisions_waiting(viewer: Viewer) -> list[Phase]:
    """Transitions to decide, for those who decide."""
    return list(pending(viewer)[:SHOWN]) if viewer.has(*DECIDERS) else []


def approvals_waiting(viewer: Viewer) -> list[Phase]:
    """Go-lives that wait for a signature that this person may give."""
    sides = Q(pk=None)
    if viewer.has(Role.PM, Role.IM):
        sides |= Q(has_client=True, has_project=False, biller__cares__user_id=viewer.user_id)
    if viewer.has(Role.CS_LEADER):
        sides |= Q(has_project=True, has_client=False)
    return list(go_lives(viewer, view="waiting").filter(sides).distinct()[:SHOWN])


def windows_ending(viewer: Viewer, now: datetime) -> list[SupportWindow]:
    """Open support windows that end within thirty days or are past their end; own ones, leaders all."""
    if not viewer.has(*EVALUATORS):
        return []
    found = windows(viewer).filter(ends_at__lte=now + AHEAD)
    if not viewer.has(Role.CS_LEADER, Role.TSM_MANAGER, Role.ADMIN):
        found = found.filter(owner_id=viewer.user_id)
    return list(found[:SHOWN])


def my_meetings(viewer: Viewer, now: datetime) -> list[Meeting]:
    """Meetings ahead that they are invited to."""
    return list(meetings_ahead(viewer, now)[:8])


def unplanned(viewer: Viewer) -> list[Phase]:
    """Phases with a target and no project, for those who start projects."""
    if not viewer.has(Role.PM, Role.IM):
        return []
    found = Phase.objects.visible_to(viewer).filter(
        stage__in=BEFORE_LIVE, target_go_live_date__isnull=False, projects=None
    )
    return list(found.filter(biller__cares__user_id=viewer.user_id).select_related("biller").distinct()[:SHOWN])
