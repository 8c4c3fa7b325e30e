"""Forecasts by the clock and in the background: every night, and after a plan has changed and come to rest."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pilotage.core.jobs import Progress, job
from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.forecasts import queries
from pilotage.forecasts.operations import ask_for_forecasts, learn, work_out_forecasts
from pilotage.forecasts.operations.asking import WORK_OUT


@job(WORK_OUT)
def work_out(*, arguments: Mapping[str, Any], progress: Progress, by: Viewer, now: datetime) -> None:
    """Forecasts of some projects, or of all that run."""
    if arguments.get("learn"):
        learn(by=by, now=now)
    found = queries.running(by)
    if arguments.get("projects"):
        found = found.filter(pk__in=arguments["projects"])
    work_out_forecasts(projects=list(found), cause=arguments["cause"], tell_progress=progress, by=by, now=now)


@every("forecasts.nightly", timedelta(days=1), offset=timedelta(hours=7, minutes=30))
def nightly(*, by: Viewer, now: datetime) -> str:
    """Learns from what was finished, and forecasts every running project."""
    return ask_for_forecasts(projects=[], cause="night", learn=True, by=by, now=now)


@every("forecasts.changed", timedelta(minutes=5))
def changed(*, by: Viewer, now: datetime) -> int:
    """Forecasts of projects whose plan has changed since theirs, once it is quiet. Returns how many."""
    found = queries.changed_since_forecast(by, now)
    if found:
        ask_for_forecasts(projects=found, cause="plan", by=by, now=now)
    return len(found)
