"""Questions about SFTP sources."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.verification.enums import RemoteState
from pilotage.verification.models import RemoteFile, SftpSource, Spec
from pilotage.verification.rules.remote import SPAN


def sources_of(spec: Spec) -> dict[str, SftpSource]:
    """By side."""
    return {row.side: row for row in SftpSource.objects.everywhere().filter(spec=spec)}


def source_for(viewer: Viewer, pk: int) -> SftpSource:
    """Staff only. Raises `SftpSource.DoesNotExist`."""
    found = SftpSource.objects.visible_to(viewer) if viewer.is_provider else SftpSource.objects.none()
    source: SftpSource = found.select_related("spec__record", "spec__biller").get(pk=pk)
    return source


def remote_files_of(source: SftpSource) -> list[RemoteFile]:
    """The newest hundred."""
    found = RemoteFile.objects.everywhere().filter(source=source).select_related("received")
    return list(found.order_by("-seen_at", "-pk")[:100])


def due_sources(now: datetime) -> QuerySet[SftpSource]:
    """Those with a confirmed key that were not asked for a while, or have files to look at again."""
    waiting = RemoteFile.objects.everywhere().filter(source=OuterRef("pk"), state=RemoteState.SEEN)
    due = Q(looked_at=None) | Q(looked_at__lte=now - SPAN) | Exists(waiting)
    return SftpSource.objects.everywhere().filter(due).exclude(host_key="").order_by("pk")
