"""What phased billers' cases bring about: each event is shared out by the RACI; what has happened settles what was owed."""

from datetime import datetime

from pilotage.core.models import Event
from pilotage.core.reactions import on
from pilotage.core.viewer import Viewer
from pilotage.phased.operations import settle_work, share_case
from pilotage.raci.enums import Work
from pilotage.support.enums import Path
from pilotage.support.models import Case


@on("support.case_created", "support.reopened")
def bring_to_triage(event: Event, *, by: Viewer, now: datetime) -> None:
    """A case waits for triage."""
    if case := _case(event):
        share_case(case=case, work=Work.TRIAGE, key=str(event.seq), title=f"Bring {case} to triage", by=by, now=now)


@on("support.triaged")
def follow_the_way(event: Event, *, by: Viewer, now: datetime) -> None:
    """Triage is over; the way says who acts next."""
    case = _case(event)
    if case is None:
        return
    settle_work(subject_id=case.pk, works=(Work.TRIAGE,), by=by, now=now)
    if case.path == Path.TRACKER and not case.tracker_key:
        title = f"Open the tracker issue of {case}, and follow it up"
        share_case(case=case, work=Work.TRACKER, key=str(event.seq), title=title, by=by, now=now)
    if case.path == Path.SME:
        title = f"Seek technical advice on {case}"
        share_case(case=case, work=Work.ADVICE, key=str(event.seq), title=title, by=by, now=now)


@on("support.tracked")
def settle_the_tracker(event: Event, *, by: Viewer, now: datetime) -> None:
    """The issue is in the tracker."""
    if case := _case(event):
        settle_work(subject_id=case.pk, works=(Work.TRACKER,), by=by, now=now)


@on("support.noted")
def settle_the_notes(event: Event, *, by: Viewer, now: datetime) -> None:
    """The notes are fresh."""
    if case := _case(event):
        settle_work(subject_id=case.pk, works=(Work.NOTES,), by=by, now=now)


@on("support.closed")
def tell_of_the_end(event: Event, *, by: Viewer, now: datetime) -> None:
    """Nothing of it is owed any more; who is informed hears of it."""
    if case := _case(event):
        settle_work(subject_id=case.pk, by=by, now=now)
        share_case(
            case=case, work=Work.CLOSE, key=str(event.seq), title=f"{case} is closed", is_done=True, by=by, now=now
        )


def _case(event: Event) -> Case | None:
    found = Case.objects.everywhere().select_related("record", "biller__record", "phase__biller", "phase__record")
    return found.filter(pk=event.record_id).first()
