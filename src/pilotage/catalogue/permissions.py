"""Who may change the catalogue."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

EDITORS = (Role.IM, Role.PM, Role.OS, Role.SME, Role.ADMIN)


def may_edit(by: Viewer) -> bool:
    """Those who integrate products, and administrators."""
    return by.has(*EDITORS)


def require_editor(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_edit(by):
        raise Forbidden(_("Your role can't change the catalogue. Ask an IM, an OS or an administrator."))
