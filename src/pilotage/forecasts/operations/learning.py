"""Learns from finished projects, and says how forecasts of them would have held."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.forecasts.gathering import past_projects
from pilotage.forecasts.models import Learning
from pilotage.forecasts.queries import newest_learning
from pilotage.forecasts.rules import fingerprint, history_out
from pilotage.planner.backtest import BackTest, calibrated, cross_test
from pilotage.planner.history import PastProject

LEARNT = "forecasts.learnt"
#: Counted up when the way of learning changes, so that what was learnt before is learnt anew.
METHOD = 2
#: So many simulations for each of five days of a past project's life.
CALIBRATED_WITH, MOST_CALIBRATED, LEAST_TESTED = 300, 120, 5


def learn(*, by: Viewer, now: datetime) -> Learning:
    """What the finished projects say, calibrated on themselves; the newest one is returned when nothing has changed since.

    Also: event `forecasts.learnt`.
    """
    past = past_projects()
    mark = fingerprint([METHOD, *(_plain(project) for project in past)])
    held = newest_learning()
    if held is not None and held.fingerprint == mark:
        return held
    history = calibrated(past, simulations=CALIBRATED_WITH, most=MOST_CALIBRATED)
    tested = cross_tested(past)
    with change(by=by, now=now) as c:
        row = Learning(
            made_at=now, fingerprint=mark, projects=len(past), samples=history.samples, content=history_out(history),
            backtest=tested.as_json() if tested is not None else None,
        )  # fmt: skip
        row.save(force_insert=True)
        c.log(LEARNT, row, after={"projects": len(past), "samples": history.samples, "fingerprint": mark})
    return row


def cross_tested(past: Sequence[PastProject], *, simulations: int = 500) -> BackTest | None:
    """Each finished project forecast at five points of its life from what the others say; None below five projects."""
    if len(past) < LEAST_TESTED:
        return None
    return cross_test(past, simulations=simulations)


def _plain(project: PastProject) -> list[Any]:
    rows = [[task.id, task.duration, str(task.actual_start), str(task.actual_finish)] for task in project.tasks]
    return [project.name, str(project.start), project.product, rows]
