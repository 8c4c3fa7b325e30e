"""What core does by the clock."""

from datetime import datetime, timedelta

from pilotage.core.operations.anchoring import anchor_chain
from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer


@every("core.anchor", timedelta(days=1), offset=timedelta(hours=2))
def anchor(*, by: Viewer, now: datetime) -> object:
    """The day's anchor of the audit chain."""
    return anchor_chain(by=by, now=now)
