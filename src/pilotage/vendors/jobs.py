"""What happens for vendors by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.vendors.operations import tell_vendors_of_due_tasks


@every("vendors.due", timedelta(hours=1))
def due_tasks(*, by: Viewer, now: datetime) -> int:
    """Once per task and date, however often it runs."""
    return tell_vendors_of_due_tasks(by=by, now=now)
