"""Parts of phased go-lives over the API: planned, changed, live, given up."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.cycles import operations
from pilotage.cycles.api.named import named
from pilotage.cycles.enums import PartBy
from pilotage.cycles.models import GoLivePart
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    Whole,
    expected_version,
    once,
    one,
    page,
    pages,
    rows_of,
    sent_in,
    staff_in,
    with_etag,
)

router = Router(tags=["cycles"])
NULLABLE = ("invoice_type", "cycle", "accounts")


class PartOut(Schema):
    """A part of a phased go-live; `what` names its invoice type or cycle, or says its channel or payer group."""

    id: UUID
    version: int
    phase: UUID
    by: str
    what: str
    starts_on: date
    ends_on: date
    accounts: int | None
    state: str
    went_live_on: date | None


class PartPage(Schema):
    """A page of them."""

    items: list[PartOut]
    next: str | None


class PartWords(Given):
    """What may be said of a part; left out: as it is. `invoice_type` is a name of the biller's, `cycle` the key of its bill cycle."""

    by: PartBy | None = None
    invoice_type: Text | None = Field(None, max_length=120)
    cycle: UUID | None = None
    words: Text | None = Field(None, max_length=120)
    starts_on: Day | None = None
    ends_on: Day | None = None
    accounts: Whole | None = None


class PartIn(PartWords):
    """A new part of a phase; parts may overlap."""

    phase: UUID
    by: PartBy
    starts_on: Day
    ends_on: Day


class PartChange(PartWords):
    """What changes."""


class PartMoveIn(Given):
    """Live on a day that has come (today without one), given up, or planned again."""

    to: Literal["live", "cancelled", "planned"]
    on: Day | None = None


@router.get("/go-live-parts", auth=TokenDoor("projects:read"), response={200: PartPage, **ERRORS})
def list_parts(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Parts of phased go-lives, of one phase or all; staff only."""
    rows = rows_of(GoLivePart, staff_in(request)).select_related("record", "invoice_type", "cycle")
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), part_out)


@router.get("/go-live-parts/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: PartOut, **ERRORS})
def get_part(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One part, with its ETag."""
    row = one(rows_of(GoLivePart, staff_in(request)).select_related("invoice_type", "cycle"), pk)
    with_etag(response, row.record)
    return part_out(row)


@router.post("/go-live-parts", auth=TokenDoor("projects:write"), response={201: PartOut, **CREATES})
@once
def create_part(request: HttpRequest, given: PartIn) -> Any:
    """Plans a part of a phase that goes live on its own days."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    fields = _given(given, phase.biller_id, leave={"phase"})
    made = operations.plan_part(phase=phase, by=by, now=timezone.now(), **fields)
    return Status(201, part_out(one(rows_of(GoLivePart, by), made.pk)))


@router.patch("/go-live-parts/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: PartOut, **CHANGES})
def change_part(request: HttpRequest, response: HttpResponse, pk: UUID, given: PartChange) -> Any:
    """Changes what goes live, when, and for how many accounts. Needs If-Match."""
    by = staff_in(request)
    row = one(rows_of(GoLivePart, by), pk)
    version = expected_version(request, row.record)
    fields = _given(given, row.biller_id, leave=set())
    operations.change_part(part=row, expect=version, by=by, now=timezone.now(), **fields)
    row = one(rows_of(GoLivePart, by), pk)
    with_etag(response, row.record)
    return part_out(row)


@router.post("/go-live-parts/{uuid:pk}/moves", auth=TokenDoor("projects:write"), response={201: PartOut, **CREATES})
@once
def move_part(request: HttpRequest, pk: UUID, given: PartMoveIn) -> Any:
    """Says that a part is live, given up, or planned again."""
    by = staff_in(request)
    row = one(rows_of(GoLivePart, by), pk)
    operations.move_part(part=row, to=given.to, on=given.on, by=by, now=timezone.now())
    return Status(201, part_out(one(rows_of(GoLivePart, by), pk)))


def part_out(row: GoLivePart) -> dict[str, Any]:
    """Plain values of a part."""
    plain = ("by", "what", "starts_on", "ends_on", "accounts", "state", "went_live_on")
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk,
        "version": row.record.version,
        "phase": row.phase_id,
    }


def _given(given: PartWords, biller_id: Any, *, leave: set[str]) -> dict[str, Any]:
    sent = named(biller_id, sent_in(given, nullable=NULLABLE, leave=leave))
    if "by" in sent:
        sent["cut_by"] = sent.pop("by")
    return sent
