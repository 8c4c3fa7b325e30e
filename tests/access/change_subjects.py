"""Changes to what was agreed, in the world of the access table."""

from decimal import Decimal
from typing import Any

from access.table import OTHER, OWN
from pilotage.billers.models import Phase
from pilotage.changes import operations as changes
from pilotage.changes.models import ChangeRequest


def keep_changes(world: Any, which: str, phase: Phase) -> None:
    """A change with its edits, one that `offer_changes` offers, a refused one, and one that the biller's people asked for."""
    now, pm = world.now, world.viewer("signing_pm")
    member = world.viewer("member" if which == OWN else "member_of_other")
    made = {
        word: changes.ask_for_change(phase=phase, title=word, what="Something else", by=pm, now=now)
        for word in ("change", "offered", "refused_change")
    }
    theirs = changes.ask_for_change(phase=phase, title="Theirs", what="A kiosk", by=member, now=now)
    plan_edit = changes.edit_plan(request=made["change"], kind="add", title="More", duration_days=2, by=pm, now=now)
    scope_edit = changes.edit_scope(request=made["change"], kind="add", title="A kiosk", by=pm, now=now)
    changes.refuse_change(request=made["refused_change"], reason="Too late", by=pm, now=now)
    world.keep(which, task_edit=plan_edit, scope_edit=scope_edit, their_change=theirs, **made)


def offer_changes(world: Any) -> None:
    """Last of all, since an offer is void as soon as the plan moves, and days off made after it move it on some days of the year."""
    for which in (OWN, OTHER):
        offered = ChangeRequest.objects.everywhere().get(pk=world.things["offered"][which])
        changes.offer_change(
            request=offered, one_off_amount=Decimal(100), risk="low", by=world.viewer("signing_pm"), now=world.now
        )
