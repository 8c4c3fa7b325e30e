"""What the matrix does by the clock."""

from datetime import datetime, timedelta

from pilotage.core.schedules import every
from pilotage.core.viewer import Viewer
from pilotage.raci.operations import tell_of_questions


@every("raci.questions", timedelta(days=1), offset=timedelta(hours=12, minutes=40))
def questions(*, by: Viewer, now: datetime) -> int:
    """Who is consulted hears of questions that are overdue."""
    return tell_of_questions(by=by, now=now)
