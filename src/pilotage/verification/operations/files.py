"""Takes files of a spec's sides. Card numbers are refused before anything is written."""

import hashlib
import os
import uuid
from datetime import datetime
from typing import IO, Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.operations import path_of
from pilotage.documents.rules import PROGRAMS, ending_of, safe_name
from pilotage.verification.models import ReceivedFile, Spec, SpecVersion, WatchedFolder
from pilotage.verification.permissions import require_writer
from pilotage.verification.rules.lines import own_key
from pilotage.verification.sampling import refuse_forbidden

FILE_RECEIVED = "verification.file_received"
MOST_BYTES = 100 * 1024 * 1024
ENDINGS = ("csv", "txt", "tsv", "dat", "psv", "xlsx", "jsonl", "ndjson", "parquet")
PIECE = 1 << 20


def receive_file(
    *,
    spec: Spec,
    side: str,
    name: str,
    stream: IO[Any],
    folder: WatchedFolder | None = None,
    by: Viewer,
    now: datetime,
) -> ReceivedFile:
    """Keeps a file of one side; the same bytes again are the file that is there.

    Refuses by ending, size and content, card numbers, and bank accounts where the mapping allows none (named masked): then
    nothing is kept. Also: event `verification.file_received`.
    """
    require_writer(by)
    shown, field = safe_name(name), side
    problem = why_refused(shown, stream)
    if problem:
        raise Refused(problem, field=field)
    digest = digest_of(stream)
    held: ReceivedFile | None = ReceivedFile.objects.everywhere().filter(spec=spec, side=side, sha256=digest).first()
    if held is not None:
        return held
    body = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number").values_list("body", flat=True)[0]
    refuse_forbidden(stream, shown, body[side], key=own_key(body, side), field=field)
    stored_name = keep(stream)
    try:
        with change(by=by, now=now) as c:
            Record.objects.select_for_update().get(pk=spec.pk)
            held = ReceivedFile.objects.everywhere().filter(spec=spec, side=side, sha256=digest).first()
            if held is None:
                return c.create(
                    ReceivedFile, scope=spec.biller_id, event=FILE_RECEIVED, biller_id=spec.biller_id, spec=spec, side=side, name=shown,
                    size=path_of(stored_name).stat().st_size, sha256=digest, stored_name=stored_name, folder=folder,
                    received_by_name=by.name, received_at=now,
                )  # fmt: skip
        path_of(stored_name).unlink(missing_ok=True)  # somebody else was faster
        return held
    except BaseException:
        path_of(stored_name).unlink(missing_ok=True)
        raise


def keep(stream: IO[Any]) -> str:
    """Writes the bytes under a name of our own; returns it."""
    stored_name = uuid.uuid4().hex
    path = path_of(stored_name)
    path.parent.mkdir(parents=True, exist_ok=True)
    stream.seek(0)
    with open(path, "xb") as kept:
        while piece := stream.read(PIECE):
            kept.write(piece)
        kept.flush()
        os.fsync(kept.fileno())
    return stored_name


def digest_of(stream: IO[Any]) -> str:
    """SHA-256 of the bytes; leaves the stream at its beginning."""
    found = hashlib.sha256()
    stream.seek(0)
    while piece := stream.read(PIECE):
        found.update(piece)
    stream.seek(0)
    return found.hexdigest()


def why_refused(name: str, stream: IO[Any], endings: tuple[str, ...] = ENDINGS) -> str | None:
    """Why a file is not taken by its ending, size or first bytes; None when it is."""
    if ending_of(name) not in endings:
        words = _("Files ending in .%(ending)s are not taken here. Send one of: %(endings)s.")
        return words % {"ending": ending_of(name) or "?", "endings": ", ".join(endings)}
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    head = stream.read(512)
    stream.seek(0)
    if not size:
        return _("%(name)s is empty.") % {"name": name}
    if size > MOST_BYTES:
        words = _(
            "%(name)s has %(mb)d MB; at most %(most)d MB are taken. Run `pilotage verify` on the machine for more."
        )
        return words % {"name": name, "mb": size >> 20, "most": MOST_BYTES >> 20}
    if head.startswith(PROGRAMS):
        return _("%(name)s is a program.") % {"name": name}
    return None
