"""The background work of imports."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilotage.core.jobs import Progress, job
from pilotage.core.viewer import Viewer
from pilotage.portfolio.models import ImportRun
from pilotage.portfolio.operations import run_check, run_commit
from pilotage.portfolio.operations.runs import CHECK, COMMIT


@job(CHECK)
def check(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Reads and compares the files of a run."""
    run_check(run=ImportRun.objects.get(pk=arguments["run"]), by=by, now=now, tell_progress=progress)


@job(COMMIT)
def commit(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Imports the files of a run."""
    run_commit(run=ImportRun.objects.get(pk=arguments["run"]), by=by, now=now, tell_progress=progress)
