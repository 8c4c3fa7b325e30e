"""Series of meetings in the world of the access table."""

from datetime import time, timedelta
from typing import Any

from pilotage.billers.models import Phase
from pilotage.meetings import operations as meetings


def keep_meetings(world: Any, which: str, phase: Phase) -> None:
    """A series with a guest, and a meeting of the phase with two topics."""
    now, pm = world.now, world.viewer("signing_pm")
    series = meetings.begin_series(
        phase=phase, kind="steering", guests=[("Gil Guest", "gil@example.com")], title="Weekly call", weekdays=[1], at=time(10),
        time_zone="America/Chicago", cadence="monthly", first_date=now.date(), by=pm, now=now,
    )  # fmt: skip
    meeting = meetings.schedule_meeting(phase=phase, kind="other", starts_at=now + timedelta(days=5), by=pm, now=now)
    earlier = meetings.schedule_meeting(phase=phase, kind="other", starts_at=now - timedelta(days=5), by=pm, now=now)
    action = meetings.add_action(meeting=earlier, title="Send keys", by=pm, now=now)
    item = meetings.add_item(meeting=meeting, title="Risks", by=pm, now=now)
    meetings.add_item(meeting=meeting, title="Dates", by=pm, now=now)
    world.keep(which, meeting_series=series, phase_meeting=meeting, agenda_item=item, open_action=action)
