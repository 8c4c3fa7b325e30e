"""Who may decide transitions, look after windows and change the policy."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

DECIDERS = (Role.CS_LEADER, Role.TSM_MANAGER, Role.ADMIN)
LEADERS = (Role.CS_LEADER, Role.TSM_MANAGER)
ASKERS = (Role.IM, Role.PM, Role.ADMIN)
HELPERS = (Role.CS_AGENT, Role.CS_LEADER, Role.IM, Role.PM, Role.ADMIN)
EVALUATORS = (Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CS_LEADER, Role.ADMIN)
#: Who extends a window without an evaluation or beyond its fixed length, and who closes one before its end.
WINDOW_LEADERS = (*LEADERS, Role.ADMIN)
POLICY_MAKERS = (Role.CS_LEADER, Role.ADMIN)


def require(by: Viewer, roles: tuple[str, ...], what: str) -> None:
    """Raises `Forbidden`: `what` ends the sentence "Only client services' leaders may …"."""
    if not by.has(*roles):
        raise Forbidden(what)


def require_decider(by: Viewer) -> None:
    """CS leaders and TSM managers decide."""
    require(
        by, DECIDERS, _("Only a client services leader or a TSM manager decides. Ask one of them for a TSM instead.")
    )
