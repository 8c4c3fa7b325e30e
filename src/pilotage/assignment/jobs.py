"""The background work of assignment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilotage.assignment.enums import AssignState
from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.operations import accept_proposals, give_up, undo_run, work_out_assignment
from pilotage.assignment.operations.accepting import TAKE
from pilotage.assignment.operations.asking import WORK_OUT
from pilotage.core.errors import Refused
from pilotage.core.jobs import Progress, job
from pilotage.core.viewer import Viewer


@job(WORK_OUT)
def work_out(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Works a run out."""
    work_out_assignment(run=AssignmentRun.objects.get(pk=arguments["run"]), tell_progress=progress, by=by, now=now)


@job(TAKE)
def take(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Takes many proposals over, or back; in one transaction, so that a second try finds all or nothing."""
    run = AssignmentRun.objects.get(pk=arguments["run"])
    if run.state != AssignState.TAKING:
        return
    progress(0, 1)
    try:
        if arguments["undo"]:
            undo_run(run=run, by=by, now=now)
        else:
            accept_proposals(run=run, needs=arguments["needs"], reason=arguments["reason"], by=by, now=now)
    except Refused as refused:
        give_up(run=run, before=arguments["before"], problem=str(refused), by=by, now=now)
