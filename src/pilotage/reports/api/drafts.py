"""Reports over the API: the list, one of them, a draft of the next, and its words."""

from datetime import datetime
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
    ApiProblem,
    Cursor,
    Given,
    Limit,
    Text,
    TokenDoor,
    expected_version,
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
from pilotage.reports.enums import SECTIONS, ReportKind, ReportState
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


class ReportChange(Given):
    """What changes; left out: as it is. `texts` by section, an empty one takes its words away.

    `standing` empty: as the facts say; one that differs from them needs its reason.
    """

    title: Text | None = Field(None, min_length=1, max_length=200)
    texts: dict[str, Text] = Field(default_factory=dict)
    left_out: list[Text] | None = Field(None, max_length=30)
    standing: Literal["", "on_track", "at_risk", "late"] | None = None
    standing_reason: Text | None = Field(None, max_length=300)


def report_out(row: Report) -> dict[str, Any]:
    """Plain values of a report."""
    names = ("number", "title", "state", "standing", "standing_reason", "as_of", "sent_at")
    return {name: getattr(row, name) for name in names} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.series.phase_id,
        "kind": row.series.kind,
    }  # fmt: skip


def report_of(request: HttpRequest, pk: UUID) -> Report:
    """A report, or 404."""
    try:
        return queries.report_for(staff_in(request), pk)
    except Report.DoesNotExist:
        raise not_found() from None


def whole_out(row: Report) -> dict[str, Any]:
    """A report with its facts and texts."""
    return report_out(row) | {"facts": row.facts, "texts": row.texts, "left_out": row.left_out}


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
    row = report_of(request, pk)
    with_etag(response, row.record)
    return whole_out(row)


@router.patch("/reports/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: ReportWhole, **CHANGES})
def change_report(request: HttpRequest, response: HttpResponse, pk: UUID, given: ReportChange) -> Any:
    """Changes a draft's title, words, what is left out, and how the project stands. Needs If-Match."""
    by, row = staff_in(request), report_of(request, pk)
    chosen = (row.standing, row.standing_reason) if row.is_standing_chosen else ("", "")
    standing = chosen[0] if given.standing is None else given.standing
    reason = chosen[1] if given.standing_reason is None else given.standing_reason
    operations.edit_report(
        report=row, title=given.title or row.title, texts={**row.texts, **_known(row, given.texts)},
        left_out=row.left_out if given.left_out is None else _known(row, dict.fromkeys(given.left_out, "")),
        standing=standing, standing_reason=reason if standing else "", expect=expected_version(request, row.record), by=by,
        now=timezone.now(),
    )  # fmt: skip
    row = report_of(request, pk)
    with_etag(response, row.record)
    return whole_out(row)


def _known(row: Report, given: dict[str, str]) -> dict[str, str]:
    known = SECTIONS[ReportKind(row.series.kind)]
    for key in given:
        if key not in known:
            words = f"This report has no section {key}. It has: {', '.join(known)}."
            raise ApiProblem(409, words, code="section", field="texts")
    return given
