"""What cases do by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.support.operations import make_calls, remind_of_calls, tell_of_stale_notes


@every("support.stale_notes", timedelta(days=1), offset=timedelta(hours=12, minutes=20))
def stale_notes(*, by: Viewer, now: datetime) -> int:
    """Owners hear of cases whose notes are stale."""
    return tell_of_stale_notes(by=by, now=now)


@every("support.triage_calls", timedelta(days=1), offset=timedelta(hours=9, minutes=20))
def triage_calls(*, by: Viewer, now: datetime) -> int:
    """Triage calls are made eight weeks ahead; who comes is invited a week before."""
    return make_calls(by=by, now=now)


@every("support.calls_to_record", timedelta(days=1), offset=timedelta(hours=12, minutes=25))
def calls_to_record(*, by: Viewer, now: datetime) -> int:
    """Leaders hear of triage calls of which nobody has said whether they were held."""
    return remind_of_calls(by=by, now=now)
