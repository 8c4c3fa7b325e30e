"""What was shared with billers is compared anew when facts of theirs change."""

from datetime import datetime

from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.welcome.operations import recheck_overviews
from pilotage.welcome.queries import shared_overviews


@on(
    "billers.target_go_live_set", "billers.phase_changed", "billers.phase_went_live", "billers.stage_moved",
    "billers.biller_changed", "billers.integration_changed", "billers.care_created", "billers.care_removed",
    "billers.invoicetype_created", "billers.invoicetype_removed", "billers.contact_created", "billers.contact_changed",
    "transition.decided", "transition.window_opened", "transition.window_extended", "transition.reopened", "transition.window_closed",
    "meetings.meeting_created", "meetings.meeting_moved", "meetings.meeting_cancelled", "meetings.meeting_held",
)  # fmt: skip
def compare_what_was_shared(event: Event, *, by: Viewer, now: datetime) -> None:
    """Overviews of the biller that was changed; whatever else changes follows with the daily round."""
    found = shared_overviews(now.date()).filter(biller_id=event.scope_id)
    recheck_overviews(overviews=list(found), by=by, now=now)
