"""Who writes test plans, who runs cases, who signs."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.testing.enums import PlanKind

PLANNERS = (Role.PM, Role.IM, Role.OS, Role.ADMIN)
TESTERS = (*PLANNERS, Role.TSM, Role.TAM, Role.CSM, Role.SME)


def may_plan(by: Viewer) -> bool:
    """PM, IM, OS and administrators."""
    return by.has(*PLANNERS)


def require_planner(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_plan(by):
        raise Forbidden(_("Your role can't change test plans. Ask the PM, the IM or the OS."))


def may_test(by: Viewer, kind: str) -> bool:
    """Our testers; a biller's people run the user acceptance tests of their own biller, which is all that they see."""
    return by.has(*TESTERS) if by.is_provider else kind == PlanKind.UAT


def require_tester(by: Viewer, kind: str) -> None:
    """Raises `Forbidden` in words."""
    if not may_test(by, kind):
        raise Forbidden(_("Your role can't record test results. Ask the PM or the IM."))
