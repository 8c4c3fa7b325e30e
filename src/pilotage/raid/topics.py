"""What a RAID log proposes for the agenda of a meeting: entries that are rated high."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from pilotage.core.viewer import Viewer
from pilotage.meetings.models import Meeting
from pilotage.meetings.proposing import MOST, Proposal, propose_from
from pilotage.raid.enums import Rating
from pilotage.raid.models import RaidEntry
from pilotage.raid.queries import ALIVE


def red_entries(meeting: Meeting, viewer: Viewer, now: datetime) -> Iterable[Proposal]:
    """Open entries of the phase with a high rating, the highest score first."""
    rows = RaidEntry.objects.everywhere().filter(phase_id=meeting.phase_id, state__in=ALIVE, rating=Rating.HIGH)
    for one in rows.select_related("owner").order_by("-score", "pk")[: 3 * MOST]:
        why = _("%(code)s in the RAID log, score %(score)d") % {"code": one.code, "score": one.score}
        yield Proposal(one.pk, one.title, why, presenter=one.owner.name if one.owner else "")


def name_topics() -> None:
    """Called when the app is ready."""
    propose_from("raid", _l("High in the RAID log"), red_entries)
