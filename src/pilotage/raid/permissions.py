"""Who may write in a RAID log."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

WRITERS = (
    Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_LEADER, Role.SME, Role.ADMIN,
)  # fmt: skip


def may_write(by: Viewer) -> bool:
    """Whoever works on a phase."""
    return by.has(*WRITERS)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(_("Your role can't change a RAID log. Comment on the entry, or ask the PM."))
