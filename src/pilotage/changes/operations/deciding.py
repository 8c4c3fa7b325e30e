"""Says yes or no to changes; with the last yes plan, scope and documents change together."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.changes import rules
from pilotage.changes.enums import STATE_NAMES, ChangeState, Side
from pilotage.changes.impact import impact_of
from pilotage.changes.models import ChangeApproval, ChangeRequest
from pilotage.changes.operations.applying import apply_change
from pilotage.changes.operations.asking import locked, reason_in
from pilotage.changes.permissions import may_work_out, side_of
from pilotage.changes.queries import approvals_of, sponsors_of
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import Change, change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.texts import no_card

APPROVED_BY = "changes.approval_given"
APPROVED = "changes.approved"
REFUSED = "changes.refused"


def approve_change(
    *, request: ChangeRequest, sponsor: str = "", remark: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> ChangeApproval:
    """This person says yes for their side; with `sponsor` a PM or IM writes the biller's sponsor's yes down (`remark`: where it is kept).

    With the last yes that is needed everything happens in this transaction: tasks, links, dates, target, scope lines, the change
    order and the new scope plan. Refuses who asked for it on the provider's side, one person for both sides, a side that said
    yes, and a plan that has moved on since the offer. Raises `Stale`. Also: events `changes.approval_given`, `changes.approved`.
    """
    side = Side.BILLER if sponsor.strip() else side_of(by, request.biller_id)
    if side is None or (sponsor.strip() and not may_work_out(by)):
        raise Forbidden(_("A PM, an IM or a client services leader says yes, and the biller's sponsor."))
    no_card(f"{sponsor} {remark}", field="remark")
    if sponsor.strip() and not remark.strip():
        raise Refused(_("Say where the sponsor's yes is kept: a mail, minutes, a signed page."), field="remark")
    with change(by=by, now=now) as c:
        held = locked(request)
        if held.state != ChangeState.OFFERED:
            words = {"code": held.code, "state": STATE_NAMES[ChangeState(held.state)].lower()}
            raise Refused(_("%(code)s is %(state)s. It is worked out first.") % words)
        given = approvals_of(request)
        _require_other(request, side, given, by)
        _require_fresh(request)
        if expect is not None:
            c.save(request, expect=expect)
        row = c.create(
            ChangeApproval, event=APPROVED_BY, note=side, scope=request.biller_id, biller_id=request.biller_id, change=request,
            side=side, user_id=None if sponsor.strip() else by.user_id, name=(sponsor.strip() or by.name)[:200],
            remark=remark.strip()[:300], made_at=now, written_by_id=by.user_id if sponsor.strip() else None,
        )  # fmt: skip
        needed = rules.sides_needed(request.one_off_amount, request.monthly_amount, request.impact)
        if rules.sides_left(needed, [*(one.side for one in given), side]):
            c.touch(row)
        else:
            c.save(request, kind=APPROVED, state=ChangeState.APPROVED, decided_at=now)
            apply_change(request=request, by=by, now=now)
            _tell(c, request, f"{request.code} “{request.title}” of {request.phase} is approved and done.")
        return row


def refuse_change(*, request: ChangeRequest, reason: str, expect: int | None = None, by: Viewer, now: datetime) -> None:
    """One side says no: nothing happens. Refuses without a reason, and decided ones. Raises `Stale`. Also: event `changes.refused`."""
    if side_of(by, request.biller_id) is None:
        raise Forbidden(_("A PM, an IM or a client services leader says no, or the biller's sponsor."))
    why = reason_in(reason)
    with change(by=by, now=now) as c:
        held = locked(request)
        if held.state not in (ChangeState.ASKED, ChangeState.OFFERED):
            words = {"code": held.code, "state": STATE_NAMES[ChangeState(held.state)].lower()}
            raise Refused(_("%(code)s is %(state)s already.") % words)
        c.save(request, expect=expect, kind=REFUSED, note=why, state=ChangeState.REFUSED, reason=why, decided_at=now)
        _tell(c, request, f"{request.code} “{request.title}” of {request.phase} is refused: {why}")


def _require_other(request: ChangeRequest, side: Side, given: list[ChangeApproval], by: Viewer) -> None:
    if any(one.side == side for one in given):
        raise Refused(_("This side has said yes already."))
    if by.user_id is not None and any(by.user_id in (one.user_id, one.written_by_id) for one in given):
        raise Refused(_("You said yes for the other side, or wrote it down; somebody else does this one."))
    if side == Side.PROVIDER and request.side == Side.PROVIDER and request.asked_by_id == by.user_id:
        raise Refused(_("You asked for it; a colleague says yes for the provider."))


def _require_fresh(request: ChangeRequest) -> None:
    if rules.is_old(request.impact, impact_of(request, request.target_date)):
        raise Refused(
            _(
                "The plan has moved on since this was worked out, and the change would do something else now. Work it out anew."
            ),
            code="impact_old",
        )


def _tell(c: Change, request: ChangeRequest, text: str) -> None:
    staff = list(User.objects.filter(cares__biller_id=request.biller_id, cares__role__in=["pm", "im"]).distinct())
    asker = User.objects.filter(pk=request.asked_by_id or 0).first()
    theirs = {user.pk: user for user in sponsors_of(request.biller_id)}
    if asker is not None and asker.roles:
        staff.append(asker)
    elif asker is not None:
        theirs[asker.pk] = asker
    for people, url in ((staff, f"/changes/{request.pk}/"), (list(theirs.values()), f"/portal/changes/{request.pk}/")):
        tell(
            users=people, kind="change_decided", text=text, url=url, record=request.record,
            key=f"change:{request.pk}:decided:{c.now.isoformat()}", by=c.by, now=c.now,
        )  # fmt: skip
