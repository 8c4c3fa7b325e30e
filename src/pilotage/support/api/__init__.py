"""Cases over the API."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Biller, Phase
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
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
    whole,
    with_etag,
)
from pilotage.support import operations, rules
from pilotage.support.api.calls import router as calls
from pilotage.support.freshness import fresh_days
from pilotage.support.models import Case
from pilotage.support.permissions import closers, may_close
from pilotage.support.queries import stale

router = Router(tags=["cases"])


class ClosingOut(Schema):
    """Who may close a case: role words, client services first; `may_close` is about the person of the token."""

    roles: list[str]
    may_close: bool


router.add_router("", calls)
OneToFour = Annotated[int, Field(ge=1, le=4), BeforeValidator(whole)]
State = Literal["open", "in_work", "waiting", "closed"]
Category = Literal["account", "payment", "sync", "reconciliation", "access", "other"]


class CaseOut(Schema):
    """A case. `severity` is 1 (critical) to 4 (low); `notes` are the resolution notes, written at `noted_at`, stale from
    `notes_stale_from` on; null once it is closed.
    """

    id: UUID
    version: int
    biller: UUID
    phase: UUID | None
    code: str
    title: str
    description: str
    category: str
    severity: int
    state: str
    owner: int | None
    reported_by: str
    opened_at: datetime
    notes: str
    noted_at: datetime
    path: str
    path_words: str
    path_due_date: date | None
    tracker_key: str
    tracker_url: str
    tracker_state: str
    tracked_at: datetime | None
    notes_stale_from: datetime | None
    closed_at: datetime | None
    outcome: str


class CaseWords(Given):
    """What may be said of a case; left out: as it is."""

    title: Text | None = Field(None, max_length=200)
    description: Text | None = Field(None, max_length=20_000)
    category: Category | None = None
    severity: OneToFour | None = None
    owner: Whole | None = None
    reported_by: Text | None = Field(None, max_length=200)


class CaseIn(CaseWords):
    """A new case of a biller, of one of its phases or the whole."""

    biller: UUID
    phase: UUID | None = None
    title: Text = Field(min_length=1, max_length=200)
    severity: OneToFour


class CaseChange(CaseWords):
    """New words; `notes` writes the resolution notes, `outcome` closes the case."""

    notes: Text | None = Field(None, max_length=20_000)
    outcome: Text | None = Field(None, max_length=20_000)


class TrackerIn(Given):
    """The issue in the tracker: its key, its address, and how it stands there."""

    key: Text = Field(min_length=1, max_length=60)
    url: Text = Field("", max_length=500)
    state: Text = Field("", max_length=60)


class CasePage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[CaseOut]
    next: str | None


def case_out(row: Case) -> dict[str, Any]:
    """Plain values of a case."""
    plain = (
        "code", "title", "description", "category", "severity", "state", "reported_by", "opened_at", "notes", "noted_at", "path",
        "path_words", "path_due_date", "tracker_key", "tracker_url", "tracker_state", "tracked_at", "closed_at", "outcome",
    )  # fmt: skip
    keys = {"biller": row.biller_id, "phase": row.phase_id, "owner": row.owner_id}
    keys["notes_stale_from"] = (
        rules.stale_from(row.severity, row.noted_at, fresh_days()) if row.closed_at is None else None
    )
    return {name: getattr(row, name) for name in plain} | keys | {"id": row.pk, "version": row.record.version}


@router.get("/cases", auth=TokenDoor("projects:read"), response={200: CasePage, **ERRORS})
def list_cases(
    request: HttpRequest, biller: UUID | None = None, phase: UUID | None = None, state: State | None = None,
    notes: Literal["stale"] | None = None, cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Cases of one biller, one phase or all; `notes=stale` those whose notes should have been written anew. Staff only."""
    rows = rows_of(Case, staff_in(request))
    rows = rows.filter(stale(timezone.now())) if notes == "stale" else rows
    wanted = {"phase": phase, "biller": biller, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), case_out)


@router.post("/cases", auth=TokenDoor("projects:write"), response={201: CaseOut, **CREATES})
@once
def create_case(request: HttpRequest, given: CaseIn) -> Any:
    """Opens a case."""
    by = staff_in(request)
    biller = one(Biller.objects.visible_to(by).select_related("record"), given.biller)
    phase = one(rows_of(Phase, by), given.phase) if given.phase else None
    made = operations.open_case(
        biller=biller,
        phase=phase,
        by=by,
        now=timezone.now(),
        **sent_in(given, nullable={"owner"}, leave={"biller", "phase"}),
    )
    return Status(201, case_out(one(rows_of(Case, by), made.pk)))


@router.get("/cases/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: CaseOut, **ERRORS})
def get_case(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One case, with its ETag."""
    row = one(rows_of(Case, staff_in(request)), pk)
    with_etag(response, row.record)
    return case_out(row)


@router.get("/cases/{uuid:pk}/closing", auth=TokenDoor("projects:read"), response={200: ClosingOut, **ERRORS})
def closing_rights(request: HttpRequest, pk: UUID) -> Any:
    """Which roles may close a case by the matrix in force, and whether the person of the token may."""
    by = staff_in(request)
    row = one(rows_of(Case, by), pk)
    return {"roles": closers(row.phase_id), "may_close": may_close(by, row.phase_id)}


@router.patch("/cases/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: CaseOut, **CHANGES})
def change_case(request: HttpRequest, response: HttpResponse, pk: UUID, given: CaseChange) -> Any:
    """Changes a case, writes its notes, closes it. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(Case, by), pk)
    expect: int | None = expected_version(request, row.record)
    operations.change_by_values(
        case=row, values=sent_in(given, nullable={"owner"}, leave={"notes", "outcome"}), notes=given.notes,
        outcome=given.outcome, expect=expect,
        by=by, now=now,
    )  # fmt: skip
    row = one(rows_of(Case, by), pk)
    with_etag(response, row.record)
    return case_out(row)


@router.post("/cases/{uuid:pk}/tracker", auth=TokenDoor("projects:write"), response={201: CaseOut, **CREATES})
@once
def link_tracker(request: HttpRequest, pk: UUID, given: TrackerIn) -> Any:
    """Says which issue of the tracker a case is, and how it stands there; 409 where it goes to change control."""
    by = staff_in(request)
    row = one(rows_of(Case, by), pk)
    operations.link_tracker(case=row, key=given.key, url=given.url, state=given.state, by=by, now=timezone.now())
    return Status(201, case_out(one(rows_of(Case, by), pk)))
