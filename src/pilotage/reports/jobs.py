"""What reports do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.reports.operations import run_due


@every("reports.due", timedelta(minutes=15))
def due(*, by: Viewer, now: datetime) -> int:
    """Drafts and sends what is due; a slot that was taken isn't taken again."""
    return run_due(by=by, now=now)
