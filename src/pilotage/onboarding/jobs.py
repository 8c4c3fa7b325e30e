"""The background work of carrying a playbook into running projects."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pilotage.core.jobs import Progress, job
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import Carrying
from pilotage.onboarding.operations.carrying import CARRY, LOOK, run_carry, run_look


@job(LOOK)
def look(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Works out what a version would do to each ticked project. Done again, it goes on with those not looked at yet."""
    run_look(carrying=Carrying.objects.get(pk=arguments["carrying"]), by=by, now=now, tell_progress=progress)


@job(CARRY)
def carry(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Carries it into each project that has a yes. Done again, it goes on with those that still wait."""
    run_carry(carrying=Carrying.objects.get(pk=arguments["carrying"]), by=by, now=now, tell_progress=progress)
