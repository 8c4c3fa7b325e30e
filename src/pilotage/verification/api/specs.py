"""Verifications over the API."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from pilotage.people.api import ERRORS, Cursor, Limit, TokenDoor, one, page, pages, rows_of, staff_in
from pilotage.verification import queries
from pilotage.verification.models import Spec
from pilotage.verification.rules.lines import coverage, lines_of

router = Router(tags=["verification"])


class SpecOut(Schema):
    """What is compared with what. The left file comes from the biller's system."""

    id: UUID
    biller: UUID
    integration: UUID
    name: str
    left_name: str
    right_name: str
    owner: int | None


class SpecPage(Schema):
    """A page of them."""

    items: list[SpecOut]
    next: str | None


class MappingSignatureOut(Schema):
    """Who said yes to the version: os, im or biller_it."""

    side: str
    name: str
    remark: str
    at: datetime


class FullSpecOut(SpecOut):
    """with its newest version: `body` is what `tally verify --spec` takes."""

    number: int
    digest: str
    body: dict[str, Any]
    unmapped_left: list[str]
    unmapped_right: list[str]
    signatures: list[MappingSignatureOut]


@router.get("/verification-specs", auth=TokenDoor("projects:read"), response={200: SpecPage, **ERRORS})
def list_specs(
    request: HttpRequest, biller: UUID | None = None, integration: UUID | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:  # fmt: skip
    """Verifications, of one biller or integration or all; staff only."""
    rows = rows_of(Spec, staff_in(request))
    wanted = {"biller": biller, "integration": integration}
    return pages(page(rows.filter(**{k: v for k, v in wanted.items() if v}), cursor, limit), spec_out)


@router.get("/verification-specs/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: FullSpecOut, **ERRORS})
def get_spec(request: HttpRequest, pk: UUID) -> Any:
    """One verification with its newest mapping, what is not mapped, and who signed it."""
    row = one(rows_of(Spec, staff_in(request)), pk)
    newest = queries.newest_version(row)
    found = coverage(lines_of(newest.body, newest.left_columns, newest.right_columns), newest.right_columns)
    return spec_out(row) | {
        "number": newest.number, "digest": newest.digest, "body": newest.body, "unmapped_left": found["left"],
        "unmapped_right": found["right"],
        "signatures": [
            {"side": side, "name": one.name, "remark": one.remark, "at": one.made_at}
            for side, one in queries.signatures_of(newest).items()
        ],
    }  # fmt: skip


def spec_out(row: Spec) -> dict[str, Any]:
    """Plain values of a spec."""
    return {
        "id": row.pk, "biller": row.biller_id, "integration": row.integration_id, "name": row.name, "left_name": row.left_name,
        "right_name": row.right_name, "owner": row.owner_id,
    }  # fmt: skip
