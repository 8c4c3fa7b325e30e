"""The audit trail over the API."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Schema
from pydantic import BeforeValidator

from pilotage.core.models import Event
from pilotage.people.api import ERRORS, Limit, Text, TokenDoor, not_found, page, query_whole, viewer_in
from pilotage.people.enums import Role

router = Router(tags=["audit"])
LAST = 2**63 - 1
Number = Annotated[
    Annotated[int, Field(ge=0, le=LAST), BeforeValidator(query_whole)] | None,
    Field(description="The `next` of the page before: the number of its last event."),
]


class EventOut(Schema):
    """One line of the audit trail; `hash` covers it and every line before it."""

    number: int
    at: datetime
    kind: str
    record: UUID | None
    biller: UUID | None
    actor: str
    source: str
    title: str
    before: dict[str, Any]
    after: dict[str, Any]
    note: str
    hash: str


class EventPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[EventOut]
    next: str | None


@router.get("/audit", auth=TokenDoor("audit:read"), response={200: EventPage, **ERRORS})
def list_events(
    request: HttpRequest, record: UUID | None = None, kind: Text = "", cursor: Number = None, limit: Limit = 50
) -> Any:
    """Events in the order in which they happened; administrators only."""
    viewer = viewer_in(request)
    if not viewer.has(Role.ADMIN):
        raise not_found()
    rows = Event.objects.all()
    if record:
        rows = rows.filter(record_id=record)
    if kind:
        rows = rows.filter(kind=kind)
    found = page(rows, cursor, limit, key="seq")
    return {"items": [_out(row) for row in found["items"]], "next": found["next"]}


def _out(row: Event) -> dict[str, Any]:
    payload: dict[str, Any] = row.payload or {}
    words = {name: payload.get(name, "") for name in ("actor", "source", "title", "note")}
    changes = {name: payload.get(name) or {} for name in ("before", "after")}
    own = {
        "number": row.seq,
        "at": row.at,
        "kind": row.kind,
        "record": row.record_id,
        "biller": row.scope_id,
        "hash": row.chain_hash,
    }
    return own | words | changes
