"""Fetches what is new on an SFTP server: each file once, whole ones only. Dies at any moment and goes on without loss or double."""

import tempfile
from datetime import datetime, timedelta
from typing import IO

from pilotage.core.errors import Refused
from pilotage.core.jobs import Progress
from pilotage.core.operations import change
from pilotage.core.secrets import decrypt
from pilotage.core.viewer import Viewer
from pilotage.verification import remote
from pilotage.verification.enums import RemoteState
from pilotage.verification.limits import allows_local_servers
from pilotage.verification.models import ReceivedFile, RemoteFile, SftpSource
from pilotage.verification.operations.files import MOST_BYTES, digest_of, receive_file
from pilotage.verification.rules.remote import STILL, Listed, wanted, whole

FILE_FETCHED = "verification.remote_file_fetched"
FILE_REFUSED = "verification.remote_file_refused"
KEY_SEEN = "verification.server_key_seen"


def pull(
    *, source: SftpSource, tell_progress: Progress, by: Viewer, now: datetime, still: float = STILL.total_seconds()
) -> int:
    """Looks at the server, notes what is new, and takes what looked the same `still` seconds ago. Returns how many were taken.

    Without a confirmed key it only notes the key that the server shows. What goes wrong stands on the source's page.
    Also: events `verification.server_key_seen`, `verification.remote_file_fetched`, `verification.remote_file_refused`, and as
    `receive_file`.
    """
    try:
        address = remote.address_of(source.host, source.port, allow_local=allows_local_servers())
        if not source.host_key:
            _key_seen(source, remote.shown_key(address, source.port, host=source.host), "", by, now)
            return 0
        with remote.opened(
            address=address, port=source.port, user=source.user, private_key=decrypt(source.secret),
            host_key=source.host_key, folder=source.folder, host=source.host,
        ) as server:  # fmt: skip
            taken, problem = _take_all(source, server, tell_progress, by, now, still)
    except remote.RemoteProblem as wrong:
        if wrong.shown_key:
            _key_seen(source, wrong.shown_key, wrong.words, by, now)
        else:
            _looked(source, wrong.words, by, now)
        return 0
    except ValueError:
        words = "The key of this source was encrypted under another SECRET_KEY. Stop the source and set it up anew."
        _looked(source, words, by, now)
        return 0
    _looked(source, problem, by, now)
    return taken


def _take_all(
    source: SftpSource, server: remote.Server, tell_progress: Progress, by: Viewer, now: datetime, still: float
) -> tuple[int, str]:
    listed = wanted(server.files(), source.pattern)
    held = {(row.name, row.size, row.mtime): row for row in RemoteFile.objects.everywhere().filter(source=source)}
    waiting = {key: row for key, row in held.items() if row.state == RemoteState.SEEN}
    present = {one.key for one in listed}
    with change(by=by, now=now):
        gone = [row.pk for key, row in waiting.items() if key not in present]
        RemoteFile.objects.everywhere().filter(pk__in=gone).delete()
        fresh = [one for one in listed if one.key not in held]
        RemoteFile.objects.bulk_create(
            RemoteFile(
                biller_id=source.biller_id, source=source, name=one.name, size=one.size, mtime=one.mtime, seen_at=now
            )
            for one in fresh
        )
    ready = whole(listed, {key: row.seen_at for key, row in waiting.items()}, now, timedelta(seconds=still))
    taken = 0
    for one in ready:
        row = waiting[one.key]
        row.source = source
        taken += _take(row, server, one, tell_progress, by, now)
    over = RemoteFile.objects.everywhere().filter(source=source).exclude(ended_at=None)
    last = over.order_by("-ended_at", "-pk").first()
    return taken, last.problem if last else ""


def _take(
    row: RemoteFile, server: remote.Server, one: Listed, tell_progress: Progress, by: Viewer, now: datetime
) -> bool:
    """Whether it was taken; a refused one is noted with the reason, one that is being written is left."""
    if one.size > MOST_BYTES:
        words = f"{one.name} has {one.size >> 20} MB; at most {MOST_BYTES >> 20} MB are fetched. Have it split."
        return _end(row, None, "", words, by, now)
    with tempfile.TemporaryFile() as kept:  # has no name: nothing of it is left, however this process ends
        if not server.fetch(one.name, one.size, kept, tell_progress) or server.standing(one.name) != one:
            return False  # it is being written; the next look sees it anew
        return _keep(row, kept, by, now)


def _keep(row: RemoteFile, kept: IO[bytes], by: Viewer, now: datetime) -> bool:
    source, digest = row.source, digest_of(kept)
    try:
        file = receive_file(spec=source.spec, side=source.side, name=row.name, stream=kept, by=by, now=now)
    except Refused as refused:
        return _end(row, None, digest, refused.message, by, now)
    return _end(row, file, digest, "", by, now)


def _end(row: RemoteFile, file: ReceivedFile | None, digest: str, words: str, by: Viewer, now: datetime) -> bool:
    with change(by=by, now=now) as c:
        c.save(
            row, kind=FILE_REFUSED if words else FILE_FETCHED, sha256=digest, received=file, problem=words[:400], ended_at=now,
            state=RemoteState.REFUSED if words else RemoteState.TAKEN,
        )  # fmt: skip
    return not words


def _key_seen(source: SftpSource, key: str, problem: str, by: Viewer, now: datetime) -> None:
    with change(by=by, now=now) as c:
        row = SftpSource.objects.everywhere().select_for_update().get(pk=source.pk)
        if (row.host, row.port, row.host_key) == (source.host, source.port, source.host_key):  # else it was set anew
            c.save(row, kind=KEY_SEEN, seen_key=key, problem=problem, looked_at=now)


def _looked(source: SftpSource, problem: str, by: Viewer, now: datetime) -> None:
    """Looking is no event; a problem that comes or goes is one."""
    with change(by=by, now=now) as c:
        c.save(source, problem=problem[:400])
        SftpSource.objects.everywhere().filter(pk=source.pk).update(looked_at=now)
