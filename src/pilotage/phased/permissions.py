"""Who says whether a biller is phased."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

SAYERS = (Role.PM, Role.IM, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)


def may_say(by: Viewer) -> bool:
    """The people of both sides of the front."""
    return by.has(*SAYERS)


def require_sayer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_say(by):
        raise Forbidden(_("The PM, IM, TSM or client services say whether a biller is phased. Ask one of them."))
