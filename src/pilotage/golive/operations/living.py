"""The one door to "live"."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Membership, Phase
from pilotage.billers.operations import make_phase_live
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.golive.enums import ApprovalSide
from pilotage.golive.gates import Gate, is_ready, read_gates
from pilotage.golive.models import Approval, GoLive
from pilotage.golive.permissions import require_doer
from pilotage.golive.queries import approvals_of
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.transition.operations import open_window
from pilotage.transition.queries import decision_of

WENT_LIVE = "golive.went_live"


def go_live(*, phase: Phase, on: date, by: Viewer, now: datetime) -> GoLive:
    """Makes a phase live on a day that has come in the biller's zone, and opens its support window.

    Reads every gate anew under the phase's lock. Refuses while a gate is blocked, without both approvals by two people, a
    waiver by an approver, and a day ahead or before the last approval's. Also: events `golive.went_live`,
    `billers.phase_went_live`, `transition.window_opened`; everybody around the biller is told.
    """
    require_doer(by)
    with change(by=by, now=now) as c:
        held: Phase = (
            Phase.objects.everywhere().select_for_update(of=("self",)).select_related("biller").get(pk=phase.pk)
        )
        if held.stage not in BEFORE_LIVE:
            raise Refused(_("%(phase)s is live or cancelled already.") % {"phase": held})
        gates, signed = read_gates(held, now=now), approvals_of(held.pk)
        _require_ready(gates)
        _require_approved(signed, gates)
        _require_day(held, on, signed, now)
        decision = decision_of(held.pk)
        days = (decision.chosen_window_days or 0) if decision is not None else 0
        make_phase_live(
            phase=held, went_live_date=on, to_stage=Stage.TRANSITION if days else Stage.STEADY, by=by, now=now
        )
        row = c.create(
            GoLive, event=WENT_LIVE, scope=held.biller_id, biller_id=held.biller_id, phase=held, done_by_id=by.user_id,
            done_at=now, went_live_date=on, gates=[gate.answer() for gate in gates],
        )  # fmt: skip
        if decision is not None:
            open_window(phase=held, go_live_date=on, by=by, now=now)
        _tell(held, on, by, now)
        return row


def _require_ready(gates: list[Gate]) -> None:
    if not is_ready(gates):
        words = ", ".join(gate.label for gate in gates if gate.missing and gate.waiver is None)
        raise Refused(
            _("Not ready: %(words)s. The readiness page says what is missing.") % {"words": words}, code="not_ready"
        )


def _require_approved(signed: list[Approval], gates: list[Gate]) -> None:
    people = {one.approved_by_id for one in signed}
    if {one.side for one in signed} != set(ApprovalSide) or len(people) != len(ApprovalSide):
        raise Refused(
            _("Both approvals are needed: by the PM or IM, and by a client services leader."), code="not_approved"
        )
    if any(gate.waiver is not None and gate.waiver.waived_by_id in people for gate in gates):
        raise Refused(_("A gate was waived by an approver; another leader waives it."), code="not_approved")


def _require_day(phase: Phase, on: date, signed: list[Approval], now: datetime) -> None:
    zone = ZoneInfo(phase.biller.time_zone)
    today = now.astimezone(zone).date()
    if on > today:
        raise Refused(
            _("%(day)s has not come yet in %(zone)s.") % {"day": on, "zone": phase.biller.time_zone}, field="on"
        )
    approved = max(one.approved_at for one in signed).astimezone(zone).date()
    if on < approved:
        raise Refused(
            _("The go-live was approved on %(day)s; it can't be before that.") % {"day": approved}, field="on"
        )


def _tell(phase: Phase, on: date, by: Viewer, now: datetime) -> None:
    staff = list(User.objects.filter(cares__biller_id=phase.biller_id))
    theirs = Membership.objects.everywhere().filter(biller_id=phase.biller_id).values("user")
    for people, url in (
        (staff, f"/billers/{phase.biller_id}/"),
        (list(User.objects.filter(pk__in=theirs)), "/portal/"),
    ):
        tell(
            users=people,
            kind="went_live",
            text=f"{phase} went live on {on:%-d %b %Y}.",
            url=url,
            record=phase.record,
            key=f"live:{phase.pk}",
            by=by,
            now=now,
        )
