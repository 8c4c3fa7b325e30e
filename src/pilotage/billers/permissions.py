"""Who may change billers and what hangs on them."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

EDITORS = (Role.PM, Role.IM, Role.OS, Role.CSM, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)
PLANNERS = (Role.PM, Role.IM, Role.ADMIN)
ASSIGNERS = (Role.PM, Role.IM, Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)
INVITERS = (Role.PM, Role.IM, Role.OS, Role.CSM, Role.ADMIN)


def require(by: Viewer, roles: tuple[str, ...], what: str) -> None:
    """Raises `Forbidden` unless the person holds one of the roles; `what` ends the sentence "You can't …"."""
    if not by.has(*roles):
        raise Forbidden(_("Your role can't %(what)s. Ask a PM, an IM or an administrator.") % {"what": what})
