"""Playbooks over the API: their versions, and the lines of one."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from pilotage.onboarding.models import Playbook, PlaybookTask, PlaybookVersion
from pilotage.onboarding.playbook_queries import versions_of
from pilotage.people.api import (
    ERRORS,
    Cursor,
    Limit,
    QueryFlag,
    QueryWhole,
    TokenDoor,
    not_found,
    one,
    page,
    pages,
    staff_in,
    with_etag,
)

router = Router(tags=["playbooks"])
Number = Annotated[
    QueryWhole | None, Field(description="The number of a version; without one the newest that is published.")
]


class PlaybookOut(Schema):
    """A template of plans; a part is stitched into whole ones, by itself where the biller buys one of its `products`."""

    id: UUID
    version: int
    slug: str
    name: str
    description: str
    is_part: bool
    products: list[str]


class PlaybookPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[PlaybookOut]
    next: str | None


class PlaybookVersionOut(Schema):
    """One state of a playbook; a published one never changes."""

    number: int
    note: str
    is_published: bool
    created_at: datetime
    author: str


class PlaybookWhole(PlaybookOut):
    """A playbook with its versions, the newest first."""

    versions: list[PlaybookVersionOut]


class PlaybookLineOut(Schema):
    """One task of a version; `revision` is its ETag.

    `condition` says when it applies, `parameter` under which name a start may give another length."""

    id: int
    revision: int
    code: str
    part: str
    title: str
    roles: list[str]
    duration_days: int
    depends_on: list[str]
    needed_by: list[str]
    milestone: str
    condition: str
    parent: str
    parameter: str
    documents: list[Any]
    notes: str


class PlaybookLineList(Schema):
    """All lines of a version, in their order."""

    version: int
    items: list[PlaybookLineOut]


def playbook_out(row: Playbook) -> dict[str, Any]:
    """Plain values of a playbook."""
    names = ("slug", "name", "description", "is_part", "products")
    return {"id": row.pk, "version": row.record.version} | {name: getattr(row, name) for name in names}


def whole_out(row: Playbook) -> dict[str, Any]:
    """A playbook with its versions."""
    names = ("number", "note", "is_published", "created_at", "author")
    return playbook_out(row) | {
        "versions": [{name: getattr(each, name) for name in names} for each in versions_of(row)]
    }


def line_out(row: PlaybookTask) -> dict[str, Any]:
    """Plain values of a line."""
    return {name: getattr(row, name) for name in PlaybookLineOut.model_fields}


@router.get("/playbooks", auth=TokenDoor("projects:read"), response={200: PlaybookPage, **ERRORS})
def list_playbooks(
    request: HttpRequest, is_part: QueryFlag | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """Playbooks, whole ones and parts; staff only."""
    staff_in(request)
    rows = Playbook.objects.select_related("record")
    return pages(page(rows if is_part is None else rows.filter(is_part=is_part), cursor, limit), playbook_out)


@router.get("/playbooks/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: PlaybookWhole, **ERRORS})
def get_playbook(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One playbook with its versions, and its ETag."""
    staff_in(request)
    row = one(Playbook.objects.select_related("record"), pk)
    with_etag(response, row.record)
    return whole_out(row)


@router.get("/playbooks/{uuid:pk}/lines", auth=TokenDoor("projects:read"), response={200: PlaybookLineList, **ERRORS})
def list_playbook_lines(request: HttpRequest, pk: UUID, version: Number = None) -> Any:
    """The tasks of one version of a playbook; staff only."""
    staff_in(request)
    found = version_of(one(Playbook.objects.all(), pk), version)
    rows = PlaybookTask.objects.filter(version=found)
    return {"version": found.number, "items": [line_out(row) for row in rows]}


def version_of(playbook: Playbook, number: int | None) -> PlaybookVersion:
    """The version with this number, or the newest published one; 404 when there is none."""
    for each in versions_of(playbook):
        if each.number == number or (number is None and each.is_published):
            return each
    raise not_found()
