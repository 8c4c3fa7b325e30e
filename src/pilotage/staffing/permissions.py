"""Who may plan people's work."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

STAFFERS = (Role.PM, Role.IM, Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)


def may_staff(by: Viewer) -> bool:
    """Whoever may assign people to billers."""
    return by.has(*STAFFERS)


def require_staffer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_staff(by):
        raise Forbidden(_("Staffing is for PM, IM, TSM manager and client services leaders. Ask one of them."))
