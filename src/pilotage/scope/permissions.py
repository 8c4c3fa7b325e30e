"""Who writes promises and scope."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

WRITERS = (Role.PM, Role.IM, Role.OS, Role.ADMIN)


def may_write(by: Viewer) -> bool:
    """PM, IM, OS and administrators."""
    return by.is_provider and by.has(*WRITERS)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(_("Your role can't change the scope. Ask the PM, the IM or the OS."))
