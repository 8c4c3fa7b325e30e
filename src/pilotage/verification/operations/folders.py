"""Folders from which files are taken as they arrive. A job looks; a file that still grows waits for the next look."""

from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.verification.enums import Side
from pilotage.verification.models import ReceivedFile, Run, Spec, WatchedFolder
from pilotage.verification.operations.files import receive_file
from pilotage.verification.operations.running import start_run
from pilotage.verification.permissions import require_writer

FOLDER_SET = "verification.folder_set"
FOLDER_STOPPED = "verification.folder_stopped"
#: Seconds in which a file must not have changed: one that is being written is left alone.
STILL = 10.0
MOST_AT_ONCE = 20


def inbox() -> Path:
    """Where the folders lie."""
    home: Path = settings.PILOTAGE_HOME
    return home / "inbox"


def set_folder(
    *, spec: Spec, side: str, folder: str, pattern: str, starts_runs: bool = True, by: Viewer, now: datetime
) -> WatchedFolder:
    """Watches a folder under the inbox for one side; it is made if it isn't there. One folder a side: a new one replaces it.

    Refuses a way out of the inbox and a pattern with a folder in it. Also: event `verification.folder_set`.
    """
    require_writer(by)
    parts = PurePosixPath(folder.strip().strip("/")).parts
    if not parts or ".." in parts or any(part.startswith((".", "~")) or "\\" in part for part in parts):
        raise Refused(_("Name a folder inside the inbox, such as hill-water/daily."), field="folder")
    if not pattern.strip() or "/" in pattern or "\\" in pattern:
        raise Refused(_("Give a pattern of names, such as BAL*.csv."), field="pattern")
    fields: dict[str, Any] = {
        "folder": "/".join(parts)[:200],
        "pattern": pattern.strip()[:120],
        "starts_runs": starts_runs,
        "problem": "",
    }
    place = inbox() / fields["folder"]
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as why:
        raise Refused(_("The folder can't be made: %(why)s.") % {"why": why.strerror}, field="folder") from None
    with change(by=by, now=now) as c:
        held: WatchedFolder | None = WatchedFolder.objects.everywhere().filter(spec=spec, side=side).first()
        if held is not None:
            c.save(held, kind=FOLDER_SET, **fields)
            return held
        return c.create(
            WatchedFolder,
            scope=spec.biller_id,
            event=FOLDER_SET,
            biller_id=spec.biller_id,
            spec=spec,
            side=side,
            **fields,
        )


def stop_folder(*, folder: WatchedFolder, by: Viewer, now: datetime) -> None:
    """Watches it no longer; files that came stay. Also: event `verification.folder_stopped`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        c.remove(folder, kind=FOLDER_STOPPED)


def has_arrived() -> bool:
    """Whether anything waits in a watched folder; one query, and a look at the folders."""
    return any(
        any((inbox() / folder).glob(pattern))
        for folder, pattern in WatchedFolder.objects.everywhere().values_list("folder", "pattern")
    )


def look_into_folders(*, by: Viewer, now: datetime, still: float = STILL) -> int:
    """Takes what has arrived, at most 20 files a folder; each is moved to `taken` or, with the reason, to `refused`.

    Returns how many were taken. Also: as `receive_file`.
    """
    taken = 0
    for folder in WatchedFolder.objects.everywhere().select_related("spec__record").order_by("pk"):
        place = inbox() / folder.folder
        try:
            waiting = sorted(path for path in place.glob(folder.pattern) if path.is_file() and not path.is_symlink())
        except OSError as why:
            _note(folder, f"The folder can't be read: {why.strerror}.", by, now)
            continue
        still_ones = [path for path in waiting if now.timestamp() - path.stat().st_mtime >= still][:MOST_AT_ONCE]
        taken += sum(_take(folder, path, by, now) for path in still_ones)
    return taken


def start_due_runs(*, by: Viewer, now: datetime) -> int:
    """Starts a run where a watched folder or a server says so and both sides have a file that no run has compared. Returns how many."""
    started = 0
    asked = Q(folders__starts_runs=True) | Q(sources__starts_runs=True)
    for spec in Spec.objects.everywhere().filter(asked).select_related("record").distinct():
        files = [
            ReceivedFile.objects.everywhere().filter(spec=spec, side=side).order_by("-received_at", "-pk").first()
            for side in Side
        ]
        if None in files:
            continue
        used = Run.objects.everywhere().filter(spec=spec)
        left, right = files
        if used.filter(left=left).exists() or used.filter(right=right).exists():
            continue
        start_run(spec=spec, left=left, right=right, by=by, now=now)
        started += 1
    return started


def _take(folder: WatchedFolder, path: Path, by: Viewer, now: datetime) -> bool:
    try:
        with path.open("rb") as stream:
            receive_file(
                spec=folder.spec, side=folder.side, name=path.name, stream=stream, folder=folder, by=by, now=now
            )
    except Refused as refused:
        move_aside(path, "refused")
        _note(folder, f"{path.name}: {refused.message}", by, now)
        return False
    except OSError as why:
        _note(folder, f"{path.name} can't be read: {why.strerror}.", by, now)
        return False
    move_aside(path, "taken")
    _note(folder, "", by, now)
    return True


def move_aside(path: Path, to: str) -> None:
    """Puts a file that was looked at into a folder beside it."""
    target = path.parent / to
    target.mkdir(exist_ok=True)
    path.replace(target / path.name)


def _note(folder: WatchedFolder, problem: str, by: Viewer, now: datetime) -> None:
    with change(by=by, now=now) as c:
        c.save(folder, problem=problem[:400], looked_at=now)
