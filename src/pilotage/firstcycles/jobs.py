"""What first bill cycles do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.firstcycles.operations import remind_of_figures


@every("firstcycles.missing_figures", timedelta(days=1), offset=timedelta(hours=12, minutes=40))
def missing_figures(*, by: Viewer, now: datetime) -> int:
    """Who supports a biller hears of a cycle that is over and has no figures."""
    return remind_of_figures(by=by, now=now)
