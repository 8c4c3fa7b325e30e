"""Who begins checklists, and who works on their items."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

BEGINNERS = (Role.PM, Role.IM, Role.OS, Role.ADMIN)
WRITERS = (*BEGINNERS, Role.TSM, Role.TAM, Role.CSM, Role.SME)


def may_begin(by: Viewer) -> bool:
    """PM, IM, OS and administrators."""
    return by.has(*BEGINNERS)


def require_beginner(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_begin(by):
        raise Forbidden(_("Your role can't begin a checklist. Ask the PM, the IM or the OS."))


def may_write(by: Viewer) -> bool:
    """Whoever sets things up or proves them."""
    return by.is_provider and by.has(*WRITERS)


def require_writer(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_write(by):
        raise Forbidden(_("Your role can't change what is configured. Comment on the item, or ask the IM."))
