"""Who writes and shares what a biller gets near its go-live."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

SHARERS = (
    Role.PM, Role.IM, Role.OS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_AGENT, Role.CS_LEADER, Role.ADMIN,
)  # fmt: skip


def may_share(by: Viewer) -> bool:
    """Whoever takes a biller through its go-live."""
    return by.has(*SHARERS)


def require_sharer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_share(by):
        raise Forbidden(_("Your role can't write to billers. Ask the PM or the IM to share it."))
