"""What a RAID log does by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.raid.operations import tell_of_reviews


@every("raid.reviews", timedelta(days=1), offset=timedelta(hours=11, minutes=10))
def reviews(*, by: Viewer, now: datetime) -> int:
    """Owners hear of entries whose look is due."""
    return tell_of_reviews(by=by, now=now)
