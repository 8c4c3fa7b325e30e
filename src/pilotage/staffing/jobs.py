"""The background work of staffing."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilotage.core.jobs import Progress, job
from pilotage.core.viewer import Viewer
from pilotage.staffing.models import Run
from pilotage.staffing.operations import work_out_run
from pilotage.staffing.operations.runs import WORK_OUT


@job(WORK_OUT)
def work_out(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Works a run out."""
    work_out_run(run=Run.objects.get(pk=arguments["run"]), tell_progress=progress, by=by, now=now)
