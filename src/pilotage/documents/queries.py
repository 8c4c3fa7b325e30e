"""Questions about stored files."""

import uuid

from django.db.models import QuerySet

from pilotage.core.viewer import Viewer
from pilotage.documents.models import StoredFile


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
