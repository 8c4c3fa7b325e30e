"""Keeps the scope plan as a document: a workbook and a PDF as it stands, in versions, linked in the Integration Summary."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from pilotage.billers.models import Phase
from pilotage.core import app_settings
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import share_file, store_version
from pilotage.scope.permissions import require_writer
from pilotage.scope.writing import SERIES, scope_sheet
from pilotage.summaries.operations import put_links

KEPT = "scope.plan_kept"


def keep_scope_plan(*, phase: Phase, is_shared: bool = False, by: Viewer, now: datetime) -> list[StoredFile]:
    """The scope of a phase as it stands now, as XLSX and PDF with the phase; the files of the newest version.

    A version that says the same as the last one isn't made again. Refuses a phase to which nothing was promised.
    Also: events `documents.storedfile_created`, `scope.plan_kept` and those of the Integration Summary's link.
    """
    require_writer(by)
    sheet = scope_sheet(phase, now.astimezone(ZoneInfo(phase.biller.time_zone)).date())
    if not sheet.rows:
        raise Refused(_("Nothing is written yet. Write what was promised first."))
    files = sheet.files(phase, app_settings.value("provider_name") or "Pilotage", now)
    with change(by=by, now=now) as c:
        number = store_version(
            subject=phase.record, biller=phase.biller, series=SERIES, files=files, digest=sheet.digest(), is_shared=is_shared,
            by=by, now=now,
        )  # fmt: skip
        kept = newest_files(phase)
        if number is not None:
            c.log(KEPT, phase, note=sheet.title, after={"version": number})
        for file in kept:
            if is_shared and not file.is_shared:
                share_file(file=file, is_shared=True, by=by, now=now)
        there = reverse("documents:versions", args=[phase.pk, SERIES])
        put_links(phase=phase, links={SERIES: (there, "the documents of the project")}, by=by, now=now)
        return kept


def newest_files(phase: Phase) -> list[StoredFile]:
    """The workbook and the PDF of the newest version."""
    rows = StoredFile.objects.everywhere().filter(subject_id=phase.pk, series=SERIES)
    last = rows.order_by("-number").values_list("number", flat=True).first()
    return list(rows.filter(number=last).select_related("record").order_by("-name"))
