"""What series of meetings do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.meetings.operations import make_all_meetings


@every("meetings.series", timedelta(days=1), offset=timedelta(hours=9, minutes=5))
def series(*, by: Viewer, now: datetime) -> int:
    """Meetings of series are made, eight weeks ahead."""
    return make_all_meetings(by=by, now=now)
