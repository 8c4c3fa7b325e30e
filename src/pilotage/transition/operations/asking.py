"""The IM or PM asks client services for a TSM, and is answered."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.queries import users_with_role
from pilotage.transition.enums import Choice
from pilotage.transition.models import TsmRequest
from pilotage.transition.operations.working_out import work_out_decision
from pilotage.transition.permissions import ASKERS, require, require_decider
from pilotage.work.texts import no_card

ASKED = "transition.tsm_asked"
ANSWERED = "transition.tsm_answered"


def ask_for_tsm(*, phase: Phase, reason: str, by: Viewer, now: datetime) -> TsmRequest:
    """Asks for a TSM whatever the MRR says; the decision that follows is the answer.

    Refuses without a reason, a second one while the first is open, where a TSM is named already, and once the phase is
    live. Also: event `transition.tsm_asked`; leaders are told.
    """
    require(by, ASKERS, _("The IM or PM asks for a TSM."))
    why = reason.strip()
    if not why:
        raise Refused(_("Say why this biller needs a TSM."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        held = Phase.objects.everywhere().select_for_update(of=("self",)).get(pk=phase.pk)
        if held.stage not in BEFORE_LIVE:
            raise Refused(_("%(phase)s is live or cancelled; its transition is history.") % {"phase": phase})
        decision = work_out_decision(phase=phase, by=by, now=now)
        if decision.choice == Choice.TSM:
            raise Refused(
                _("%(name)s is the TSM already.")
                % {"name": decision.assignee.name if decision.assignee else _("Somebody")}
            )
        if TsmRequest.objects.everywhere().filter(decision=decision, answered_at=None).exists():
            raise Refused(_("A TSM is asked for already; client services has been told."))
        row = c.create(
            TsmRequest, event=ASKED, scope=decision.biller_id, biller_id=decision.biller_id, decision=decision,
            asked_by_id=by.user_id, asked_at=now, reason=why,
        )  # fmt: skip
        tell(
            users=users_with_role("cs_leader", "tsm_manager"),
            kind="tsm_asked",
            text=f"{by.name} asks for a TSM for {phase}: {why}",
            url=f"/transition/{decision.pk}/",
            record=decision.record,
            key=f"tsm:{row.pk}",
            by=by,
            now=now,
        )
        return row


def decline_tsm_request(*, request: TsmRequest, answer: str, by: Viewer, now: datetime) -> None:
    """Answers a request with no; what was decided stands. A decision answers open requests by itself.

    Refuses without a reason, and one that is answered. Also: event `transition.tsm_answered`; who asked is told.
    """
    require_decider(by)
    text = answer.strip()
    if not text:
        raise Refused(_("Say why there is no TSM; who asked reads it."), field="reason")
    no_card(text, field="reason")
    with change(by=by, now=now) as c:
        found = TsmRequest.objects.everywhere().select_for_update(of=("self",))
        held = found.select_related("decision__phase__biller", "decision__record", "asked_by").get(pk=request.pk)
        if held.answered_at is not None:
            raise Refused(_("This request is answered already: %(answer)s") % {"answer": held.answer})
        c.save(held, kind=ANSWERED, note=text, answered_at=now, answered_by_id=by.user_id, answer=text)
        tell(
            users=[held.asked_by],
            kind="decision_made",
            text=f"No TSM for {held.decision.phase}: {text}",
            url=f"/transition/{held.decision_id}/",
            record=held.decision.record,
            key=f"tsm:{held.pk}:no",
            by=by,
            now=now,
        )
