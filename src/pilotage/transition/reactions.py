"""What transition does when a biller's facts change: the proposal is worked out anew."""

from datetime import datetime

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.transition.operations import tell_of_misfits, work_out_decision


@on("billers.target_go_live_set", "billers.phase_changed")
def work_out_when_the_target_is_set(event: Event, *, by: Viewer, now: datetime) -> None:
    """A phase with a target is on the pending list with a proposal."""
    for phase in Phase.objects.everywhere().filter(pk=event.record_id):
        _work_out(phase, by, now)


@on("billers.target_go_live_set")
def tell_which_meetings_stay_behind(event: Event, *, by: Viewer, now: datetime) -> None:
    """Meetings don't move with a go-live by themselves; who organises them is told which no longer fit."""
    for phase in Phase.objects.everywhere().filter(pk=event.record_id).select_related("biller", "record"):
        tell_of_misfits(phase=phase, key=f"meetings-to-move:{event.uid}", by=by, now=now)


@on("billers.biller_changed", "billers.integration_changed")
def work_out_when_facts_change(event: Event, *, by: Viewer, now: datetime) -> None:
    """MRR, vertical, state, product and integrator are facts of the policy."""
    for phase in Phase.objects.everywhere().filter(biller_id=event.scope_id):
        _work_out(phase, by, now)


def _work_out(phase: Phase, by: Viewer, now: datetime) -> None:
    if phase.stage in BEFORE_LIVE and phase.target_go_live_date is not None:
        work_out_decision(phase=phase, by=by, now=now)
