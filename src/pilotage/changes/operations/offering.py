"""Works a change out: its impact by the planner, its price, its risk; then people may say yes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from pilotage.changes import rules
from pilotage.changes.enums import CURRENCIES, RISK_NAMES, ChangeState, Side
from pilotage.changes.impact import impact_of
from pilotage.changes.models import ChangeApproval, ChangeRequest
from pilotage.changes.operations.asking import hold_alive
from pilotage.changes.permissions import require_may_work_out
from pilotage.changes.queries import sponsors_of
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.texts import no_card

OFFERED = "changes.offered"
MOST = Decimal(10) ** 15


def offer_change(
    *,
    request: ChangeRequest,
    one_off_amount: Decimal | None = None,
    monthly_amount: Decimal | None = None,
    currency: str = "USD",
    risk: str,
    risk_text: str = "",
    target_date: date | None = None,
    expect: int | None = None,
    by: Viewer,
    now: datetime,
) -> dict[str, Any]:
    """Impact, price and risk as they are now; who has to say yes is told. Earlier yeses lapse. Returns the impact.

    Refuses edits that the plan can't take, amounts that are none, an unknown currency or risk, a target that is past. Raises
    `Stale`. Also: event `changes.offered`.
    """
    require_may_work_out(by)
    one_off, monthly = _amount(one_off_amount, "one_off_amount"), _amount(monthly_amount, "monthly_amount")
    if currency not in CURRENCIES:
        raise Refused(_("Choose one of the currencies."), field="currency")
    if risk not in RISK_NAMES:
        raise Refused(_("Say how much it puts at risk."), field="risk")
    if target_date is not None and target_date < now.date():
        raise Refused(_("That day is past."), field="target_date")
    no_card(risk_text, field="risk_text")
    with change(by=by, now=now) as c:
        hold_alive(request)
        for row in ChangeApproval.objects.everywhere().filter(change=request, lapsed_at=None):
            c.save(row, lapsed_at=now)
        impact = impact_of(request, target_date)
        c.save(
            request, expect=expect, kind=OFFERED, state=ChangeState.OFFERED, offered_at=now, impact=impact, one_off_amount=one_off,
            monthly_amount=monthly, currency=currency, risk=risk, risk_text=risk_text.strip(), target_date=target_date,
        )  # fmt: skip
        _ask(request, impact, by, now)
        return impact


def _ask(request: ChangeRequest, impact: dict[str, Any], by: Viewer, now: datetime) -> None:
    needed = rules.sides_needed(request.one_off_amount, request.monthly_amount, impact)
    staff = list(User.objects.filter(cares__biller_id=request.biller_id, cares__role__in=["pm", "im"]).distinct())
    theirs = sponsors_of(request.biller_id) if Side.BILLER in needed else []
    for people, url in ((staff, f"/changes/{request.pk}/"), (theirs, f"/portal/changes/{request.pk}/")):
        tell(
            users=people, kind="change_waiting", text=f"{request.code} “{request.title}” of {request.phase} waits for your yes.",
            url=url, record=request.record, key=f"change:{request.pk}:offered:{now.isoformat()}", by=by, now=now,
        )  # fmt: skip


def _amount(given: Decimal | None, field: str) -> Decimal | None:
    if given is None:
        return None
    if not given.is_finite() or abs(given) >= MOST or given != given.quantize(Decimal("0.01")):
        raise Refused(_("Write an amount with at most two decimals."), field=field)
    return given.quantize(Decimal("0.01"))
