"""What escalations do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.escalation.operations import raise_level, start_automatic
from pilotage.escalation.queries import due


@every("escalation.climb", timedelta(minutes=5))
def climb(*, by: Viewer, now: datetime) -> int:
    """Severe cases begin to climb, and due levels are raised, each in a change of its own: a run that dies loses none and doubles none."""
    start_automatic(by=by, now=now)
    return sum(raise_level(pk=pk, by=by, now=now) for pk in due(now))
