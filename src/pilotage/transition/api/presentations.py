"""Go-live presentations over the API."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema

from pilotage.people.api import ERRORS, Cursor, Limit, TokenDoor, page, staff_in
from pilotage.planner.golive_dates import PRESENTATION_ZONE
from pilotage.transition import queries
from pilotage.transition.queries.presentations import Presentation

router = Router(tags=["transition"])


class PresenceOut(Schema):
    """Who must come, and in which role they look after the biller."""

    name: str
    role: str


class PresentationOut(Schema):
    """The presentation before one go-live. `holiday` moved it a week earlier; `left_out` must come and are not invited."""

    phase: UUID
    biller: UUID
    go_live: date
    due_at: datetime
    holiday: str
    standing: Literal["none", "planned", "elsewhere", "held"]
    meeting: UUID | None
    starts_at: datetime | None
    must_come: list[PresenceOut]
    left_out: list[str]


class PresentationPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[PresentationOut]
    next: str | None


@router.get("/presentations", auth=TokenDoor("decisions:read"), response={200: PresentationPage, **ERRORS})
def list_presentations(request: HttpRequest, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """The go-live presentation of each go-live ahead: its Monday, whether it is scheduled, and who must come. Staff only."""
    today = timezone.now().astimezone(ZoneInfo(PRESENTATION_ZONE)).date()
    found = page(queries.presented(staff_in(request), today=today), cursor, limit)
    return {"items": [_out(one) for one in queries.presentations(found["items"])], "next": found["next"]}


def _out(one: Presentation) -> dict[str, Any]:
    return {
        "phase": one.phase.pk, "biller": one.phase.biller_id, "go_live": one.phase.target_go_live_date, "due_at": one.due_at,
        "holiday": one.holiday, "standing": str(one.standing), "meeting": one.meeting.pk if one.meeting else None,
        "starts_at": one.meeting.starts_at if one.meeting else None,
        "must_come": [{"name": name, "role": role} for name, role in one.team], "left_out": one.left_out,
    }  # fmt: skip
