"""Takes files of checks, by hand and out of folders. Card numbers are refused before anything is written."""

from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.daily.enums import ROLES
from pilotage.daily.models import CheckFile, CheckSource, DailyCheck
from pilotage.daily.permissions import require_writer
from pilotage.daily.queries import rhythm_of
from pilotage.documents.operations import path_of
from pilotage.documents.rules import safe_name
from pilotage.verification.operations.files import ENDINGS, digest_of, keep, why_refused
from pilotage.verification.operations.folders import MOST_AT_ONCE, STILL, inbox, move_aside
from pilotage.verification.sampling import refuse_cards

FILE_TAKEN = "daily.file_taken"
#: Payment files have endings of their own.
TAKEN_ENDINGS = (*ENDINGS, "xml", "ach", "bai", "bai2", "sta", "mt940", "x12", "edi", "820", "823")


def receive_file(
    *, check: DailyCheck, role: str, name: str, stream: IO[Any], day: date | None = None, by: Viewer, now: datetime
) -> CheckFile:
    """Keeps a file for a day of the check: the one given, else by when it came. The same bytes again are the file that is there.

    Refuses by ending, size and content, a day on which the check doesn't run, and card numbers (named masked): then nothing is kept.
    Also: event `daily.file_taken`.
    """
    require_writer(by)
    if role not in ROLES[check.kind]:
        raise Refused(_("This check has no such file."), field="role")
    rhythm = rhythm_of(check)
    shown, counts = safe_name(name), day or rhythm.day_of(now)
    if not rhythm.is_day(counts):
        raise Refused(_("The check doesn't run on this day. Choose a day of the check."), field="day")
    if problem := why_refused(shown, stream, TAKEN_ENDINGS):
        raise Refused(problem, field="file")
    digest = digest_of(stream)
    rows = CheckFile.objects.everywhere().filter(check_of=check, role=role, day=counts)
    held: CheckFile | None = rows.filter(sha256=digest).first()
    if held is not None:
        return held
    refuse_cards(stream, shown, field="file")
    stored_name = keep(stream)
    try:
        with change(by=by, now=now) as c:
            return c.create(
                CheckFile, scope=check.biller_id, event=FILE_TAKEN, biller_id=check.biller_id, check_of=check, role=role, day=counts,
                name=shown, size=path_of(stored_name).stat().st_size, sha256=digest, stored_name=stored_name,
                received_by_name=by.name, received_at=now,
            )  # fmt: skip
    except BaseException:
        path_of(stored_name).unlink(missing_ok=True)
        raise


def has_arrived() -> bool:
    """Whether anything waits in a folder of a check that runs."""
    rows = CheckSource.objects.everywhere().filter(check_of__is_paused=False).exclude(folder="")
    return any(any((inbox() / folder).glob(pattern)) for folder, pattern in rows.values_list("folder", "pattern"))


def look_into_folders(*, by: Viewer, now: datetime, still: float = STILL) -> int:
    """Takes what has arrived; each file is moved to `taken` or, with the reason on the check's page, to `refused`. Returns how many."""
    taken = 0
    rows = CheckSource.objects.everywhere().filter(check_of__is_paused=False).exclude(folder="")
    for source in rows.select_related("check_of__biller", "check_of__phase", "check_of__record").order_by("pk"):
        place = inbox() / source.folder
        try:
            waiting = sorted(path for path in place.glob(source.pattern) if path.is_file() and not path.is_symlink())
            ready = [path for path in waiting if now.timestamp() - path.stat().st_mtime >= still][:MOST_AT_ONCE]
        except OSError as why:
            _note(source, f"The folder can't be read: {why.strerror}.", by, now)
            continue
        taken += sum(_take(source, path, by, now) for path in ready)
    return taken


def _take(source: CheckSource, path: Path, by: Viewer, now: datetime) -> bool:
    try:
        with path.open("rb") as stream:
            receive_file(check=source.check_of, role=source.role, name=path.name, stream=stream, by=by, now=now)
    except Refused as refused:
        move_aside(path, "refused")
        _note(source, f"{path.name}: {refused.message}", by, now)
        return False
    except OSError as why:
        _note(source, f"{path.name} can't be read: {why.strerror}.", by, now)
        return False
    move_aside(path, "taken")
    _note(source, "", by, now)
    return True


def _note(source: CheckSource, problem: str, by: Viewer, now: datetime) -> None:
    with change(by=by, now=now) as c:
        c.save(source, problem=problem[:400])
