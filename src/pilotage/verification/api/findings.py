"""Findings over the API."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Schema, Status

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
from pilotage.verification import operations
from pilotage.verification.api.specs import router
from pilotage.verification.models import Finding, Run

NULLABLE = ("owner", "due_date")


class FindingOut(Schema):
    """A difference that somebody follows up."""

    id: UUID
    version: int
    biller: UUID
    spec: UUID
    run: UUID
    code: str
    field: str
    reason: str
    cells: int
    title: str
    description: str
    state: str
    owner: int | None
    due_date: date | None
    case: UUID | None
    outcome: str


class FindingPage(Schema):
    """A page of them."""

    items: list[FindingOut]
    next: str | None


class FindingWords(Given):
    """What may be said of a finding; left out: as it is."""

    title: Text | None = Field(None, max_length=200)
    description: Text | None = Field(None, max_length=20_000)
    owner: Whole | None = None
    due_date: Day | None = None


class FindingIn(FindingWords):
    """A new finding about a field and a reason of a run."""

    run: UUID
    field: Text = Field("", max_length=120)
    reason: Text = Field("", max_length=20)
    title: Text = Field(min_length=1, max_length=200)


class FindingChange(FindingWords):
    """New words, owner, day; with `state` closed and an `outcome` it is closed."""

    state: Literal["open", "in_work", "closed"] | None = None
    outcome: Text = Field("", max_length=300)


@router.get("/verification-findings", auth=TokenDoor("projects:read"), response={200: FindingPage, **ERRORS})
def list_findings(
    request: HttpRequest, spec: UUID | None = None, biller: UUID | None = None,
    state: Literal["open", "in_work", "closed"] | None = None, cursor: Cursor = None, limit: Limit = 50,
) -> Any:  # fmt: skip
    """Findings, of one verification, one biller or all; staff only."""
    rows = rows_of(Finding, staff_in(request))
    wanted = {"spec": spec, "biller": biller, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), finding_out)


@router.post("/verification-findings", auth=TokenDoor("projects:write"), response={201: FindingOut, **CREATES})
@once
def create_finding(request: HttpRequest, given: FindingIn) -> Any:
    """Raises a finding of a run."""
    by = staff_in(request)
    run = one(rows_of(Run, by).select_related("spec"), given.run)
    made = operations.raise_finding(
        run=run, by=by, now=timezone.now(), **sent_in(given, nullable=NULLABLE, leave={"run"})
    )
    return Status(201, finding_out(one(rows_of(Finding, by), made.pk)))


@router.patch(
    "/verification-findings/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: FindingOut, **CHANGES}
)
def change_finding(request: HttpRequest, response: HttpResponse, pk: UUID, given: FindingChange) -> Any:
    """Changes a finding, or moves it. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = one(rows_of(Finding, by), pk)
    operations.change_by_values(
        finding=row, values=sent_in(given, nullable=NULLABLE, leave={"state", "outcome"}), state=given.state, outcome=given.outcome,
        expect=expected_version(request, row.record), by=by, now=now,
    )  # fmt: skip
    row = one(rows_of(Finding, by), pk)
    with_etag(response, row.record)
    return finding_out(row)


def finding_out(row: Finding) -> dict[str, Any]:
    """Plain values of a finding."""
    plain = ("code", "field", "reason", "cells", "title", "description", "state", "due_date", "outcome")
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "spec": row.spec_id, "run": row.run_id,
        "owner": row.owner_id, "case": row.case_id,
    }  # fmt: skip
