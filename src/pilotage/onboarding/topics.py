"""What a plan proposes for the agenda of a meeting: its overdue tasks."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.core.viewer import Viewer
from pilotage.meetings.models import Meeting
from pilotage.meetings.proposing import MOST, Proposal, propose_from
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import PlanTask
from pilotage.work.enums import FINISHED


def overdue_tasks(meeting: Meeting, viewer: Viewer, now: datetime) -> Iterable[Proposal]:
    """Tasks of the phase's running project that are past their day, the oldest first."""
    today = now.astimezone(ZoneInfo(meeting.time_zone)).date()
    rows = PlanTask.objects.everywhere().filter(
        project__phase_id=meeting.phase_id, project__state=ProjectState.ACTIVE, task__due_date__lt=today
    )
    rows = rows.exclude(task__state__in=FINISHED).select_related("task__owner")
    for row in rows.order_by("task__due_date", "pk")[: 3 * MOST]:
        task = row.task
        why = _("overdue since %(day)s") % {"day": f"{task.due_date:%-d %b %Y}"}
        yield Proposal(task.pk, task.title, why, presenter=task.owner.name if task.owner else "")


def name_topics() -> None:
    """Called when the app is ready."""
    propose_from("overdue", _l("Overdue in the plan"), overdue_tasks)
