"""Who may write and send reports."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

WRITERS = (Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_LEADER, Role.ADMIN)


def may_report(by: Viewer) -> bool:
    """Those who speak with billers about their projects."""
    return by.has(*WRITERS)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_report(by):
        raise Forbidden(_("Your role can't write or send reports. Ask the PM or the IM."))
