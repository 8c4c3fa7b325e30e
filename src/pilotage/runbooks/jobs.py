"""What runbooks do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.runbooks.operations import tell_of_reviews


@every("runbooks.reviews", timedelta(days=1), offset=timedelta(hours=11, minutes=20))
def reviews(*, by: Viewer, now: datetime) -> int:
    """Owners hear of runbooks whose review date has passed."""
    return tell_of_reviews(by=by, now=now)
