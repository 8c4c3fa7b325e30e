"""Reports over the API: the list, one of them, and a draft of the next."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.people.api import (
    CREATES,
    ERRORS,
    Cursor,
    Given,
    Limit,
    TokenDoor,
    not_found,
    once,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.reports import operations, queries
from pilotage.reports.enums import ReportKind, ReportState
from pilotage.reports.models import Report

router = Router(tags=["reports"])


class ReportOut(Schema):
    """A report of a phase with facts as of a moment; `standing` is how the project stands, and why."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    kind: str
    number: int
    title: str
    state: str
    standing: str
    standing_reason: str
    as_of: datetime
    sent_at: datetime | None


class ReportPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ReportOut]
    next: str | None


class ReportWhole(ReportOut):
    """A report with its facts, a person's words by section, and the sections that are left out."""

    facts: dict[str, Any]
    texts: dict[str, str]
    left_out: list[str]


class DraftIn(Given):
    """Which report of a phase is made."""

    phase: UUID
    kind: ReportKind = ReportKind.STATUS


def report_out(row: Report) -> dict[str, Any]:
    """Plain values of a report."""
    names = ("number", "title", "state", "standing", "standing_reason", "as_of", "sent_at")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.series.phase_id,
        "kind": row.series.kind,
    }  # fmt: skip


@router.get("/reports", auth=TokenDoor("projects:read"), response={200: ReportPage, **ERRORS})
def list_reports(
    request: HttpRequest,
    phase: UUID | None = None,
    kind: ReportKind | None = None,
    state: ReportState | None = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """Reports of one phase or all, in the order in which they were made; staff only."""
    rows = queries.reports(staff_in(request), {"phase": phase, "kind": kind, "state": state})
    return pages(page(rows, cursor, limit), report_out)


@router.post("/reports", auth=TokenDoor("projects:write"), response={201: ReportOut, **CREATES})
@once
def create_report(request: HttpRequest, given: DraftIn) -> Any:
    """Makes a draft of the next report with facts as of now; where a draft is open, its facts are brought up to now."""
    by, now = staff_in(request), timezone.now()
    phase = one(rows_of(Phase, by), given.phase)
    series = operations.ensure_series(phase=phase, kind=given.kind, by=by, now=now)
    made = operations.make_draft(series=series, by=by, now=now)
    return Status(201, report_out(queries.report_for(by, made.pk)))


@router.get("/reports/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: ReportWhole, **ERRORS})
def get_report(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One report with its facts and texts, and its ETag."""
    try:
        row = queries.report_for(staff_in(request), pk)
    except Report.DoesNotExist:
        raise not_found() from None
    with_etag(response, row.record)
    return report_out(row) | {"facts": row.facts, "texts": row.texts, "left_out": row.left_out}
