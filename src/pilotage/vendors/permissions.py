"""Who names the vendor's people and gives them links."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

LIAISONS = (Role.PM, Role.IM, Role.OS, Role.ADMIN)


def may_liaise(by: Viewer) -> bool:
    """PM, IM, onboarding specialists and administrators."""
    return by.has(*LIAISONS)


def require_liaison(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_liaise(by):
        raise Forbidden(
            _("Only a PM, an IM, an onboarding specialist or an administrator may give the CIS vendor access.")
        )
