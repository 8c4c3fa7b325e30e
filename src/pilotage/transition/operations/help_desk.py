"""What the help-desk tier asks for before go-live: the leaflet shared, the portal shown (R9)."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.transition.models import TransitionDecision
from pilotage.transition.permissions import HELPERS, require


def share_leaflet(*, decision: TransitionDecision, by: Viewer, now: datetime, undo: bool = False) -> bool:
    """The welcome leaflet is shared (or wasn't, with `undo`). Also: event `transition.leaflet_shared`."""
    require(by, HELPERS, _("Client services, the PM or the IM shares the leaflet."))
    with change(by=by, now=now) as c:
        return c.save(decision, kind="transition.leaflet_shared", leaflet_shared_at=None if undo else now)


def show_portal(*, decision: TransitionDecision, by: Viewer, now: datetime, undo: bool = False) -> bool:
    """The biller was shown how to reach Customer Support in the portal. Also: event `transition.portal_shown`."""
    require(by, HELPERS, _("Client services, the PM or the IM shows the portal."))
    with change(by=by, now=now) as c:
        return c.save(decision, kind="transition.portal_shown", portal_shown_at=None if undo else now)
