"""Named people sign a plan as it stands, and may take their signature back."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.testing import queries
from pilotage.testing.enums import PlanKind, PlanState
from pilotage.testing.models import SignOff, TestPlan
from pilotage.testing.permissions import PLANNERS, may_plan
from pilotage.work.texts import no_card

SIGNED = "testing.plan_signed"
WITHDRAWN = "testing.sign_off_withdrawn"


def sign_plan(
    *, plan: TestPlan, name: str, title: str = "", note: str = "", expect: int | None = None, by: Viewer, now: datetime
) -> SignOff:
    """A named person takes the plan as it stands: the biller's person for UAT (by themselves, or written down by PM or IM).

    Refuses while anything is missing, naming it; without a name; a second time. Raises `Stale`. Also: event
    `testing.plan_signed`; the plan can't be changed while signed.
    """
    if by.is_provider and not by.has(*PLANNERS):
        raise Forbidden(_("The biller's people sign, or the PM or IM writes down who did."))
    if not by.is_provider and plan.kind != PlanKind.UAT:
        raise Forbidden(_("System integration tests are signed by the provider."))
    who = " ".join(name.split())[:200]
    if not who:
        raise Refused(_("Name the person who signs."), field="name")
    no_card(note, field="note")
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=plan.pk)
        if TestPlan.objects.everywhere().get(pk=plan.pk).state == PlanState.SIGNED:
            raise Refused(_("The plan is signed already."))
        missing = queries.why_unsigned(plan)
        if missing:
            raise Refused(_("It can't be signed yet. %(why)s") % {"why": " ".join(missing)})
        c.save(plan, expect=expect, kind=SIGNED, note=who, state=PlanState.SIGNED)
        return c.create(
            SignOff, scope=plan.biller_id, biller_id=plan.biller_id, plan=plan,
            user_id=None if by.is_provider else by.user_id, name=who, title=" ".join(title.split())[:120], remark=note.strip()[:300],
            digest=queries.digest_of(plan), made_at=now,
        )  # fmt: skip


def withdraw_sign_off(*, sign_off: SignOff, reason: str, by: Viewer, now: datetime) -> None:
    """Takes it back: the plan runs again. Refuses without a reason. Also: event `testing.sign_off_withdrawn`."""
    if by.is_provider and not may_plan(by):
        raise Forbidden(_("Your role can't change test plans. Ask the PM, the IM or the OS."))
    why = " ".join(reason.split())[:300]
    if not why:
        raise Refused(_("Say why the signature is taken back."), field="reason")
    no_card(why, field="reason")
    with change(by=by, now=now) as c:
        held = SignOff.objects.everywhere().select_for_update(of=("self",)).get(pk=sign_off.pk)
        if held.withdrawn_at is not None:
            raise Refused(_("It was taken back already."))
        c.save(sign_off, kind=WITHDRAWN, note=why, withdrawn_at=now, withdrawn_because=why)
        plan = TestPlan.objects.everywhere().select_related("record").get(pk=sign_off.plan_id)
        if not SignOff.objects.everywhere().filter(plan=plan, withdrawn_at=None).exists():
            c.save(plan, state=PlanState.RUNNING)
