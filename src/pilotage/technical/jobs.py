"""What a technical checklist does by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.technical.operations import tell_of_expiring


@every("technical.expiring", timedelta(days=1), offset=timedelta(hours=11, minutes=20))
def expiring(*, by: Viewer, now: datetime) -> int:
    """Owners hear of evidence that runs out."""
    return tell_of_expiring(by=by, now=now)
