"""Who may fill Integration Summaries, and who may ask for it."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

FILLERS = (Role.IM, Role.PM, Role.OS, Role.ADMIN)
ASKERS = (*FILLERS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CS_LEADER, Role.CSM)


def may_fill(by: Viewer) -> bool:
    """IM, PM, OS and administrators."""
    return by.has(*FILLERS)


def require_filler(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_fill(by):
        raise Forbidden(_("The IM, PM or OS fills the Integration Summary. Use “Ask the IM” instead."))


def require_asker(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not by.has(*ASKERS):
        raise Forbidden(_("Your role can't ask for fields of an Integration Summary."))
