"""Who sets daily checks up, runs them and gives them files."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

WRITERS = (
    Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_LEADER, Role.ADMIN,
)  # fmt: skip


def may_write(by: Viewer) -> bool:
    """Whoever builds for or looks after a live biller."""
    return by.has(*WRITERS)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(_("Your role can't change daily checks. Ask the biller's TSM."))
