"""What work does by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.work.operations import tell_of_due_tasks


@every("work.due", timedelta(minutes=15))
def due_tasks(*, by: Viewer, now: datetime) -> int:
    """Tells of what is due or overdue; the digest of the morning holds it for those who chose so."""
    return tell_of_due_tasks(by=by, now=now)
