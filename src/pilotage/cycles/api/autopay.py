"""AutoPay boards over the API: begun, changed, with the figures of each day."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.billers.models import Phase
from pilotage.cycles import operations, queries
from pilotage.cycles.api.checks import rows_read
from pilotage.cycles.models import AutopayMove
from pilotage.cycles.permissions import require_keeper
from pilotage.cycles.reading import read_figures
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Day,
    FileIn,
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
    stream_in,
    whole,
    with_etag,
)

router = Router(tags=["cycles"])
Count = Annotated[int, Field(ge=0, le=2_000_000_000), BeforeValidator(whole)]


class FigureIn(Given):
    """One method at the end of one day."""

    on: Day
    method: Literal["token", "enrol", "stop"]
    total: Count
    told: Count = 0
    begun: Count = 0
    moved: Count = 0
    drafted: Count = 0
    failed: Count = 0
    at_risk: Count = 0


class AutopayOut(Schema):
    """An AutoPay board: the newest figures by method, their sum, and accounts on both sides in the last check."""

    id: UUID
    version: int
    phase: UUID
    owner: int | None
    old_stops_on: date | None
    remark: str
    next_draft: date | None
    methods: dict[str, dict[str, Any]]
    counts: dict[str, int]
    on_both_sides: int | None


class AutopayPage(Schema):
    """A page of them."""

    items: list[AutopayOut]
    next: str | None


class AutopayWords(Given):
    """What may be said of a board. `next_draft_on` null: the next AutoPay draft of the bill cycles."""

    owner: Whole | None = None
    next_draft_on: Day | None = None
    old_stops_on: Day | None = None
    remark: Text = Field("", max_length=20_000)


class AutopayIn(AutopayWords):
    """The board of a phase."""

    phase: UUID


class AutopayChange(AutopayWords):
    """What changes; left out: as it is."""


@router.get("/autopay", auth=TokenDoor("projects:read"), response={200: AutopayPage, **ERRORS})
def list_autopay(request: HttpRequest, phase: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """AutoPay boards, of one phase or all; staff only."""
    rows = rows_of(AutopayMove, staff_in(request)).select_related("record", "phase__biller")
    return pages(page(rows.filter(phase=phase) if phase else rows, cursor, limit), autopay_out)


@router.post("/autopay/{uuid:pk}/figures", auth=TokenDoor("projects:write"), response={201: AutopayOut, **CREATES})
@once
def take_figures(request: HttpRequest, pk: UUID, given: FigureIn) -> Any:
    """Takes the figures of one method at the end of one day; earlier ones of that day are replaced."""
    by = staff_in(request)
    move = one(rows_of(AutopayMove, by).select_related("record", "phase__biller"), pk)
    operations.take_figures(move=move, rows=[given.dict()], by=by, now=timezone.now())
    return Status(201, autopay_out(move))


@router.post("/autopay/{uuid:pk}/figures-file", auth=TokenDoor("projects:write"), response={201: AutopayOut, **CREATES})
@once
def take_figures_file(request: HttpRequest, pk: UUID, given: FileIn) -> Any:
    """Takes the figures of many days from CSV or XLSX: all of them or none; earlier ones of a day are replaced."""
    by = staff_in(request)
    move = one(rows_of(AutopayMove, by).select_related("record", "phase__biller"), pk)
    require_keeper(by)
    rows = rows_read(read_figures(stream_in(given), given.name), given.name, field="content")
    operations.take_figures(move=move, rows=rows, by=by, now=timezone.now())
    return Status(201, autopay_out(move))


@router.get("/autopay/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: AutopayOut, **ERRORS})
def get_autopay(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One AutoPay board, with its ETag."""
    row = _one(staff_in(request), pk)
    with_etag(response, row.record)
    return autopay_out(row)


@router.post("/autopay", auth=TokenDoor("projects:write"), response={201: AutopayOut, **CREATES})
@once
def begin_autopay(request: HttpRequest, given: AutopayIn) -> Any:
    """Begins the AutoPay board of a phase."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    made = operations.begin_move(phase=phase, by=by, now=timezone.now(), **_given(given))
    return Status(201, autopay_out(_one(by, made.pk)))


@router.patch("/autopay/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: AutopayOut, **CHANGES})
def change_autopay(request: HttpRequest, response: HttpResponse, pk: UUID, given: AutopayChange) -> Any:
    """Changes owner, drafts or remark. Needs If-Match."""
    by = staff_in(request)
    row = _one(by, pk)
    version = expected_version(request, row.record)
    operations.change_move(move=row, expect=version, by=by, now=timezone.now(), **_given(given))
    row = _one(by, pk)
    with_etag(response, row.record)
    return autopay_out(row)


def autopay_out(row: AutopayMove) -> dict[str, Any]:
    """Plain values of a board."""
    latest = queries.latest_figures([row.pk]).get(row.pk, {})
    check = next(iter(queries.checks_of(row)), None)
    names = ("on", "total", "told", "begun", "moved", "drafted", "failed", "at_risk")
    return {
        "id": row.pk,
        "version": row.record.version,
        "owner": row.owner_id,
        "old_stops_on": row.old_stops_on,
        "remark": row.remark,
        "phase": row.phase_id,
        "next_draft": queries.draft_of(row, timezone.now().date()),
        "methods": {key: {name: getattr(one, name) for name in names} for key, one in latest.items()},
        "counts": queries.summed(latest.values()),
        "on_both_sides": check.both_count if check else None,
    }


def _one(by: Any, pk: UUID) -> Any:
    return one(rows_of(AutopayMove, by).select_related("phase__biller"), pk)


def _given(given: AutopayWords) -> dict[str, Any]:
    return sent_in(given, nullable=("owner", "next_draft_on", "old_stops_on"), leave={"phase"})
