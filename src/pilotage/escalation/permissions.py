"""Who keeps the directory and the policies; who asks and escalates is who writes cases."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

KEEPERS = (Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)


def may_keep(by: Viewer) -> bool:
    """TSM manager, client services leaders, administrators."""
    return by.has(*KEEPERS)


def require_keeper(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_keep(by):
        raise Forbidden(_("The TSM manager and client services leaders keep experts and escalation policies."))
