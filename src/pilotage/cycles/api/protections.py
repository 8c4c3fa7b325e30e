"""Penalty protections over the API: agreed, changed, ended with evidence, opened again."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.billers.models import Phase
from pilotage.cycles import operations
from pilotage.cycles.api.named import named
from pilotage.cycles.models import Protection
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Amount,
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
    person,
    rows_of,
    sent_in,
    staff_in,
    with_etag,
)

router = Router(tags=["cycles"])
NULLABLE = ("invoice_type", "cycle", "cost_amount")


class ProtectionOut(Schema):
    """No late fees, no shut-offs, from–to, both included."""

    id: UUID
    version: int
    phase: UUID
    starts_on: date
    ends_on: date
    is_for_fees: bool
    is_for_shut_offs: bool
    scope: str
    owner: int
    agreed_by: str
    cost_amount: Decimal | None
    notice_text: str
    state: str
    evidence: str


class ProtectionPage(Schema):
    """A page of them."""

    items: list[ProtectionOut]
    next: str | None


class ProtectionWords(Given):
    """What may be said of one; left out: as it is. `invoice_type` is a name of the biller's, `cycle` the key of its bill cycle."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    is_for_fees: Flag | None = None
    is_for_shut_offs: Flag | None = None
    cycle: UUID | None = None
    invoice_type: Text | None = Field(None, max_length=120)
    payers: Text | None = Field(None, max_length=160)
    owner: Whole | None = None
    agreed_by: Text | None = Field(None, max_length=200)
    cost_amount: Amount | None = None
    notice_text: Text | None = Field(None, max_length=20_000)


class ProtectionIn(ProtectionWords):
    """A new protection of a phase; `owner`, who ends it, is the token's person unless told."""

    phase: UUID
    starts_on: Day
    ends_on: Day
    agreed_by: Text = Field(min_length=1, max_length=200)


class ProtectionChange(ProtectionWords):
    """What changes; a later end extends it."""


class ProtectionEndIn(Given):
    """What shows that fees and shut-offs run again: who switched them on, where, when."""

    evidence: Text = Field(min_length=1, max_length=20_000)


@router.get("/penalty-protections", auth=TokenDoor("projects:read"), response={200: ProtectionPage, **ERRORS})
def list_protections(
    request: HttpRequest, phase: UUID | None = None, state: Literal["agreed", "closed"] | None = None, cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:  # fmt: skip
    """Penalty protections, of one phase or all; staff only."""
    rows = rows_of(Protection, staff_in(request)).select_related("record", "invoice_type", "cycle")
    wanted = {"phase": phase, "state": state}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), protection_out)


@router.get("/penalty-protections/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: ProtectionOut, **ERRORS})
def get_protection(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One penalty protection, with its ETag."""
    row = _one(staff_in(request), pk)
    with_etag(response, row.record)
    return protection_out(row)


@router.post("/penalty-protections", auth=TokenDoor("projects:write"), response={201: ProtectionOut, **CREATES})
@once
def create_protection(request: HttpRequest, given: ProtectionIn) -> Any:
    """Agrees on no late fees, no shut-offs, or neither, for a time; who ends it is told."""
    by = staff_in(request)
    phase = one(rows_of(Phase, by), given.phase)
    fields = {"owner": person(by.user_id)} | sent_in(given, nullable=NULLABLE, leave={"phase"})
    made = operations.agree_protection(phase=phase, by=by, now=timezone.now(), **named(phase.biller_id, fields))
    return Status(201, protection_out(_one(by, made.pk)))


@router.patch(
    "/penalty-protections/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: ProtectionOut, **CHANGES}
)
def change_protection(request: HttpRequest, response: HttpResponse, pk: UUID, given: ProtectionChange) -> Any:
    """Changes days, scope, owner or words; a later end extends it. Needs If-Match."""
    by = staff_in(request)
    row = _one(by, pk)
    version = expected_version(request, row.record)
    fields = named(row.biller_id, sent_in(given, nullable=NULLABLE))
    operations.change_protection(protection=row, expect=version, by=by, now=timezone.now(), **fields)
    row = _one(by, pk)
    with_etag(response, row.record)
    return protection_out(row)


@router.post(
    "/penalty-protections/{uuid:pk}/closings",
    auth=TokenDoor("projects:write"),
    response={201: ProtectionOut, **CREATES},
)
@once
def close_protection(request: HttpRequest, pk: UUID, given: ProtectionEndIn) -> Any:
    """Ends it with evidence."""
    by = staff_in(request)
    operations.close_protection(protection=_one(by, pk), evidence=given.evidence, by=by, now=timezone.now())
    return Status(201, protection_out(_one(by, pk)))


@router.post(
    "/penalty-protections/{uuid:pk}/reopenings",
    auth=TokenDoor("projects:write"),
    response={201: ProtectionOut, **CREATES},
)
@once
def reopen_protection(request: HttpRequest, pk: UUID) -> Any:
    """Closed by mistake: it runs again."""
    by = staff_in(request)
    operations.reopen_protection(protection=_one(by, pk), by=by, now=timezone.now())
    return Status(201, protection_out(_one(by, pk)))


def protection_out(row: Protection) -> dict[str, Any]:
    """Plain values of a protection."""
    plain = (
        "starts_on",
        "ends_on",
        "is_for_fees",
        "is_for_shut_offs",
        "agreed_by",
        "cost_amount",
        "notice_text",
        "state",
        "evidence",
    )
    return {name: getattr(row, name) for name in plain} | {
        "id": row.pk, "version": row.record.version, "phase": row.phase_id, "scope": row.scope_words, "owner": row.owner_id,
    }  # fmt: skip


def _one(by: Any, pk: UUID) -> Any:
    return one(rows_of(Protection, by).select_related("invoice_type", "cycle", "owner"), pk)
