"""Keeps a project's documents as versions, and puts their links into the Integration Summary."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from pilotage.billers.models import Phase
from pilotage.core import app_settings
from pilotage.core.jobs import enqueue
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.operations import store_version
from pilotage.documents.queries import last_version
from pilotage.reports.documents import sheets_of
from pilotage.reports.permissions import require_writer
from pilotage.reports.summary_links import links_of_phase
from pilotage.summaries.operations import put_links

EXPORTED = "reports.documents_exported"
#: The job by which the worker makes one phase's documents.
EXPORT: Final = "reports.export_documents"


def ask_for_documents(*, phase_ids: Iterable[uuid.UUID], by: Viewer, now: datetime) -> int:
    """Has the worker make these phases' documents; returns how many phases. Also: a job for each."""
    require_writer(by)
    with change(by=by, now=now):
        return len([enqueue(EXPORT, {"phase": str(key)}, by=by, now=now) for key in phase_ids])


def export_documents(*, phase: Phase, by: Viewer, now: datetime) -> list[str]:
    """A new version, as XLSX and PDF, of each document that says something new; returns which.

    Their links stand in the phase's Integration Summary, where nobody wrote others. Refuses when a text holds a card number.
    Also: events `reports.documents_exported`, `documents.storedfile_created`.
    """
    require_writer(by)
    provider = app_settings.value("provider_name") or "Pilotage"
    today = now.astimezone(ZoneInfo(phase.biller.time_zone)).date()
    made = []
    for sheet in sheets_of(phase, today):
        with change(by=by, now=now):
            digest = sheet.digest()
            if not _is_new(phase, sheet.key, digest):
                continue
            files = sheet.files(phase, provider, now)
            number = store_version(
                subject=phase.record, biller=phase.biller, series=sheet.key, files=files, digest=digest, by=by, now=now
            )
            if number is not None:
                made.append(sheet.key)
    with change(by=by, now=now) as c:
        if made:
            c.log(EXPORTED, phase, after={"documents": made})
        put_links(phase=phase, links=links_of_phase(phase), by=by, now=now)
    return made


def _is_new(phase: Phase, series: str, digest: str) -> bool:
    last = last_version(phase.pk, series)
    return last is None or last.content_digest != digest
