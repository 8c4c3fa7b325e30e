"""Who may write cases, and who may close them."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

WRITERS = (
    Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_AGENT, Role.CS_LEADER, Role.SME, Role.ADMIN,
)  # fmt: skip
#: Source: transition policy, RACI 9: the TSM closes; IM, PM and CSM are told. Afterwards it is client services.
CLOSERS = (Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CS_AGENT, Role.CS_LEADER)


def may_write(by: Viewer) -> bool:
    """Whoever works with a biller."""
    return by.has(*WRITERS)


def may_close(by: Viewer) -> bool:
    """TSM, TAM, their manager, client services."""
    return by.has(*CLOSERS)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(_("Your role can't change a case. Comment on it, or ask its owner."))


def require_closer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_close(by):
        raise Forbidden(
            _("The TSM closes cases, or client services. Write what you found into the notes and ask the owner.")
        )
