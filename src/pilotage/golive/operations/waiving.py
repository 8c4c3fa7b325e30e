"""Lets one gate of one phase pass for a time."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.golive.enums import GATE_NAMES
from pilotage.golive.models import Waiver
from pilotage.golive.permissions import require_leader
from pilotage.golive.queries import approvals_of
from pilotage.work.texts import no_card

WAIVED = "golive.gate_waived"
WITHDRAWN = "golive.waiver_withdrawn"
LONGEST = timedelta(days=90)


def waive_gate(*, phase: Phase, gate: str, reason: str, expires_at: datetime, by: Viewer, now: datetime) -> Waiver:
    """The gate passes until `expires_at`, with the leader's reason. Refuses without a reason, an end in the past or more than
    90 days ahead, a gate that is waived, and a leader who approved this go-live. Also: event `golive.gate_waived`.
    """
    require_leader(by)
    if gate not in GATE_NAMES:
        raise Refused(_("There is no gate %(gate)s.") % {"gate": gate}, field="gate")
    why = reason.strip()
    if not why:
        raise Refused(_("Say why this gate may pass; it stands in the audit trail."), field="reason")
    no_card(why, field="reason")
    if not now < expires_at <= now + LONGEST:
        raise Refused(_("Choose an end within the next 90 days."), field="expires_at")
    with change(by=by, now=now) as c:
        held = Phase.objects.everywhere().select_for_update().get(pk=phase.pk)
        if held.stage not in BEFORE_LIVE:
            raise Refused(_("%(phase)s is live or cancelled already.") % {"phase": phase})
        if any(one.approved_by_id == by.user_id for one in approvals_of(phase.pk)):
            raise Refused(_("You approved this go-live; another leader waives its gates."))
        if Waiver.objects.everywhere().filter(phase=phase, gate=gate, withdrawn_at=None, expires_at__gt=now).exists():
            raise Refused(_("This gate is waived already."), field="gate")
        return c.create(
            Waiver, event=WAIVED, note=why, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, gate=gate,
            reason=why, waived_by_id=by.user_id, waived_at=now, expires_at=expires_at,
        )  # fmt: skip


def withdraw_waiver(*, waiver: Waiver, by: Viewer, now: datetime) -> bool:
    """The gate counts again. Also: event `golive.waiver_withdrawn`."""
    if by.user_id != waiver.waived_by_id and not by.has("cs_leader", "admin"):
        raise Forbidden(_("Only a client services leader takes a waiver back."))
    with change(by=by, now=now) as c:
        return c.save(waiver, kind=WITHDRAWN, withdrawn_at=now)
