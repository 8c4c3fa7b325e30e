"""Who may start projects, change plans, publish playbooks, and complete which task of a plan."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.onboarding import rules
from pilotage.onboarding.models import PlanTask
from pilotage.people.enums import Role
from pilotage.work.enums import Side

PLANNERS = (Role.PM, Role.IM, Role.ADMIN)
#: They run the project day by day, and complete tasks for whoever says that one is done.
RUNNERS = (*PLANNERS, Role.OS)


def may_plan(by: Viewer) -> bool:
    """PM, IM and administrators."""
    return by.has(*PLANNERS)


def require_may_plan(by: Viewer) -> None:
    """Raises `Forbidden` in words."""
    if not may_plan(by):
        raise Forbidden(_("Only a PM, an IM or an administrator may change a plan. Ask one of them, or comment."))


def may_do(by: Viewer, plan_task: PlanTask) -> bool:
    """The owner; who runs the project; a holder of a role that the task asks for; a biller's people and the vendor's on their side."""
    task = plan_task.task
    if by.vendor_of is not None:
        return task.side == Side.VENDOR and plan_task.project_id == by.vendor_of
    if by.has(*RUNNERS) or (by.user_id is not None and task.owner_id == by.user_id):
        return True
    if not by.is_provider:
        return task.side == Side.BILLER and task.biller_id in by.biller_ids
    return by.has(*rules.our_roles(plan_task.roles))


def require_may_do(by: Viewer, plan_task: PlanTask) -> None:
    """Raises `Forbidden` in words."""
    if not may_do(by, plan_task):
        words = {"task": plan_task.task.title, "roles": rules.role_words(plan_task.roles) or _("nobody named")}
        raise Forbidden(
            _("“%(task)s” is for its owner, the project's PM, IM or onboarding specialist, or: %(roles)s.") % words
        )
