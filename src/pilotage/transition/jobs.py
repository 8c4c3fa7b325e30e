"""What transition does by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.transition.operations import refresh_pending, tell_of_ending_windows


@every("transition.windows", timedelta(days=1), offset=timedelta(hours=11))
def ending_windows(*, by: Viewer, now: datetime) -> int:
    """Owners and leaders hear of windows that end within a week."""
    return tell_of_ending_windows(by=by, now=now)


@every("transition.pending", timedelta(days=1), offset=timedelta(hours=10))
def pending_anew(*, by: Viewer, now: datetime) -> int:
    """Proposals follow the policy's version of the day and the settings of counting."""
    return refresh_pending(by=by, now=now)
