"""What reports do by the clock, and when asked: what is due goes out; a project's documents are made."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pilotage.billers.models import Phase
from pilotage.core.jobs import Progress, job
from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.reports.operations import EXPORT, ask_for_documents, export_documents, run_due
from pilotage.reports.queries import phases_with_running_projects


@every("reports.due", timedelta(minutes=15))
def due(*, by: Viewer, now: datetime) -> int:
    """Drafts and sends what is due; a slot that was taken isn't taken again."""
    return run_due(by=by, now=now)


@job(EXPORT)
def export(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> list[str]:
    """Makes one phase's documents; run again, it makes what is missing."""
    phase = Phase.objects.everywhere().select_related("biller", "record").get(pk=arguments["phase"])
    return export_documents(phase=phase, by=by, now=now)


@every("reports.documents", timedelta(days=7), offset=timedelta(days=1, hours=4))
def documents(*, by: Viewer, now: datetime) -> int:
    """Once a week, in the night to Monday: the documents of every running project that say something new."""
    return ask_for_documents(phase_ids=phases_with_running_projects(), by=by, now=now)
