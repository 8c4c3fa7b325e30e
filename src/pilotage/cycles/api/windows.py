"""Go-live windows over the API."""

from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema

from pilotage.billers.models import Phase
from pilotage.cycles import queries
from pilotage.cycles.rules.dates import is_near
from pilotage.people.api import ERRORS, Day, QueryWhole, TokenDoor, one, rows_of, staff_in

router = Router(tags=["cycles"])
MOST_DAYS = 730
DaysAhead = Annotated[
    QueryWhole, Field(description=f"Days to judge, from 1 to {MOST_DAYS}; what is beyond is taken as the border.")
]


class ReasonOut(Schema):
    """Why a day lost points."""

    code: str
    points: int
    text: str


class DayOut(Schema):
    """A working day with its score, 0 to 100."""

    day: date
    score: int
    verdict: str
    reasons: list[ReasonOut]


class WindowsOut(Schema):
    """Windows, best first; bad stretches in the order of time; every working day between the two."""

    windows: list[list[date]]
    bad: list[list[date]]
    days: list[DayOut]


@router.get("/phases/{uuid:pk}/go-live-windows", auth=TokenDoor("projects:read"), response={200: WindowsOut, **ERRORS})
def get_windows(request: HttpRequest, pk: UUID, first: Day | None = None, days: DaysAhead = 120) -> Any:
    """How good each working day is for the go-live of a phase, and the windows that follow; from today unless told."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    start = first or timezone.now().date()
    if not is_near(start):
        return {"windows": [], "bad": [], "days": []}
    end = start + timedelta(days=min(max(days, 1), MOST_DAYS))
    judge = queries.judge_of(phase, start, end)
    if judge is None:
        return {"windows": [], "bad": [], "days": []}
    good, bad = judge.propose(start, end)
    return {
        "windows": [[window.first, window.last] for window in good],
        "bad": [[window.first, window.last] for window in bad],
        "days": [
            {
                "day": row.day,
                "score": row.score,
                "verdict": row.verdict,
                "reasons": [vars(reason) for reason in row.reasons],
            }
            for row in map(judge.day, judge.calendars.working.working_days(start, end))
        ],
    }
