"""Asks for forecasts in the background."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden
from pilotage.core.jobs import enqueue
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.onboarding.models import Project
from pilotage.onboarding.permissions import RUNNERS

WORK_OUT: Final = "forecasts.work_out"


def ask_for_forecasts(
    *, projects: Iterable[Project], cause: str, learn: bool = False, by: Viewer, now: datetime
) -> str:
    """The job `forecasts.work_out` for these projects, after learning anew if asked; returns its id.

    Refuses people who run no projects.
    """
    if not by.has(*RUNNERS):
        raise Forbidden(_("Only who runs projects may ask for a forecast. The next one comes tonight."))
    with change(by=by, now=now):
        keys = [str(project.pk) for project in projects]
        return enqueue(WORK_OUT, {"projects": keys, "cause": cause, "learn": learn}, by=by, now=now)
