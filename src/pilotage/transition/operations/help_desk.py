"""What the help-desk tier asks for before go-live: the leaflet shared, the portal shown (R9)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.transition.enums import Choice
from pilotage.transition.models import TransitionDecision
from pilotage.transition.permissions import HELPERS, require
from pilotage.work.texts import no_card


def share_leaflet(
    *, decision: TransitionDecision, by: Viewer, now: datetime, undo: bool = False, note: str = ""
) -> bool:
    """The welcome leaflet is shared (or wasn't, with `undo`); `note` says with whom and how. False when that is so already.

    Refuses where the help desk doesn't take the biller. Also: event `transition.leaflet_shared`.
    """
    require(by, HELPERS, _("Client services, the PM or the IM shares the leaflet."))
    return _mark(decision, "leaflet_shared_at", "transition.leaflet_shared", undo, note, by, now)


def show_portal(*, decision: TransitionDecision, by: Viewer, now: datetime, undo: bool = False, note: str = "") -> bool:
    """The biller was shown how to reach Customer Support in the portal; `note` says who was shown. False when so already.

    Refuses where the help desk doesn't take the biller. Also: event `transition.portal_shown`.
    """
    require(by, HELPERS, _("Client services, the PM or the IM shows the portal."))
    return _mark(decision, "portal_shown_at", "transition.portal_shown", undo, note, by, now)


def _mark(
    decision: TransitionDecision, column: str, kind: str, undo: bool, note: str, by: Viewer, now: datetime
) -> bool:
    told = " ".join(note.split())[:300]
    if told:
        no_card(told, field="note")
    with change(by=by, now=now) as c:
        held = TransitionDecision.objects.everywhere().select_for_update(of=("self",)).get(pk=decision.pk)
        if held.choice != Choice.HELP_DESK:
            raise Refused(_("Only the help desk asks for this, and the help desk doesn't take this biller."))
        done = getattr(held, column) is not None
        setattr(decision, column, getattr(held, column))
        if done is not undo:
            return False
        values: dict[str, Any] = {column: None if undo else now}
        return c.save(decision, kind=kind, note=told, **values)
