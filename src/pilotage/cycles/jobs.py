"""What bill cycles do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.cycles.operations import remind_of_ends


@every("cycles.protections", timedelta(days=1), offset=timedelta(hours=11, minutes=20))
def protections(*, by: Viewer, now: datetime) -> int:
    """Owners hear of penalty protections that end, or have ended and aren't closed."""
    return remind_of_ends(by=by, now=now)
