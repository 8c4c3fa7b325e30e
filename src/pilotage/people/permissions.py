"""Who may do what to accounts: administrators; for a biller's people also those who run its onboarding."""

from typing import Any

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

INVITERS = (Role.ADMIN, Role.PM, Role.IM, Role.OS)
OWN_FIELDS = frozenset({"name", "phone", "time_zone"})


def require_admin(viewer: Viewer) -> None:
    """Raises `Forbidden` unless the viewer is an administrator or the product itself."""
    if not viewer.has(Role.ADMIN):
        raise Forbidden("Only an administrator may do this. Ask one of yours.")


def require_may_add(viewer: Viewer, roles: object) -> None:
    """Staff accounts are added by administrators; a biller's people also by PM, IM and onboarding specialist."""
    if roles or not viewer.has(*INVITERS):
        require_admin(viewer)


def require_may_change(viewer: Viewer, user: Any, fields: set[str]) -> None:
    """Everybody may change their own name, phone and zone; the rest, and other people, is for administrators."""
    if not (viewer.user_id == user.pk and fields <= OWN_FIELDS):
        require_admin(viewer)


def may_manage_tokens(viewer: Viewer, user: Any) -> bool:
    """Everybody their own; administrators everybody's."""
    return viewer.user_id == user.pk or viewer.has(Role.ADMIN)
