"""Who may change the matrix, and who may answer for a role."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

#: The house's matrix is part of the policy.
KEEPERS = (Role.CS_LEADER, Role.ADMIN)
#: A project's own rows.
PHASE_KEEPERS = (Role.PM, Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)


def may_keep(by: Viewer) -> bool:
    """Client services leaders and administrators."""
    return by.has(*KEEPERS)


def may_keep_phase(by: Viewer) -> bool:
    """They, the PM and the TSM manager."""
    return by.has(*PHASE_KEEPERS)


def require_keeper(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_keep(by):
        raise Forbidden(_("Only a client services leader or an administrator changes who does what everywhere."))


def require_phase_keeper(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_keep_phase(by):
        raise Forbidden(_("The PM, the TSM manager or client services change who does what in a project."))
