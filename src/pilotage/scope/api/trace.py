"""Promises, scope lines and their trace over the API: read and written down."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Day,
    Given,
    Limit,
    Text,
    TokenDoor,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.scope import operations, queries
from pilotage.scope.enums import Moment, Step
from pilotage.scope.models import Promise, ScopeLine
from pilotage.scope.writing import target_words

router = Router(tags=["scope"])
Source = Literal["contract", "sales", "solution_design", "change"]


class PromiseOut(Schema):
    """What was promised."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    code: str
    title: str
    source: str
    reference: str
    said_on: date | None
    is_withdrawn: bool


class PromiseIn(Given):
    """A new promise of a phase."""

    phase: UUID
    title: Text = Field(min_length=1, max_length=300)
    source: Source
    reference: Text = Field("", max_length=200)
    said_on: Day | None = None


class LineOut(Schema):
    """A line of the scope."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    code: str
    title: str
    description: str
    state: str
    reason: str
    change_code: str


class LineIn(Given):
    """A new line of a phase's scope, and the promises that it keeps."""

    phase: UUID
    title: Text = Field(min_length=1, max_length=300)
    description: Text = Field("", max_length=10_000)
    promises: list[UUID] = Field(default_factory=list, max_length=100)


class PromisePage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[PromiseOut]
    next: str | None


class LinePage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[LineOut]
    next: str | None


class StepOut(Schema):
    """One step of a line: missing, broken, planned, shown or not_needed, and what it leads to."""

    stands: str
    targets: list[str]


class TracedOut(Schema):
    """A line with the promises that it keeps and its steps."""

    id: UUID
    code: str
    title: str
    promises: list[UUID]
    configuration: StepOut
    test: StepOut
    training: StepOut
    kpi: StepOut


class TraceOut(Schema):
    """A phase's lines in scope, and in words what leads nowhere before kickoff and before go-live."""

    phase: UUID
    lines: list[TracedOut]
    orphans_before_kickoff: list[str]
    orphans_before_go_live: list[str]


def promise_out(row: Promise) -> dict[str, Any]:
    """Plain values of a promise."""
    return {name: getattr(row, name) for name in ("code", "title", "source", "reference", "said_on")} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id,
        "is_withdrawn": row.withdrawn_at is not None,
    }  # fmt: skip


def line_out(row: ScopeLine) -> dict[str, Any]:
    """Plain values of a line."""
    return {name: getattr(row, name) for name in ("code", "title", "description", "state", "reason", "change_code")} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id,
    }  # fmt: skip


@router.get("/promises", auth=TokenDoor("projects:read"), response={200: PromisePage, **ERRORS})
def list_promises(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Promises of one phase or all; staff only."""
    rows = rows_of(Promise, staff_in(request))
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), promise_out)


@router.post("/promises", auth=TokenDoor("projects:write"), response={201: PromiseOut, **CREATES})
@once
def create_promise(request: HttpRequest, given: PromiseIn) -> Any:
    """Writes a promise down."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    made = operations.add_promise(phase=phase, by=by, now=timezone.now(), **given.dict(exclude={"phase"}))
    return Status(201, promise_out(one(rows_of(Promise, by), made.pk)))


@router.get("/scope-lines", auth=TokenDoor("projects:read"), response={200: LinePage, **ERRORS})
def list_lines(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Scope lines of one phase or all, dropped ones too; staff only."""
    rows = rows_of(ScopeLine, staff_in(request))
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), line_out)


@router.post("/scope-lines", auth=TokenDoor("projects:write"), response={201: LineOut, **CREATES})
@once
def create_line(request: HttpRequest, given: LineIn) -> Any:
    """Writes a scope line, and which promises it keeps."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    promises = [one(rows_of(Promise, by), key) for key in given.promises]
    made = operations.add_line(
        phase=phase, title=given.title, description=given.description, promises=promises, by=by, now=timezone.now()
    )
    return Status(201, line_out(one(rows_of(ScopeLine, by), made.pk)))


@router.get("/scope-lines/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: LineOut, **ERRORS})
def get_line(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One scope line, with its ETag."""
    row = one(rows_of(ScopeLine, staff_in(request)), pk)
    with_etag(response, row.record)
    return line_out(row)


@router.get("/phases/{uuid:pk}/trace", auth=TokenDoor("projects:read"), response={200: TraceOut, **ERRORS})
def get_trace(request: HttpRequest, pk: UUID) -> Any:
    """What was promised to a phase, followed to its KPIs."""
    phase = one(rows_of(Phase, staff_in(request)), pk)
    found = queries.trace_of(phase.pk, timezone.now().date())
    lines = [
        {"id": row.line.pk, "code": row.line.code, "title": row.line.title, "promises": [promise.pk for promise in row.promises]}
        | {
            step: {"stands": row.standing(step), "targets": [target_words(link) for link, _stands in row.links.get(step, [])]}
            for step in Step
        }
        for row in found.in_scope
    ]  # fmt: skip
    return {
        "phase": phase.pk,
        "lines": lines,
        "orphans_before_kickoff": [orphan.words for orphan in found.orphans(Moment.KICKOFF)],
        "orphans_before_go_live": [orphan.words for orphan in found.orphans(Moment.GO_LIVE)],
    }
