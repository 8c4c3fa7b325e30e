"""Technical checklists over the API."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Flag,
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
from pilotage.technical import operations
from pilotage.technical.models import CheckItem

router = Router(tags=["technical"])
State = Literal["open", "in_work", "proven", "not_applicable"]


class ItemOut(Schema):
    """An item. It counts as done while `state` is proven, `valid_until` has not passed, and a second person looked if asked."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    code: str
    area: str
    title: str
    expected: str
    state: str
    reason: str
    owner: int | None
    due_date: date | None
    valid_until: date | None
    needs_second: bool
    proven_by: int | None
    proven_at: datetime | None
    checked_by: int | None
    checked_at: datetime | None


class ItemChange(Given):
    """What may be said of an item; left out: as it is. With `state` it moves, with `checked` true it was looked at again."""

    title: Text | None = Field(None, min_length=1, max_length=200)
    expected: Text | None = Field(None, max_length=5_000)
    owner: Whole | None = None
    due_date: Day | None = None
    state: State | None = None
    reason: Text = Field("", max_length=300)
    checked: Flag = False


class EvidenceIn(Given):
    """A link or a note; files are sent on the page."""

    kind: Literal["link", "note"]
    text: Text = Field("", max_length=5_000)
    link: Text = Field("", max_length=500)
    expires_on: Day | None = None


class EvidenceOut(Schema):
    """A piece of evidence."""

    id: int
    item: UUID
    kind: str
    text: str
    link: str
    expires_on: date | None
    given_by_name: str
    given_at: datetime


class ItemPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ItemOut]
    next: str | None


def item_out(row: CheckItem) -> dict[str, Any]:
    """Plain values of an item."""
    plain = (
        "code", "area", "title", "expected", "state", "reason", "due_date", "valid_until", "needs_second", "proven_at", "checked_at",
    )  # fmt: skip
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "owner": row.owner_id,
        "proven_by": row.proven_by_id, "checked_by": row.checked_by_id,
    }  # fmt: skip


@router.get("/check-items", auth=TokenDoor("projects:read"), response={200: ItemPage, **ERRORS})
def list_items(
    request: HttpRequest, phase: UUID | None = None, biller: UUID | None = None, state: State | None = None, cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Items of technical checklists, of one phase, one biller or all; staff only."""
    rows = rows_of(CheckItem, staff_in(request))
    wanted = {"phase": phase, "biller": biller, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), item_out)


@router.get("/check-items/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: ItemOut, **ERRORS})
def get_item(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One item, with its ETag."""
    row = one(rows_of(CheckItem, staff_in(request)), pk)
    with_etag(response, row.record)
    return item_out(row)


@router.patch("/check-items/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: ItemOut, **CHANGES})
def change_item(request: HttpRequest, response: HttpResponse, pk: UUID, given: ItemChange) -> Any:
    """Changes an item, moves it between states, or says that a second person looked: all or nothing. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(CheckItem, by), pk)
    expect: int | None = expected_version(request, row.record)
    sent = sent_in(given, nullable=("owner", "due_date"), leave={"state", "reason", "checked"})
    operations.change_by_values(
        item=row,
        values=sent,
        state=given.state,
        reason=given.reason,
        is_checked=given.checked,
        expect=expect,
        by=by,
        now=now,
    )
    row = one(rows_of(CheckItem, by), pk)
    with_etag(response, row.record)
    return item_out(row)


@router.post(
    "/check-items/{uuid:pk}/evidence", auth=TokenDoor("projects:write"), response={201: EvidenceOut, **CREATES}
)
@once
def create_evidence(request: HttpRequest, pk: UUID, given: EvidenceIn) -> Any:
    """Adds a link or a note that shows an item."""
    by = staff_in(request)
    row = one(rows_of(CheckItem, by), pk)
    made = operations.add_evidence(item=row, by=by, now=timezone.now(), **given.dict())
    out = {name: getattr(made, name) for name in ("kind", "text", "link", "expires_on", "given_by_name", "given_at")}
    return Status(201, out | {"id": made.pk, "item": row.pk})
