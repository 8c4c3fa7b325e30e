"""Who may change which task and comment."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.work.enums import Side
from pilotage.work.models import Comment, Task


def may_work_on(by: Viewer, task: Task) -> bool:
    """Staff on any task; a biller's people on tasks of their own biller's side; the CIS vendor's on theirs about their project."""
    if by.vendor_of is not None:
        return task.side == Side.VENDOR and task.subject_id == by.vendor_of
    return by.is_provider or (task.side == Side.BILLER and task.biller_id in by.biller_ids)


def require_may_work_on(by: Viewer, task: Task) -> None:
    """Raises `Forbidden` in words."""
    if not may_work_on(by, task):
        raise Forbidden(_("This task isn't yours to change."))


def may_hand_over(by: Viewer, task: Task) -> bool:
    """Staff any task that stands alone; a task of a plan its owner and who runs the project."""
    if getattr(task, "plan", None) is None:
        return by.is_provider
    return by.has(Role.PM, Role.IM, Role.OS, Role.ADMIN) or (by.user_id is not None and task.owner_id == by.user_id)


def require_may_hand_over(by: Viewer, task: Task) -> None:
    """Raises `Forbidden` in words."""
    if not may_hand_over(by, task):
        raise Forbidden(
            _("Only its owner, a PM, an IM or an onboarding specialist may give this task to somebody else.")
        )


def require_staff(by: Viewer) -> None:
    """Raises `Forbidden` for a biller's people."""
    if not by.is_provider:
        raise Forbidden(_("Only the provider's people may do this."))


def may_edit_comment(by: Viewer, comment: Comment) -> bool:
    """The author, and administrators."""
    return by.has(Role.ADMIN) or (by.user_id is not None and comment.author_id == by.user_id)
