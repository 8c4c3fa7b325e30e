"""What cases propose for the agenda of a meeting with a client: open production issues, in the TSM's part (R17)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import Part
from pilotage.meetings.models import Meeting
from pilotage.meetings.proposing import MOST, Proposal, propose_from
from pilotage.support.enums import CaseState
from pilotage.support.models import Case


def open_cases(meeting: Meeting, viewer: Viewer, now: datetime) -> Iterable[Proposal]:
    """Open cases of the phase and of the biller as a whole, critical first, then the oldest."""
    rows = Case.objects.everywhere().filter(Q(phase_id=meeting.phase_id) | Q(phase=None), biller_id=meeting.biller_id)
    rows = rows.exclude(state=CaseState.CLOSED).select_related("owner").order_by("severity", "opened_at", "pk")
    for case in rows[: 3 * MOST]:
        words = {"code": case.code, "severity": case.get_severity_display().lower(), "next": case.path_words}
        why = (
            _("%(code)s, %(severity)s: %(next)s")
            if case.path_words
            else _("%(code)s, %(severity)s: no way to a resolution yet")
        )
        yield Proposal(case.pk, case.title, why % words, part=Part.TSM, presenter=case.owner.name if case.owner else "")


def name_topics() -> None:
    """Called when the app is ready."""
    propose_from("cases", _l("Production cases"), open_cases)
