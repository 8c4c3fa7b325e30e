"""What phased billers bring by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.phased.operations import raise_stale_notes


@every("phased.stale_notes", timedelta(days=1), offset=timedelta(hours=12, minutes=50))
def stale_notes(*, by: Viewer, now: datetime) -> int:
    """Notes that went stale become a duty."""
    return raise_stale_notes(by=by, now=now)
