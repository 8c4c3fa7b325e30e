"""The calendar file of a triage call."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from pilotage.meetings.calendar import CANCEL, REQUEST, Entry, file_of
from pilotage.support.enums import CallState
from pilotage.support.models import TriageCall
from pilotage.support.queries import attendances_of


def call_file(call: TriageCall, *, now: datetime) -> bytes:
    """An entry with an id of its own that never changes; cancelled once the call is."""
    entry = Entry(
        uid=f"{call.pk}@pilotage", sequence=call.sequence, title=_("Triage of production cases"),
        description=_("The agenda builds itself, critical first: %(page)s") % {"page": reverse("support:call", args=[call.pk])},
        starts_at=call.starts_at, minutes_long=call.minutes_long, time_zone=call.time_zone,
        method=CANCEL if call.state == CallState.CANCELLED else REQUEST,
        people=tuple((row.user.name, row.user.email) for row in attendances_of(call)),
    )  # fmt: skip
    return file_of(entry, now=now)
