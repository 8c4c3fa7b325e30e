"""Plans the parts of a phased go-live, and moves them."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers.models import InvoiceType, Phase
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.cycles.enums import PART_MOVES, PART_NAMES, PART_STATE_NAMES, PartBy, PartState
from pilotage.cycles.models import BillCycle, GoLivePart
from pilotage.cycles.permissions import require_keeper
from pilotage.cycles.rules.dates import is_near
from pilotage.work.texts import no_card

MOVED = "cycles.part_moved"


def plan_part(
    *,
    phase: Phase,
    cut_by: str,
    starts_on: date,
    ends_on: date,
    invoice_type: InvoiceType | None = None,
    cycle: BillCycle | None = None,
    words: str = "",
    accounts: int | None = None,
    by: Viewer,
    now: datetime,
) -> GoLivePart:
    """A part of a phase that goes live on its own days; parts may overlap.

    Refuses a part that names nothing, or an end before the start. Also: event `cycles.golivepart_created`.
    """
    require_keeper(by)
    fields = _cleaned(cut_by, invoice_type, cycle, words, starts_on, ends_on)
    with change(by=by, now=now) as c:
        return c.create(
            GoLivePart, scope=phase.biller_id, biller_id=phase.biller_id, phase=phase, accounts=accounts, **fields
        )


def change_part(*, part: GoLivePart, expect: int | None = None, by: Viewer, now: datetime, **given: Any) -> bool:
    """What, when, how many accounts. Refuses as `plan_part`. Raises `Stale`. Also: event `cycles.golivepart_changed`."""
    require_keeper(by)
    names = ("invoice_type", "cycle", "words", "starts_on", "ends_on")
    fields = _cleaned(given.get("cut_by", part.by), *(given.get(name, getattr(part, name)) for name in names))
    with change(by=by, now=now) as c:
        return c.save(part, expect=expect, accounts=given.get("accounts", part.accounts), **fields)


def move_part(*, part: GoLivePart, to: str, on: date | None = None, by: Viewer, now: datetime) -> None:
    """Live (on a day), cancelled, or planned again. Refuses other moves and days to come. Also: event `cycles.part_moved`."""
    require_keeper(by)
    with change(by=by, now=now) as c:
        held = GoLivePart.objects.everywhere().select_for_update(of=("self",)).get(pk=part.pk)
        if to not in PART_MOVES[PartState(held.state)]:
            state = PART_STATE_NAMES[PartState(held.state)].lower()
            raise Refused(_("It is %(state)s; it can't go there from here.") % {"state": state})
        part.state = held.state
        day = (on or now.date()) if to == PartState.LIVE else None
        if day is not None and day > now.date():
            raise Refused(_("A part goes live on a day that has come. Choose today or an earlier day."), field="on")
        c.save(part, kind=MOVED, state=to, went_live_on=day)


def _cleaned(
    cut_by: str, invoice_type: InvoiceType | None, cycle: BillCycle | None, words: str, starts_on: date, ends_on: date
) -> dict[str, Any]:
    if cut_by not in PART_NAMES:
        raise Refused(_("Choose by what the go-live is cut."), field="by")
    text = " ".join((words or "").split())[:120]
    no_card(text, field="words")
    wanted = {PartBy.INVOICE_TYPE: invoice_type, PartBy.CYCLE: cycle}.get(PartBy(cut_by), text)
    field = {PartBy.INVOICE_TYPE: "invoice_type", PartBy.CYCLE: "cycle"}.get(PartBy(cut_by), "words")
    if not wanted:
        raise Refused(_("Say what goes live with this part."), field=field)
    if not is_near(starts_on, ends_on):
        raise Refused(_("These days are too far off."), field="starts_on")
    if ends_on < starts_on:
        raise Refused(_("The end is before the start."), field="ends_on")
    return {
        "by": cut_by,
        "invoice_type": invoice_type if cut_by == PartBy.INVOICE_TYPE else None,
        "cycle": cycle if cut_by == PartBy.CYCLE else None,
        "words": text if cut_by in (PartBy.CHANNEL, PartBy.PAYERS) else "",
        "starts_on": starts_on,
        "ends_on": ends_on,
    }
