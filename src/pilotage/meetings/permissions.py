"""Who may schedule and minute meetings."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

ORGANISERS = (
    Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_LEADER, Role.ADMIN,
)  # fmt: skip


def require_organiser(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not by.has(*ORGANISERS):
        raise Forbidden(_("Your role can't change meetings. Ask the PM, the IM or the TSM."))
