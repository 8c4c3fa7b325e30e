"""Stores and removes files. Bytes are written before the row and under a name of our own; a row without bytes cannot be."""

import hashlib
import os
import uuid
from datetime import datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.utils.translation import gettext as _

from pilotage.billers.models import Biller
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents import rules
from pilotage.documents.models import StoredFile
from pilotage.people.enums import Role
from pilotage.tally.forbidden import scan_upload
from pilotage.tally.tables import TableUnreadable

PIECE = 1 << 20


def store_file(
    *,
    subject: Record,
    biller: Biller,
    name: str,
    stream: IO[Any],
    is_shared: bool,
    is_for_vendor: bool = False,
    series: str = "",
    number: int | None = None,
    content_digest: str = "",
    by: Viewer,
    now: datetime,
) -> StoredFile:
    """Keeps a file with a record. What a biller's people send is always shared; what the CIS vendor sends, they may have again.

    Refuses by ending, size, content and card numbers (named masked); then nothing is kept. Also: event
    `documents.storedfile_created`.
    """
    shown = rules.safe_name(name)
    size = stream.seek(0, os.SEEK_END)
    problem = rules.why_refused(shown, size, stream)
    if problem:
        raise Refused(problem, field="file")
    _refuse_cards(stream, shown)
    stored_name, digest = _keep(stream)
    try:
        with change(by=by, now=now) as c:
            return c.create(
                StoredFile,
                scope=biller.pk,
                biller=biller,
                subject=subject,
                name=shown,
                content_type=rules.KINDS[rules.ending_of(shown)][0],
                size=size,
                sha256=digest,
                stored_name=stored_name,
                is_shared=(is_shared or not by.is_provider) and by.vendor_of is None,
                is_for_vendor=is_for_vendor or by.vendor_of is not None,
                uploaded_by_id=by.user_id,
                uploaded_at=now,
                series=series,
                number=number,
                content_digest=content_digest,
            )
    except BaseException:
        path_of(stored_name).unlink(missing_ok=True)
        raise


def share_file(*, file: StoredFile, is_shared: bool, by: Viewer, now: datetime) -> bool:
    """Shows it to the biller's people, or no longer. Also: event `documents.storedfile_changed`."""
    if not by.is_provider:
        raise Forbidden(_("Only the provider's people may do this."))
    with change(by=by, now=now) as c:
        return c.save(file, is_shared=is_shared)


def remove_file(*, file: StoredFile, by: Viewer, now: datetime) -> bool:
    """Takes it from every page; the bytes stay for the audit until a backup is pruned. Also: `documents.file_removed`."""
    if not (by.has(Role.ADMIN, Role.PM, Role.IM) or (by.user_id is not None and file.uploaded_by_id == by.user_id)):
        raise Forbidden(_("Only who sent a file, a PM, an IM or an administrator may remove it."))
    with change(by=by, now=now) as c:
        return c.save(file, kind="documents.file_removed", removed_at=now)


def path_of(stored_name: str) -> Path:
    """Where the bytes lie: two letters deep, so that no folder grows large."""
    root: Path = settings.FILES_ROOT
    return root / stored_name[:2] / stored_name


def _refuse_cards(stream: IO[Any], name: str) -> None:
    try:
        found = scan_upload(cast(BinaryIO, stream), name)
    except TableUnreadable as problem:
        raise Refused(str(problem), field="file") from None
    finally:
        stream.seek(0)
    if found:
        column = found[0].column or ""
        named = column if column.startswith("column ") or not column else f"column {column}"
        place = ", ".join(part for part in (f"row {found[0].row}", named) if part)
        raise Refused(
            _("The file holds a card number (%(place)s: %(masked)s). Take it out; Pilotage never keeps one.")
            % {"place": place, "masked": found[0].masked},
            field="file",
        )


def _keep(stream: IO[Any]) -> tuple[str, str]:
    stored_name, digest = uuid.uuid4().hex, hashlib.sha256()
    path = path_of(stored_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as kept:
        while piece := stream.read(PIECE):
            digest.update(piece)
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    return stored_name, digest.hexdigest()
