"""Sends a file about a record, and tells who works on it."""

from datetime import datetime
from typing import IO, Any

from pilotage.billers.models import Biller
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import store_file
from pilotage.work.operations.hearing import tell_hearers


def send_file(
    *,
    subject: Record,
    biller: Biller,
    name: str,
    stream: IO[Any],
    is_shared: bool,
    is_for_vendor: bool = False,
    by: Viewer,
    now: datetime,
) -> StoredFile:
    """Keeps a file with a record, as `store_file` does. Also: who works on the record is told."""
    with change(by=by, now=now):
        file = store_file(
            subject=subject, biller=biller, name=name, stream=stream, is_shared=is_shared, is_for_vendor=is_for_vendor,
            by=by, now=now,
        )  # fmt: skip
        tell_hearers(
            subject=subject,
            biller=biller,
            is_internal=not file.is_shared,
            kind="file_added",
            text=f"{by.name} sent “{file.name}” for “{subject.title}”.",
            key=f"file:{file.pk}",
            by=by,
            now=now,
        )
    return file
