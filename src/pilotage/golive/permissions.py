"""Who may approve, waive and make a phase live."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.golive.enums import ApprovalSide
from pilotage.people.enums import Role

PROJECT = (Role.PM, Role.IM)
LEADERS = (Role.CS_LEADER,)
DOERS = (Role.PM, Role.IM, Role.CS_LEADER, Role.ADMIN)


def side_of(by: Viewer) -> str | None:
    """Which of the two signatures this person may give; None for others."""
    if not by.is_system and by.has(*PROJECT):
        return ApprovalSide.PROJECT
    return ApprovalSide.CLIENT_SERVICES if not by.is_system and by.has(*LEADERS) else None


def require_leader(by: Viewer) -> None:
    """Raises `Forbidden`: gates are waived by client services leaders."""
    if by.is_system or not by.has(*LEADERS):
        raise Forbidden(_("Only a client services leader may waive a gate."))


def require_doer(by: Viewer) -> None:
    """Raises `Forbidden`: a person of the right role makes a phase live, never a program by itself."""
    if by.user_id is None or not by.has(*DOERS):
        raise Forbidden(_("Only a PM, an IM, a client services leader or an administrator may make a phase live."))
