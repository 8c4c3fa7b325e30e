"""Takes files of checks, by hand and out of folders. Card numbers are refused before anything is written."""

from datetime import date, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.daily.engine import body_of
from pilotage.daily.enums import ROLES, Kind
from pilotage.daily.models import CheckFile, CheckSource, DailyCheck
from pilotage.daily.operations.keeping import refuse_day
from pilotage.daily.permissions import require_writer
from pilotage.daily.queries import rhythm_of
from pilotage.documents.operations import path_of
from pilotage.documents.rules import ending_of, safe_name
from pilotage.tally.forbidden import scan_bank_accounts
from pilotage.verification.operations.files import ENDINGS, digest_of, keep, why_refused
from pilotage.verification.operations.folders import MOST_AT_ONCE, STILL, inbox, move_aside
from pilotage.verification.queries import newest_version
from pilotage.verification.rules.lines import own_key
from pilotage.verification.sampling import refuse_cards

FILE_TAKEN = "daily.file_taken"
BANK = "bank"
#: Payment files have endings of their own.
TAKEN_ENDINGS = (*ENDINGS, "xml", "ach", "bai", "bai2", "sta", "mt940", "x12", "edi", "820", "823")


def receive_file(
    *, check: DailyCheck, role: str, name: str, stream: IO[Any], day: date | None = None, by: Viewer, now: datetime
) -> CheckFile:
    """Keeps a file for a day of the check: the one given, else by when it came. The same bytes again are the file that is there.

    Refuses by ending, size and content, a day on which the check doesn't run, card numbers, and bank accounts where the spec allows
    none (both named masked): then nothing is kept.
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
    _refuse_accounts(check, role, shown, stream)
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


def _refuse_accounts(check: DailyCheck, role: str, name: str, stream: IO[Any]) -> None:
    """Tables alone have columns to judge; a bank's own lines and payment files name accounts by their nature."""
    if role == BANK or ending_of(name) not in ENDINGS:
        return
    side = _side_of(check, role)
    stream.seek(0)
    found = scan_bank_accounts(cast(BinaryIO, stream), name, allowed=side["bank_accounts"], key=side["key"])
    stream.seek(0)
    if not found:
        return
    words = _(
        "%(name)s holds a bank account number (row %(row)d, %(column)s: %(masked)s). Nothing was kept. Have it left out."
    )
    told = {"name": name, "row": found[0].row, "column": found[0].column, "masked": found[0].masked}
    raise Refused(words % told, field="file")


def _side_of(check: DailyCheck, role: str) -> dict[str, list[str]]:
    """Which columns of a balance file may hold bank accounts, and its key."""
    if check.kind != Kind.BALANCE:
        return {"bank_accounts": [], "key": []}
    body = newest_version(check.spec).body if check.spec is not None else body_of(check.kind, check.spec_text)
    return {"bank_accounts": list((body.get(role) or {}).get("bank_accounts") or []), "key": own_key(body, role)}


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
        if refused.field == "file":
            refuse_day(check=source.check_of, role=source.role, words=refused.message, by=by, now=now)
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
