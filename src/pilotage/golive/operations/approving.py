"""The two signatures under a go-live."""

from datetime import datetime

from django.db import IntegrityError
from django.utils.translation import gettext as _

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.billers.operations import move_stage
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.golive.enums import APPROVAL_NAMES, BLOCKED, ApprovalSide
from pilotage.golive.gates import Gate, read_gates
from pilotage.golive.models import Approval
from pilotage.golive.papers import active_waivers
from pilotage.golive.permissions import side_of
from pilotage.golive.queries import approvals_of
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.people.queries import users_with_role

APPROVED = "golive.approved"
WITHDRAWN = "golive.approval_withdrawn"


def approve(*, phase: Phase, by: Viewer, now: datetime, expect: int | None = None) -> Approval:
    """This person signs for their side; with both signatures the phase is "go-live approved".

    Refuses while a gate is blocked (naming what is missing), a side that has signed, the person who signed for the other
    side, and a leader who waived a gate that is still waived. Raises `Stale`. Also: events `golive.approved` and
    `billers.stage_moved`; who has to sign next is told.
    """
    side = side_of(by)
    if side is None or by.user_id is None:
        raise Forbidden(_("A PM or IM, and a client services leader approve a go-live."))
    try:
        with change(by=by, now=now) as c:
            held = _locked(phase)
            gates = read_gates(held, now=now)
            _require_ready(gates)
            signed = approvals_of(phase.pk)
            _require_other(by, side, signed, held, now)
            if expect is not None:
                c.save(held, expect=expect)
            row = c.create(
                Approval, event=APPROVED, note=APPROVAL_NAMES[ApprovalSide(side)], scope=held.biller_id,
                biller_id=held.biller_id, phase=held, side=side, approved_by_id=by.user_id, approved_at=now,
                gates=[gate.answer() for gate in gates],
            )  # fmt: skip
            if len(signed) == 1:
                if held.stage == Stage.CONTRACT:
                    move_stage(phase=held, to=Stage.ONBOARDING, by=system(), now=now)
                move_stage(phase=held, to=Stage.GO_LIVE, reason=_("both approvals given"), by=by, now=now)
            else:
                _ask_other_side(held, side, by, now)
            return row
    except IntegrityError:
        raise Refused(_("Somebody signed for this side a moment ago.")) from None


def withdraw_approval(*, approval: Approval, reason: str, by: Viewer, now: datetime) -> None:
    """Takes a signature back. Refuses without a reason, once the phase is live, and for others' signatures.

    Also: event `golive.approval_withdrawn`; the phase is in onboarding again.
    """
    if by.user_id != approval.approved_by_id and not by.has("admin"):
        raise Forbidden(_("Only who signed may take the signature back, or an administrator."))
    if not reason.strip():
        raise Refused(_("Say why you take the approval back."), field="reason")
    with change(by=by, now=now) as c:
        phase = _locked(approval.phase)
        c.save(approval, kind=WITHDRAWN, note=reason.strip(), withdrawn_at=now, withdrawn_reason=reason.strip()[:300])
        if phase.stage == Stage.GO_LIVE:
            move_stage(phase=phase, to=Stage.ONBOARDING, reason=_("approval withdrawn"), by=by, now=now)


def _locked(phase: Phase) -> Phase:
    held: Phase = Phase.objects.everywhere().select_for_update(of=("self",)).select_related("biller").get(pk=phase.pk)
    if held.stage not in BEFORE_LIVE:
        raise Refused(_("%(phase)s is live or cancelled already.") % {"phase": held})
    return held


def _require_ready(gates: list[Gate]) -> None:
    blocked = [gate for gate in gates if gate.state == BLOCKED]
    if blocked:
        words = "; ".join(f"{gate.label}: {gate.missing[0]}" for gate in blocked[:3])
        raise Refused(_("%(n)d gates are blocked. %(words)s") % {"n": len(blocked), "words": words}, code="not_ready")


def _require_other(by: Viewer, side: str, signed: list[Approval], phase: Phase, now: datetime) -> None:
    if any(one.side == side for one in signed):
        raise Refused(_("This side has signed already."))
    if any(one.approved_by_id == by.user_id for one in signed):
        raise Refused(_("You signed for the other side; the two approvals are by different people."))
    if any(waiver.waived_by_id == by.user_id for waiver in active_waivers(phase, now=now)):
        raise Refused(_("You waived a gate of this go-live; somebody else approves it."))


def _ask_other_side(phase: Phase, side: str, by: Viewer, now: datetime) -> None:
    if side == ApprovalSide.PROJECT:
        people = list(users_with_role("cs_leader"))
    else:
        people = list(User.objects.filter(cares__biller_id=phase.biller_id, cares__role__in=["pm", "im"]))
    tell(
        users=people,
        kind="approval_waiting",
        text=f"{by.name} approved the go-live of {phase}; your side signs next.",
        url=f"/go-lives/{phase.pk}/",
        record=phase.record,
        key=f"approval:{phase.pk}:{now.isoformat()}",
        by=by,
        now=now,
    )
