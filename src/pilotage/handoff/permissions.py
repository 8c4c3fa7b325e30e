"""Who writes, offers and accepts handoffs."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.handoff.enums import HandoffSide
from pilotage.people.enums import Role

WRITERS = (Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.PM, Role.IM, Role.CS_LEADER, Role.ADMIN)
ACCEPTORS: dict[str, tuple[str, ...]] = {
    HandoffSide.CLIENT_SERVICES: (Role.CS_AGENT, Role.CS_LEADER),
    HandoffSide.CSM: (Role.CSM,),
}
TALKERS = (*WRITERS, Role.CSM, Role.CS_AGENT)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not by.has(*WRITERS):
        raise Forbidden(_("The TSM, the project team or a client services leader writes the handoff."))


def require_talker(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not by.has(*TALKERS):
        raise Forbidden(_("Your role takes no part in handoffs."))


def sides_of(by: Viewer) -> list[str]:
    """For which sides this person may accept."""
    return [side for side, roles in ACCEPTORS.items() if by.has(*roles)]
