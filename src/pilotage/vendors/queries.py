"""Questions about the vendor's people, their tasks and files, and the links they hold."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, When

from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink, StoredFile
from pilotage.onboarding.models import Project
from pilotage.vendors.models import VendorContact
from pilotage.work.enums import FINISHED, Side, TaskState
from pilotage.work.models import Comment, Task

PURPOSE = "vendor"
STATES = ("open", "ended", "expired")


def contact_for(viewer: Viewer, pk: uuid.UUID) -> VendorContact:
    """Raises `VendorContact.DoesNotExist` when the viewer doesn't see it."""
    found: VendorContact = (
        VendorContact.objects.visible_to(viewer).select_related("record", "biller", "project__record").get(pk=pk)
    )
    return found


def contacts_of(project: Project, viewer: Viewer) -> list[VendorContact]:
    """Who of the vendor works on a project now, by name, each with `all_links`, the newest first: two queries."""
    found = VendorContact.objects.visible_to(viewer).filter(project=project, left_at=None)
    rows = list(found.select_related("record").order_by("name"))
    by_contact: dict[Any, list[ShareLink]] = {}
    for link in links(viewer).filter(subject_id__in=[row.pk for row in rows]):
        by_contact.setdefault(link.subject_id, []).append(link)
    for row in rows:
        row.all_links = by_contact.get(row.pk, [])  # type: ignore[attr-defined]
    return rows


def contact_of_link(link: ShareLink) -> VendorContact | None:
    """For whom a link is, as long as they are on the project."""
    found: VendorContact | None = (
        VendorContact.objects.everywhere()
        .filter(pk=link.subject_id, left_at=None)
        .select_related("project__phase", "project__record", "biller")
        .first()
    )
    return found


def links(viewer: Viewer, *, text: str = "", state: str = "", now: datetime | None = None) -> QuerySet[ShareLink]:
    """Links of vendors' people, the newest first, with `uses_count` and `last_used_at`. `state` is one of `STATES`."""
    found = ShareLink.objects.visible_to(viewer).filter(purpose=PURPOSE)
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(biller__name__icontains=text))
    if state == "ended":
        found = found.exclude(revoked_at=None)
    elif state == "open":
        found = found.filter(revoked_at=None, expires_at__gt=now)
    elif state == "expired":
        found = found.filter(revoked_at=None, expires_at__lte=now)
    counted = found.annotate(uses_count=Count("uses"), last_used_at=Max("uses__used_at"))
    return counted.select_related("made_by", "biller", "subject").order_by("-made_at", "-pk")


def living_links(contact_ids: list[uuid.UUID], now: datetime) -> dict[uuid.UUID, ShareLink]:
    """The newest link that is good now, by contact."""
    found = ShareLink.objects.everywhere().filter(
        purpose=PURPOSE, subject_id__in=contact_ids, revoked_at=None, expires_at__gt=now
    )
    return {link.subject_id: link for link in found.order_by("made_at")}


def tasks_of(project_id: uuid.UUID) -> QuerySet[Task]:
    """All that the vendor owes a project, open ones first, by due date; dropped ones left out."""
    found = Task.objects.everywhere().filter(subject_id=project_id, side=Side.VENDOR)
    is_over = Case(When(state__in=FINISHED, then=1), default=0, output_field=IntegerField())
    found = found.exclude(state=TaskState.DROPPED).select_related("record", "biller", "plan__project", "owner")
    return found.order_by(is_over, "due_date", "pk")


def task_of(project_id: uuid.UUID, pk: uuid.UUID) -> Task:
    """Raises `Task.DoesNotExist` for a task of another side, another project, or of nobody alike."""
    return tasks_of(project_id).get(pk=pk)


def comments_on(task: Task) -> QuerySet[Comment]:
    """What was said for the vendor to read, the oldest first."""
    found = Comment.objects.everywhere().filter(subject_id=task.pk, is_for_vendor=True, removed_at=None)
    return found.order_by("created_at", "pk")


def files_of(project_id: uuid.UUID) -> QuerySet[StoredFile]:
    """Files that the vendor may have: those on its tasks and on the project that were opened to it, the newest first."""
    on = [project_id, *tasks_of(project_id).order_by().values_list("pk", flat=True)]
    found = StoredFile.objects.everywhere().filter(subject_id__in=on, is_for_vendor=True, removed_at=None)
    return found.select_related("subject").order_by("-uploaded_at", "-pk")
