"""Who may change which task and comment."""

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.work.enums import Side
from pilotage.work.models import Comment, Task


def may_work_on(by: Viewer, task: Task) -> bool:
    """Staff on any task; a biller's people on tasks of their own biller's side."""
    return by.is_provider or (task.side == Side.BILLER and task.biller_id in by.biller_ids)


def require_may_work_on(by: Viewer, task: Task) -> None:
    """Raises `Forbidden` in words."""
    if not may_work_on(by, task):
        raise Forbidden(_("This task isn't yours to change."))


def require_staff(by: Viewer) -> None:
    """Raises `Forbidden` for a biller's people."""
    if not by.is_provider:
        raise Forbidden(_("Only the provider's people may do this."))


def may_edit_comment(by: Viewer, comment: Comment) -> bool:
    """The author, and administrators."""
    return by.has(Role.ADMIN) or (by.user_id is not None and comment.author_id == by.user_id)
