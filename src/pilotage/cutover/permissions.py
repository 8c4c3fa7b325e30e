"""Who plans cut-overs, who works in them, and who decides."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role

PLANNERS = (Role.PM, Role.IM, Role.OS, Role.ADMIN)
WORKERS = (*PLANNERS, Role.TSM, Role.TAM, Role.TSM_MANAGER, Role.CSM, Role.CS_LEADER, Role.SME)


def may_plan(by: Viewer) -> bool:
    """PM, IM, OS and administrators."""
    return by.is_provider and by.has(*PLANNERS)


def require_planner(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_plan(by):
        raise Forbidden(_("Your role can't change cut-over plans. Ask the PM, the IM or the OS."))


def may_work(by: Viewer) -> bool:
    """Those who carry a go-live."""
    return by.is_provider and by.has(*WORKERS)


def require_worker(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_work(by):
        raise Forbidden(_("Your role can't work in a cut-over. Ask the PM or the IM."))


def may_decide(by: Viewer, owner_id: int | None) -> bool:
    """The named decider; where one of the biller's people decides, who writes it down: a PM, IM or leader."""
    if owner_id is not None:
        return by.user_id == owner_id
    return by.is_provider and by.has(Role.PM, Role.IM, Role.CS_LEADER, Role.ADMIN)
