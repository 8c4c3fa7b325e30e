"""What verifications do by the clock, and when asked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from pilotage.core.jobs import Progress, enqueue, job
from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.verification.models import Run, SftpSource
from pilotage.verification.operations import (
    ask_due_sources,
    carry_out,
    has_arrived,
    look_into_folders,
    pull,
    start_due_runs,
)
from pilotage.verification.operations.running import RUN
from pilotage.verification.operations.sources import PULL

LOOK: Final = "verification.look"


@every("verification.folders", timedelta(minutes=1))
def folders(*, by: Viewer, now: datetime) -> bool:
    """Asks for a look where something has arrived; files are read by the job, outside of this transaction."""
    waits = has_arrived()
    if waits:
        enqueue(LOOK, {}, by=by, now=now)
    return waits


@job(LOOK)
def look(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> int:
    """Takes files that have arrived in watched folders; run again, it takes the rest."""
    taken = look_into_folders(by=by, now=now)
    start_due_runs(by=by, now=now)
    return taken


@every("verification.sources", timedelta(minutes=1))
def sources(*, by: Viewer, now: datetime) -> int:
    """Asks for a look at each server whose time has come."""
    return ask_due_sources(by=by, now=now)


@job(PULL)
def fetch(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> int:
    """Fetches what is new on a server; run again, it takes the rest. A source that was stopped meanwhile is left."""
    source = SftpSource.objects.everywhere().filter(pk=arguments["source"]).select_related("spec__record").first()
    if source is None:
        return 0
    taken = pull(source=source, tell_progress=progress, by=by, now=now)
    start_due_runs(by=by, now=now)
    return taken


@job(RUN)
def run(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Compares two files; run again after a crash, it goes on from what is there."""
    row = (
        Run.objects.everywhere()
        .select_related("spec", "version", "left", "right", "history", "biller", "record")
        .get(pk=arguments["run"])
    )
    carry_out(run=row, tell_progress=progress, by=by, now=now)
