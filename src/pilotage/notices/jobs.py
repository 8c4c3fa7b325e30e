"""What notices do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.notices.operations import send_digests


@every("notices.digest", timedelta(minutes=15))
def digests(*, by: Viewer, now: datetime) -> int:
    """Each person gets theirs after seven in their own morning."""
    return send_digests(by=by, now=now)
