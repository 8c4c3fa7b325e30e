"""Takes a decision back, or keeps it although its facts changed."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Care
from pilotage.billers.operations import drop_care
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer, system
from pilotage.people.models import User
from pilotage.transition.choosing import Terms
from pilotage.transition.enums import Choice
from pilotage.transition.models import SupportWindow, TransitionDecision
from pilotage.transition.operations.deciding import check_override, lock_decision, tell_decided, terms_of
from pilotage.transition.operations.working_out import work_out_decisions
from pilotage.transition.permissions import LEADERS, require, require_decider
from pilotage.work.texts import no_card

REOPENED = "transition.reopened"
KEPT = "transition.kept"
_PROPOSAL = (
    "support", "row", "policy_version", "window_days", "is_window_minimum", "meetings_required", "facts", "missing",
    "reason",
)  # fmt: skip


def reopen_decision(
    *, decision: TransitionDecision, reason: str, expect: int | None = None, by: Viewer, now: datetime
) -> None:
    """Takes a decision back, so that it is pending again, on the facts as they are now.

    Refuses without a reason, one that isn't decided, and once the phase is live. Raises `Stale`. Also: event
    `transition.reopened`; the TSM or TAM looks after the biller no longer unless for another phase, and is told.
    """
    require(by, (*LEADERS, "admin"), _("Only a leader may reopen a decision."))
    why = reason.strip()
    if not why:
        raise Refused(_("Say why it is decided anew."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        lock_decision(c, decision, expect)
        if decision.decided_at is None:
            raise Refused(_("This transition isn't decided; there is nothing to take back."))
        was, choice = decision.assignee, decision.choice
        c.save(
            decision, kind=REOPENED, note=why, choice="", chosen_support="", chosen_window_days=None, newer=None,
            newer_at=None, chosen_meetings=None, assignee=None, is_override=False, override_reason="",
            over_capacity_reason="", decided_by=None, decided_at=None,
        )  # fmt: skip
        _drop_care(decision, was, choice, by, now)
        work_out_decisions(phases=[decision.phase], by=system(), now=now)
        decision.refresh_from_db()
        if was is not None:
            text = f"{decision.phase} is decided anew: {why}"
            tell_decided(c, decision, [was], text, f"reopened:{decision.pk}:{now.isoformat()}")


def keep_decision(
    *, decision: TransitionDecision, reason: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> None:
    """Keeps what was decided although its facts changed: it stands on the new ones from now on.

    Refuses when nothing changed, and without a reason where the policy now proposes otherwise: that makes it an override.
    Raises `Stale`. Also: event `transition.kept`.
    """
    require_decider(by)
    with change(by=by, now=now) as c:
        lock_decision(c, decision, expect)
        newer = decision.newer
        if decision.decided_at is None or newer is None:
            raise Refused(_("The facts are as they were decided on; there is nothing to keep."))
        values = {name: newer[name] for name in _PROPOSAL}
        chosen = Terms(decision.chosen_support, decision.chosen_window_days, decision.chosen_meetings)
        proposed = terms_of(values)
        why = reason.strip()
        check_override(proposed, chosen, values, why, by)
        values |= {"is_override": chosen != proposed, "override_reason": why if chosen != proposed else ""}
        c.save(decision, kind=KEPT, note=why, **values, newer=None, newer_at=None, worked_out_at=now)


def _drop_care(decision: TransitionDecision, who: User | None, choice: str, by: Viewer, now: datetime) -> None:
    if who is None or choice not in (Choice.TSM, Choice.TAM):
        return
    others = TransitionDecision.objects.everywhere().filter(
        biller_id=decision.biller_id, assignee=who, choice=choice, phase__stage__in=BEFORE_LIVE
    )
    windows = SupportWindow.objects.everywhere().filter(biller_id=decision.biller_id, owner=who).exclude(state="closed")
    if others.exists() or windows.exists():
        return
    for care in Care.objects.everywhere().filter(biller_id=decision.biller_id, role=choice, user=who):
        drop_care(care=care, by=by, now=now)
