"""Topics that meetings know by themselves: what earlier meetings left to be done."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.core.viewer import Viewer
from pilotage.meetings.models import Meeting
from pilotage.meetings.proposing import MOST, Proposal, propose_from
from pilotage.meetings.queries import open_actions_before


def open_actions(meeting: Meeting, viewer: Viewer, now: datetime) -> Iterable[Proposal]:
    """Open actions of earlier meetings."""
    today = now.astimezone(ZoneInfo(meeting.time_zone)).date()
    for task in open_actions_before(meeting)[: 3 * MOST]:
        due = _("due %(day)s") % {"day": f"{task.due_date:%-d %b %Y}"} if task.due_date else _("no date")
        why = _("overdue, %(due)s") % {"due": due} if task.due_date and task.due_date < today else due
        yield Proposal(task.pk, task.title, why, presenter=task.owner.name if task.owner else "")


def name_topics() -> None:
    """Called when the app is ready."""
    propose_from("actions", _l("Open actions of earlier meetings"), open_actions)
