"""What first bill cycles do when a daily check has ended a day."""

from datetime import datetime

from pilotage.billers.models import Phase
from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.firstcycles.operations import take_counted


@on("daily.day_ended")
def take_what_the_day_counted(event: Event, *, by: Viewer, now: datetime) -> None:
    """The figures of the phase's first bill cycles follow its daily checks."""
    phases = Phase.objects.everywhere().filter(daily_checks=event.record_id).select_related("biller", "record")
    for phase in phases:
        take_counted(phase=phase, by=by, now=now)
