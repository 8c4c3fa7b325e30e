"""What the matrix does when work is done."""

from datetime import datetime

from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.raci.models import Duty
from pilotage.raci.operations import settle_duty, unsettle_duty


@on("work.task_done")
def settle_when_its_task_is_done(event: Event, *, by: Viewer, now: datetime) -> None:
    """A duty is over with its task."""
    for duty in Duty.objects.everywhere().filter(task=event.record_id, settled_at=None):
        settle_duty(phase_id=duty.phase_id, key=duty.key, by=by, now=now)


@on("work.task_reopened")
def unsettle_when_its_task_is_opened_again(event: Event, *, by: Viewer, now: datetime) -> None:
    """It is owed again with its task."""
    for duty in Duty.objects.everywhere().filter(task=event.record_id, settled_at__isnull=False):
        unsettle_duty(duty=duty, by=by, now=now)
