"""What is watched by the clock: shared overviews against the facts of the day."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.welcome.operations import recheck_overviews
from pilotage.welcome.queries import shared_overviews


@every("welcome.recheck", timedelta(days=1), offset=timedelta(hours=5))
def recheck(*, by: Viewer, now: datetime) -> int:
    """Once a day: meetings, bill cycles, channels and people may have changed anywhere."""
    return recheck_overviews(overviews=shared_overviews(now.date()).iterator(chunk_size=200), by=by, now=now)
