"""Integration Summaries over the API."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from pilotage.people.api import (
    CHANGES,
    ERRORS,
    Cursor,
    Given,
    Limit,
    Text,
    TokenDoor,
    expected_version,
    one,
    page,
    pages,
    rows_of,
    staff_in,
    with_etag,
)
from pilotage.summaries import operations as summaries
from pilotage.summaries.models import IntegrationSummary
from pilotage.summaries.queries import count, fields_of, filled_fields

router = Router(tags=["summaries"])


class SummaryFieldOut(Schema):
    """One field: a value, or N/A with its reason, or neither while it is missing."""

    key: str
    label: str
    area: str
    value: str
    not_applicable_because: str
    source: str


class SummaryOut(Schema):
    """An Integration Summary with all its fields."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    integration: UUID
    is_complete: bool
    missing: list[str]
    fields_: list[SummaryFieldOut] = Field(alias="fields")


class SummaryShort(Schema):
    """An Integration Summary in a list."""

    id: UUID
    version: int
    biller: UUID
    phase: UUID
    integration: UUID


class SummaryPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[SummaryShort]
    next: str | None


class SummaryChange(Given):
    """Values by field key, and reasons by field key for what doesn't apply."""

    values: dict[str, Text] = {}
    not_applicable: dict[str, Text] = {}


def summary_out(row: IntegrationSummary) -> dict[str, Any]:
    """Plain values of an Integration Summary."""
    fields, held = fields_of(row), filled_fields(row)
    counted = count(fields, held)
    shown = []
    for one_field in fields:
        kept = held.get(one_field.key)
        shown.append(
            {
                "key": one_field.key, "label": one_field.label, "area": one_field.area, "value": kept.value if kept else "",
                "not_applicable_because": kept.reason if kept else "", "source": kept.source if kept else "",
            }
        )  # fmt: skip
    return _short(row) | {
        "is_complete": counted["is_complete"],
        "missing": [one_missing["key"] for one_missing in counted["missing"]],
        "fields": shown,
    }


def _short(row: IntegrationSummary) -> dict[str, Any]:
    return {
        "id": row.pk, "version": row.record.version, "biller": row.biller_id, "phase": row.phase_id, "integration": row.integration_id,
    }  # fmt: skip


@router.get("/summaries", auth=TokenDoor("summaries:read"), response={200: SummaryPage, **ERRORS})
def list_summaries(request: HttpRequest, biller: UUID | None = None, cursor: Cursor = None, limit: Limit = 50) -> Any:
    """Integration Summaries, of one biller or all; staff only."""
    viewer = staff_in(request)
    rows = rows_of(IntegrationSummary, viewer)
    return pages(page(rows.filter(biller=biller) if biller else rows, cursor, limit), _short)


@router.get("/summaries/{uuid:pk}", auth=TokenDoor("summaries:read"), response={200: SummaryOut, **ERRORS})
def get_summary(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One Integration Summary with its fields, and its ETag."""
    row = one(rows_of(IntegrationSummary, staff_in(request)), pk)
    with_etag(response, row.record)
    return summary_out(row)


@router.patch("/summaries/{uuid:pk}", auth=TokenDoor("summaries:write"), response={200: SummaryOut, **CHANGES})
def change_summary(request: HttpRequest, response: HttpResponse, pk: UUID, given: SummaryChange) -> Any:
    """Fills fields, or marks them N/A. Needs If-Match."""
    by = staff_in(request)
    row = one(rows_of(IntegrationSummary, by), pk)
    expect = expected_version(request, row.record)
    summaries.fill_fields(
        summary=row, values=given.values, not_applicable=given.not_applicable, expect=expect, by=by, now=timezone.now()
    )
    row = one(rows_of(IntegrationSummary, by), pk)
    with_etag(response, row.record)
    return summary_out(row)
