"""Who may start projects, change plans and publish playbooks."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

PLANNERS = (Role.PM, Role.IM, Role.ADMIN)


def may_plan(by: Viewer) -> bool:
    """PM, IM and administrators."""
    return by.has(*PLANNERS)


def require_may_plan(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_plan(by):
        raise Forbidden(_("Only a PM, an IM or an administrator may change a plan. Ask one of them, or comment."))
