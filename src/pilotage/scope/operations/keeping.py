"""Keeps the scope plan as a document: a workbook as it stands, with the phase's files."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pilotage.billers.models import Phase
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import StoredFile
from pilotage.documents.operations import store_file
from pilotage.scope.permissions import require_writer
from pilotage.scope.writing import HEADERS, plan_rows, workbook

KEPT = "scope.plan_kept"


def keep_scope_plan(*, phase: Phase, is_shared: bool = False, by: Viewer, now: datetime) -> StoredFile:
    """The scope of a phase as it stands now, as an XLSX file with the phase; earlier ones stay.

    Also: events `documents.storedfile_created` and `scope.plan_kept`.
    """
    require_writer(by)
    today = _today(phase, now)
    with change(by=by, now=now) as c:
        content = workbook("Scope", HEADERS, plan_rows(phase, today))
        file = store_file(
            subject=phase.record, biller=phase.biller, name=f"scope-plan-{today.isoformat()}.xlsx", stream=io.BytesIO(content),
            is_shared=is_shared, by=by, now=now,
        )  # fmt: skip
        c.log(KEPT, phase, note=file.name)
        return file


def _today(phase: Phase, now: datetime) -> date:
    return now.astimezone(ZoneInfo(phase.biller.time_zone)).date()
