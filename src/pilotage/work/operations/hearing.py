"""Who hears of what was said or sent about a record, and where each of them reads it."""

from datetime import datetime

from django.db.models import Q

from pilotage.billers.models import Biller
from pilotage.core.models import Record
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import tell
from pilotage.people.models import User
from pilotage.work.enums import Side
from pilotage.work.models import Comment, Task
from pilotage.work.places import page_of_record
from pilotage.work.rules import task_url

ANSWERING = ("pm", "im")


def tell_hearers(
    *, subject: Record, biller: Biller, is_internal: bool, kind: str, text: str, key: str, by: Viewer, now: datetime
) -> None:
    """Tells the task's owner, who has spoken about the record, and those who answer for the biller.

    What a biller's person says or sends also reaches the PM and the IM. What staff say for both sides about a task that
    the biller owes and that nobody has taken reaches all of the biller's people. Internal words reach staff alone.
    """
    task = Task.objects.everywhere().filter(pk=subject.pk).select_related("owner").first()
    spoken = Comment.objects.everywhere().filter(subject=subject, removed_at=None).values("author_id")
    people = Q(pk__in=spoken)
    if task is not None and task.owner_id is not None:
        people |= Q(pk=task.owner_id)
    if not by.is_provider:
        people |= Q(cares__biller=biller, cares__role__in=ANSWERING)
    elif task is not None and task.side == Side.BILLER and task.owner_id is None:
        people |= Q(memberships__biller=biller)
    found = User.objects.filter(people, is_active=True).distinct()
    members = set(User.objects.filter(memberships__biller=biller).values_list("pk", flat=True))
    staff = [user for user in found if user.roles]
    theirs = [user for user in found if not user.roles and user.pk in members and not is_internal]
    for users, is_staff in ((staff, True), (theirs, False)):
        url = _place(subject, task, is_staff)
        tell(users=users, kind=kind, text=text, url=url, record=subject, key=key, by=by, now=now)


def _place(subject: Record, task: Task | None, is_staff: bool) -> str:
    if task is not None:
        return task_url(task.pk, task.side, is_staff) if is_staff or task.side == Side.BILLER else "/portal/"
    if is_staff:
        return page_of_record(subject)
    return f"/portal/projects/{subject.pk}/" if subject.kind == "project" else "/portal/"
