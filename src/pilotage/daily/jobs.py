"""What daily checks do by the clock, and when asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from pilotage.core.jobs import Progress, enqueue, job
from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.daily.models import CheckDay
from pilotage.daily.operations import begin_due_days, carry_out, has_arrived, look_into_folders
from pilotage.daily.operations.running import RUN

LOOK: Final = "daily.look"


@every("daily.checks", timedelta(minutes=5))
def checks(*, by: Viewer, now: datetime) -> int:
    """Asks for a look where files wait, and begins the days that are due. Slot, days and jobs are kept or lost together."""
    if has_arrived():
        enqueue(LOOK, {}, by=by, now=now)
    return begin_due_days(by=by, now=now)


@job(LOOK)
def look(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> int:
    """Takes files that wait in folders, then begins the days that have all of theirs; run again, it takes the rest."""
    taken = look_into_folders(by=by, now=now)
    begin_due_days(by=by, now=now)
    return taken


@job(RUN)
def run_day(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Checks one day; run again after a crash, it ends the same and once."""
    rows = CheckDay.objects.everywhere().select_related(
        "check_of__record", "check_of__biller", "check_of__phase__biller", "check_of__spec"
    )
    day = rows.get(pk=arguments["day"])
    carry_out(day=day, run_count=int(arguments["run"]), tell_progress=progress, by=by, now=now)
