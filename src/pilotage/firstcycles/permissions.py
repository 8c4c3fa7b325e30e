"""Who keeps the figures of first bill cycles, and says that a duty is done."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.cycles.permissions import may_keep


def require_keeper(by: Viewer) -> None:
    """Those who build a biller's go-live or carry it afterwards. Raises `Forbidden` in words."""
    if not may_keep(by):
        raise Forbidden(_("Your role can't keep figures of bill cycles. Ask the TSM or the IM."))
