"""Keeps documents in versions: a new one only where it says something new."""

import io
from collections.abc import Mapping
from datetime import datetime

from pilotage.billers.models import Biller
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.operations.files import store_file
from pilotage.documents.queries import last_version


def store_version(
    *,
    subject: Record,
    biller: Biller,
    series: str,
    files: Mapping[str, bytes],
    digest: str,
    is_shared: bool = False,
    by: Viewer,
    now: datetime,
) -> int | None:
    """Keeps a document's files, by name, as its next version; None where the last one says the same (`digest`).

    Refuses as `store_file` does: then nothing is kept. Also: event `documents.storedfile_created` for each.
    """
    with change(by=by, now=now):
        Record.objects.select_for_update().get(pk=subject.pk)  # numbers have no gaps
        last = last_version(subject.pk, series)
        if last is not None and last.content_digest == digest:
            return None
        number = (last.number or 0) + 1 if last else 1
        for name, data in files.items():
            store_file(
                subject=subject, biller=biller, name=name, stream=io.BytesIO(data), is_shared=is_shared, series=series, number=number,
                content_digest=digest, by=by, now=now,
            )  # fmt: skip
        return number
