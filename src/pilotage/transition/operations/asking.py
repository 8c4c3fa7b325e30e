"""The IM or PM asks client services for a TSM."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.queries import users_with_role
from pilotage.transition.models import TsmRequest
from pilotage.transition.operations.deciding import work_out_decision
from pilotage.transition.permissions import ASKERS, require
from pilotage.work.texts import no_card

ASKED = "transition.tsm_asked"


def ask_for_tsm(*, phase: Phase, reason: str, by: Viewer, now: datetime) -> TsmRequest:
    """Asks for a TSM whatever the MRR says. Refuses without a reason, and a second one while the first is open.

    Also: event `transition.tsm_asked`; leaders are told.
    """
    require(by, ASKERS, _("The IM or PM asks for a TSM."))
    why = reason.strip()
    if not why:
        raise Refused(_("Say why this biller needs a TSM."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        decision = work_out_decision(phase=phase, by=by, now=now)
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
