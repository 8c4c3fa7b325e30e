"""SFTP servers from which files of one side are fetched: set up, their key confirmed, asked, stopped."""

from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.jobs import enqueue, status
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.secrets import encrypt
from pilotage.core.viewer import Viewer
from pilotage.verification.limits import allows_local_servers
from pilotage.verification.models import RemoteFile, SftpSource, Spec
from pilotage.verification.permissions import require_source_setter
from pilotage.verification.remote import new_key_pair
from pilotage.verification.rules.remote import is_local_name, is_plain

PULL: Final = "verification.pull"
SOURCE_SET = "verification.source_set"
SOURCE_ASKED = "verification.source_asked"
SOURCE_STOPPED = "verification.source_stopped"
KEY_CONFIRMED = "verification.server_key_confirmed"


def set_source(
    *,
    spec: Spec,
    side: str,
    host: str,
    port: int = 22,
    user: str,
    folder: str = ".",
    pattern: str = "*.csv",
    starts_runs: bool = True,
    by: Viewer,
    now: datetime,
) -> SftpSource:
    """Says where files of one side are fetched, one source a side, with a key pair that is made once. The server's key is looked
    up in the background and has to be confirmed before anything is fetched; another host or port needs it anew.

    Refuses this machine (unless a setting allows it) and what is no host, folder or pattern. Also: event `verification.source_set`.
    """
    require_source_setter(by)
    fields = _cleaned(host, port, user, folder, pattern) | {"starts_runs": starts_runs, "problem": ""}
    with change(by=by, now=now) as c:
        Record.objects.select_for_update().get(pk=spec.pk)
        held: SftpSource | None = SftpSource.objects.everywhere().filter(spec=spec, side=side).first()
        if held is None:
            private, public = new_key_pair(f"pilotage-{spec.biller.external_id}-{side}")
            held = c.create(
                SftpSource, scope=spec.biller_id, event=SOURCE_SET, biller_id=spec.biller_id, spec=spec, side=side,
                secret=encrypt(private), public_key=public, **fields,
            )  # fmt: skip
        else:
            if (held.host, held.port) != (fields["host"], fields["port"]):
                fields |= {"host_key": "", "seen_key": "", "confirmed_by_name": "", "confirmed_at": None}
            c.save(held, kind=SOURCE_SET, **fields)
        _ask(held, by, now)
        return held


def confirm_server_key(*, source: SftpSource, key: str, by: Viewer, now: datetime) -> None:
    """This is the server's key: files are fetched from now on. `key` is the one that the person saw.

    Refuses a key that the server no longer shows. Also: event `verification.server_key_confirmed`.
    """
    require_source_setter(by)
    with change(by=by, now=now) as c:
        row = SftpSource.objects.everywhere().select_for_update().get(pk=source.pk)
        if not row.seen_key or row.seen_key != key:
            raise Refused(_("The server shows another key by now. Compare its fingerprint anew."))
        c.save(
            row, kind=KEY_CONFIRMED, host_key=key, seen_key="", problem="", confirmed_by_name=by.name, confirmed_at=now
        )
        _ask(row, by, now)


def ask_source(*, source: SftpSource, by: Viewer, now: datetime) -> bool:
    """Asks the server now, in the background; False when it is being asked already. Also: event `verification.source_asked`."""
    require_source_setter(by)
    with change(by=by, now=now) as c:
        row = SftpSource.objects.everywhere().select_for_update().get(pk=source.pk)
        asked = _ask(row, by, now)
        if asked:
            c.log(SOURCE_ASKED, row)
        return asked


def ask_due_sources(*, by: Viewer, now: datetime) -> int:
    """Asks every server whose time has come. Returns how many; a source without a confirmed key waits for a person."""
    from pilotage.verification.queries.sources import due_sources

    with change(by=by, now=now):
        return sum(_ask(row, by, now) for row in due_sources(now))


def stop_source(*, source: SftpSource, by: Viewer, now: datetime) -> None:
    """Asks it no longer; its key is thrown away, files that came stay. Also: event `verification.source_stopped`."""
    require_source_setter(by)
    with change(by=by, now=now) as c:
        RemoteFile.objects.everywhere().filter(source=source).delete()
        c.remove(source, kind=SOURCE_STOPPED)


def _ask(source: SftpSource, by: Viewer, now: datetime) -> bool:
    """One question at a time: a job that waits, works or was put back after a crash is the question."""
    job = status(source.job_id) if source.job_id else None
    if job is not None and not job.is_over:
        return False
    source.job_id = enqueue(PULL, {"source": source.pk}, by=by, now=now)
    source.save(update_fields=["job_id"])
    return True


def _cleaned(host: str, port: int, user: str, folder: str, pattern: str) -> dict[str, Any]:
    host, user, pattern = host.strip().strip("[]").rstrip(".").lower(), user.strip(), pattern.strip()
    if not host or len(host) > 253 or not is_plain(host) or set("/@\\?#% ") & set(host):
        raise Refused(_("Name the server alone, such as sftp.hillwater.example."), field="host")
    if is_local_name(host) and not allows_local_servers():
        raise Refused(_("This is the machine that Pilotage runs on. Name the biller's server."), field="host")
    if not 1 <= port <= 65535:
        raise Refused(_("A port is a number from 1 to 65535; SFTP mostly has 22."), field="port")
    if not user or len(user) > 80 or not is_plain(user):
        raise Refused(_("Name the user that the server knows us by."), field="user")
    path = PurePosixPath(folder.strip() or ".")
    if ".." in path.parts or not is_plain(str(path)) or len(str(path)) > 400:
        raise Refused(_("Name a folder on the server, such as /outgoing/daily, without “..”."), field="folder")
    if not pattern or len(pattern) > 120 or "/" in pattern or "\\" in pattern or not is_plain(pattern):
        raise Refused(_("Give a pattern of names, such as BAL*.csv."), field="pattern")
    return {"host": host, "port": port, "user": user, "folder": str(path), "pattern": pattern}
