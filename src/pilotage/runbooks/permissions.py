"""Who may write runbooks, and who reads which."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

WRITERS = (Role.PM, Role.IM, Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)


def may_write(by: Viewer) -> bool:
    """PM, IM, TSM manager, client-services leaders and administrators."""
    return by.has(*WRITERS)


def require_may_write(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(
            _("Only a PM, an IM, the TSM manager, a client-services leader or an administrator may write runbooks.")
        )
