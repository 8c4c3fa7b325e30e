"""Questions about stored files and share links."""

import uuid
from datetime import datetime

from django.db.models import Count, Max, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink, StoredFile


def file_for(viewer: Viewer, pk: uuid.UUID) -> StoredFile:
    """A file that this person may have: staff all of them, a biller's people those shared with them. Else `DoesNotExist`."""
    found = StoredFile.objects.visible_to(viewer).filter(removed_at=None)
    if not viewer.is_provider:
        found = found.filter(is_shared=True)
    file: StoredFile = found.get(pk=pk)
    return file


def files_on(subject_id: uuid.UUID, viewer: Viewer) -> QuerySet[StoredFile]:
    """The files of one record, the newest first."""
    found = StoredFile.objects.visible_to(viewer).filter(subject_id=subject_id, removed_at=None)
    if not viewer.is_provider:
        found = found.filter(is_shared=True)
    return found.select_related("uploaded_by").order_by("-uploaded_at")


def files_of_biller(biller_id: uuid.UUID, viewer: Viewer) -> QuerySet[StoredFile]:
    """All files of a biller, the newest first."""
    found = StoredFile.objects.visible_to(viewer).filter(biller_id=biller_id, removed_at=None)
    return found.select_related("uploaded_by", "subject").order_by("-uploaded_at")


def last_version(subject_id: uuid.UUID, series: str) -> StoredFile | None:
    """A file of the newest version of a document that a record has."""
    found: StoredFile | None = (
        StoredFile.objects.everywhere().filter(subject_id=subject_id, series=series).order_by("-number", "pk").first()
    )
    return found


def versions_of(subject_id: uuid.UUID, series: str, viewer: Viewer) -> QuerySet[StoredFile]:
    """The files of a document, the newest version first; staff only."""
    found = StoredFile.objects.visible_to(viewer) if viewer.is_provider else StoredFile.objects.none()
    found = found.filter(subject_id=subject_id, series=series, removed_at=None)
    return found.select_related("uploaded_by", "biller", "subject").order_by("-number", "name")


def documents_of(subject_id: uuid.UUID) -> dict[str, StoredFile]:
    """The newest version of each document of a record, by its series."""
    found = StoredFile.objects.everywhere().filter(subject_id=subject_id, removed_at=None).exclude(series="")
    return {row.series: row for row in found.order_by("number", "-pk")}


def living_link(pk: uuid.UUID, now: datetime) -> ShareLink | None:
    """A link that is neither past its day nor ended."""
    found: ShareLink | None = (
        ShareLink.objects.everywhere()
        .filter(pk=pk, revoked_at=None, expires_at__gt=now)
        .select_related("subject", "biller", "record")
        .first()
    )
    return found


def link_for(viewer: Viewer, pk: uuid.UUID) -> ShareLink:
    """A link with its subject; staff only. Raises `ShareLink.DoesNotExist`."""
    if not viewer.is_provider:
        raise ShareLink.DoesNotExist
    found: ShareLink = (
        ShareLink.objects.visible_to(viewer).select_related("record", "subject", "biller", "made_by").get(pk=pk)
    )
    return found


def links_on(subject_ids: list[uuid.UUID], viewer: Viewer) -> QuerySet[ShareLink]:
    """The links to these records, the newest first, each with `uses_count` and `last_used_at`."""
    found = ShareLink.objects.visible_to(viewer).filter(subject_id__in=subject_ids)
    counted = found.annotate(uses_count=Count("uses"), last_used_at=Max("uses__used_at"))
    return counted.select_related("made_by").order_by("-made_at", "-pk")
