"""Takes earlier values of one side, by which runs tell an old value from a wrong one."""

from datetime import date, datetime
from itertools import islice
from typing import IO, Any, BinaryIO, cast

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.operations import path_of
from pilotage.documents.rules import safe_name
from pilotage.tally.errors import TallyError
from pilotage.tally.spec.dates import date_form
from pilotage.tally.tables import TableUnreadable, open_table
from pilotage.verification.models import HistoryFile, ReceivedFile, Spec, SpecVersion
from pilotage.verification.operations.files import digest_of, keep, why_refused
from pilotage.verification.permissions import require_writer
from pilotage.verification.rules.lines import own_key
from pilotage.verification.sampling import refuse_accounts, refuse_cards

HISTORY_GIVEN = "verification.history_given"
HISTORY_STOPPED = "verification.history_stopped"
ENDINGS = ("csv", "txt", "tsv", "psv", "dat")
ISO, READ = "%Y-%m-%d", 500


def give_history(
    *,
    spec: Spec,
    side: str,
    name: str = "",
    stream: IO[Any] | None = None,
    held: ReceivedFile | None = None,
    date_column: str = "",
    date_format: str = "",
    as_of: date | None = None,
    by: Viewer,
    now: datetime,
) -> HistoryFile:
    """Keeps earlier values of a side for the runs from now on: a file that is sent, or one that came. It takes the place of the last.

    Refuses what an upload refuses, a file without the key or the named day, and days that can't be read.
    Also: event `verification.history_given`.
    """
    require_writer(by)
    if held is not None:
        if (held.spec_id, held.side) != (spec.pk, side):
            raise Refused(_("Choose a file of this side."), field="held")
        with path_of(held.stored_name).open("rb") as opened:
            return _give(spec, side, held.name, opened, (date_column, date_format, as_of), by, now)
    if stream is None:
        raise Refused(_("Send a file, or choose one that came."), field="file")
    return _give(spec, side, name, stream, (date_column, date_format, as_of), by, now)


def stop_history(*, history: HistoryFile, by: Viewer, now: datetime) -> None:
    """New runs go without it; runs that had it keep it. Also: event `verification.history_stopped`."""
    require_writer(by)
    with change(by=by, now=now) as c:
        c.save(history, kind=HISTORY_STOPPED, is_used=False)


def _give(
    spec: Spec, side: str, name: str, stream: IO[Any], dated: tuple[str, str, date | None], by: Viewer, now: datetime
) -> HistoryFile:
    shown, (column, form, as_of) = safe_name(name), dated
    if problem := why_refused(shown, stream, ENDINGS):
        raise Refused(problem, field="file")
    body = SpecVersion.objects.everywhere().filter(spec=spec).order_by("-number").values_list("body", flat=True)[0]
    key = own_key(body, side)
    refuse_cards(stream, shown, field="file")
    refuse_accounts(stream, shown, body[side].get("bank_accounts", ()), key=key, field="file")
    column, form = column.strip(), form.strip() or (ISO if column.strip() else "")
    _refuse_unreadable(stream, shown, key, column, form)
    digest, stored_name = digest_of(stream), keep(stream)
    try:
        with change(by=by, now=now) as c:
            Record.objects.select_for_update().get(pk=spec.pk)
            for last in HistoryFile.objects.everywhere().filter(spec=spec, is_used=True):
                c.save(last, kind=HISTORY_STOPPED, is_used=False)
            return c.create(
                HistoryFile, scope=spec.biller_id, event=HISTORY_GIVEN, biller_id=spec.biller_id, spec=spec, side=side, name=shown,
                size=path_of(stored_name).stat().st_size, sha256=digest, stored_name=stored_name, date_column=column,
                date_format=form, as_of=as_of, received_by_name=by.name, received_at=now,
            )  # fmt: skip
    except BaseException:
        path_of(stored_name).unlink(missing_ok=True)
        raise


def _refuse_unreadable(stream: IO[Any], name: str, key: list[str], column: str, form: str) -> None:
    try:
        with open_table(cast(BinaryIO, stream), name=name) as table:
            headers = table.headers
            rows = [(row.number, row.cells.get(column, "")) for row in islice(table.rows(), READ)] if column else []
    except TableUnreadable as wrong:
        raise Refused(str(wrong), field="file") from None
    finally:
        stream.seek(0)
    if lacking := [one for one in key if one not in headers]:
        words = _(
            "%(name)s has no column “%(column)s”, which is part of the key. Send a file with the columns of this side."
        )
        raise Refused(words % {"name": name, "column": lacking[0]}, field="file")
    if column and column not in headers:
        raise Refused(_("%(name)s has no column “%(column)s”.") % {"name": name, "column": column}, field="date_column")
    for number, text in rows:
        try:
            if text.strip():
                date_form(form).read(text.strip())
        except (ValueError, TallyError):
            words = _("Row %(row)d has “%(text)s”, which is no day written as %(form)s.")
            raise Refused(words % {"row": number, "text": text[:40], "form": form}, field="date_format") from None
