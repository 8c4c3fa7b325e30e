"""Who writes bill cycles, parts, protections and AutoPay figures."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

KEEPERS = (
    Role.PM,
    Role.IM,
    Role.OS,
    Role.TSM,
    Role.TAM,
    Role.TSM_MANAGER,
    Role.CSM,
    Role.CS_LEADER,
    Role.SME,
    Role.ADMIN,
)


def may_keep(by: Viewer) -> bool:
    """Those who build a biller's go-live or carry it afterwards."""
    return by.is_provider and by.has(*KEEPERS)


def require_keeper(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_keep(by):
        raise Forbidden(_("Your role can't change bill cycles and what hangs on them. Ask the PM or the IM."))
