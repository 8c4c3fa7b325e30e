"""Technical checklists over the API."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Day,
    FileIn,
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
    person,
    rows_of,
    sent_in,
    staff_in,
    stream_in,
    with_etag,
)
from pilotage.technical import operations, queries
from pilotage.technical.models import CheckItem, Checklist, Evidence

router = Router(tags=["technical"])
State = Literal["open", "in_work", "proven", "not_applicable"]
Area = Literal[
    "payments", "gateway", "reconciliation", "environments", "data", "security", "notifications", "ivr", "devices", "customer",
    "people", "support",
]  # fmt: skip


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
    """A file, a link or a note."""

    kind: Literal["file", "link", "note"]
    file: FileIn | None = None
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


class EvidenceEndIn(Given):
    """Why it is taken back."""

    reason: Text = Field(min_length=1, max_length=300)


class ChecklistIn(Given):
    """The checklist of a phase; without `areas` with those of the whole library."""

    phase: UUID
    areas: list[Area] = Field(default_factory=list, max_length=12)


class ChecklistOut(Schema):
    """A checklist: how many of its items are done, in all and by area, as `[done, items]`."""

    id: UUID
    biller: UUID
    phase: UUID
    begun_at: datetime
    done: int
    items: int
    areas: dict[str, tuple[int, int]]


class ItemIn(Given):
    """An item of the phase's own; `needs_second`: money moves by it, so a second person looks."""

    area: Area
    title: Text = Field(min_length=1, max_length=200)
    expected: Text = Field("", max_length=5_000)
    owner: Whole | None = None
    due_date: Day | None = None
    needs_second: Flag = False


class ChecklistPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ChecklistOut]
    next: str | None


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


def checklist_outs(rows: list[Checklist]) -> list[dict[str, Any]]:
    """Plain values of checklists with what is done of them today."""
    counted = queries.progress(rows, timezone.now().date())
    outs = []
    for row in rows:
        areas = dict(counted[row.pk])
        done, items = areas.pop("", (0, 0))
        own = {"id": row.pk, "biller": row.biller_id, "phase": row.phase_id, "begun_at": row.begun_at}
        outs.append(own | {"done": done, "items": items, "areas": areas})
    return outs


@router.get("/checklists", auth=TokenDoor("projects:read"), response={200: ChecklistPage, **ERRORS})
def list_checklists(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Technical checklists of one phase or all, and how far each area is; staff only."""
    rows = rows_of(Checklist, staff_in(request))
    found = page(rows.filter(phase=phase) if phase else rows, cursor, limit)
    return {"items": checklist_outs(found["items"]), "next": found["next"]}


@router.post("/checklists", auth=TokenDoor("projects:write"), response={201: ChecklistOut, **CREATES})
@once
def create_checklist(request: HttpRequest, given: ChecklistIn) -> Any:
    """Begins the checklist of a phase with the library's items of these areas."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    made = operations.begin_checklist(phase=phase, areas=given.areas, by=by, now=timezone.now())
    return Status(201, checklist_outs([made])[0])


@router.post("/checklists/{uuid:pk}/items", auth=TokenDoor("projects:write"), response={201: ItemOut, **CREATES})
@once
def create_item(request: HttpRequest, pk: UUID, given: ItemIn) -> Any:
    """Adds an item of the phase's own to its checklist."""
    by = staff_in(request)
    held = one(rows_of(Checklist, by), pk)
    sent = given.dict(exclude={"owner"})
    made = operations.add_item(checklist=held, owner=person(given.owner), by=by, now=timezone.now(), **sent)
    return Status(201, item_out(one(rows_of(CheckItem, by), made.pk)))


def evidence_out(row: Evidence) -> dict[str, Any]:
    """Plain values of a piece of evidence."""
    plain = ("kind", "text", "link", "expires_on", "given_by_name", "given_at")
    return {name: getattr(row, name) for name in plain} | {"id": row.pk, "item": row.item_id}


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
    """Adds a file, a link or a note that shows an item."""
    by = staff_in(request)
    row = one(rows_of(CheckItem, by), pk)
    file = given.file if given.kind == "file" else None
    more: dict[str, Any] = {"name": file.name, "stream": stream_in(file, field="file")} if file else {}
    made = operations.add_evidence(item=row, by=by, now=timezone.now(), **given.dict(exclude={"file"}), **more)
    return Status(201, evidence_out(made))


@router.post("/evidence/{int:pk}/withdrawals", auth=TokenDoor("projects:write"), response={201: ItemOut, **CREATES})
@once
def withdraw_evidence(request: HttpRequest, pk: int, given: EvidenceEndIn) -> Any:
    """Takes evidence back; an item that nothing else proves is open again. Answers the item."""
    by = staff_in(request)
    rows = Evidence.objects.visible_to(by).select_related("item__record", "item__biller", "item__phase__biller")
    row = one(rows, min(pk, 2**62))
    operations.withdraw_evidence(evidence=row, reason=given.reason, by=by, now=timezone.now())
    return Status(201, item_out(one(rows_of(CheckItem, by), row.item_id)))
