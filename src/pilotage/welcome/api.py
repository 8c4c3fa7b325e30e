"""Go-Live Overviews and welcome leaflets over the API."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.people.api import CREATES, ERRORS, Given, Text, TokenDoor, not_found, once, one, rows_of, staff_in, whole
from pilotage.welcome import operations
from pilotage.welcome.facts import gather
from pilotage.welcome.models import Leaflet
from pilotage.welcome.queries import leaflet_of, overview_of
from pilotage.welcome.rules import differences

router = Router(tags=["overviews"])
Days = Annotated[int, Field(ge=1, le=365), BeforeValidator(whole)]


class OverviewReader(Given):
    """Somebody who gets a link."""

    name: Text = Field("", max_length=200)
    email: Text = Field(max_length=254)


class OverviewShareIn(Given):
    """Who gets it, and how many days a new link lasts."""

    readers: list[OverviewReader] = Field(max_length=200)
    days: Days = 90


class OverviewOut(Schema):
    """The overview with the facts of now; `differences` are what readers of the shared version don't know."""

    phase: UUID
    version: int
    shared_at: str | None
    values: dict[str, str]
    lists: dict[str, list[list[str]]]
    differences: list[str]


@router.get("/phases/{uuid:pk}/overview", auth=TokenDoor("readiness:read"), response={200: OverviewOut, **ERRORS})
def get_overview(request: HttpRequest, pk: UUID) -> Any:
    """The Go-Live Overview of a phase. Staff only."""
    return _out(one(rows_of(Phase, staff_in(request)), pk))


@router.post("/phases/{uuid:pk}/overview", auth=TokenDoor("readiness:write"), response={201: OverviewOut, **CREATES})
@once
def share_overview(request: HttpRequest, pk: UUID, given: OverviewShareIn) -> Any:
    """Shares it as the facts are now: a link and a mail for each reader, the news for who has a link."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), pk)
    readers = [(reader.name, reader.email) for reader in given.readers]
    operations.share_overview(phase=phase, readers=readers, days=given.days, by=by, now=timezone.now())
    return Status(201, _out(phase))


def _out(phase: Phase) -> dict[str, Any]:
    held, facts = overview_of(phase.pk), gather(phase)
    return {
        "phase": phase.pk,
        "version": held.version if held else 0,
        "shared_at": held.shared_at.isoformat() if held and held.shared_at else None,
        "values": facts["values"],
        "lists": facts["lists"],
        "differences": differences(held.facts, facts) if held else [],
    }


class LeafletOut(Schema):
    """How far the welcome leaflet of a phase is: shared, opened, acknowledged, and Customer Support shown; with who it was."""

    phase: UUID
    title: str
    shared_at: datetime | None
    opened_at: datetime | None
    opened_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    walked_at: datetime | None
    walked_by: str


@router.get("/phases/{uuid:pk}/leaflet", auth=TokenDoor("readiness:read"), response={200: LeafletOut, **ERRORS})
def get_leaflet(request: HttpRequest, pk: UUID) -> Any:
    """How far the welcome leaflet of a phase is that the help desk takes; 404 where none was begun. Staff only."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    held = leaflet_of(phase.pk)
    if held is None:
        raise not_found()
    return _leaflet(held)


@router.post("/phases/{uuid:pk}/leaflet", auth=TokenDoor("readiness:write"), response={201: LeafletOut, **CREATES})
@once
def share_leaflet(request: HttpRequest, pk: UUID, given: OverviewShareIn) -> Any:
    """Shares the welcome leaflet: a link and a mail for each reader. Sent again, it is acknowledged anew where its words changed."""
    by = staff_in(request)
    readers = [(reader.name, reader.email) for reader in given.readers]
    phase = one(rows_of(Phase, by), pk)
    made = operations.send_leaflet(phase=phase, readers=readers, days=given.days, by=by, now=timezone.now())
    return Status(201, _leaflet(made))


def _leaflet(held: Leaflet) -> dict[str, Any]:
    names = ("opened", "acknowledged", "walked")
    when = {f"{name}_at": getattr(held, f"{name}_at") for name in names}
    who = {f"{name}_by": getattr(held, f"{name}_by") for name in names}
    return {"phase": held.phase_id, "title": held.shared_title, "shared_at": held.shared_at, **when, **who}
