"""Runbooks over the API, to read."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from pilotage.people.api import ERRORS, TokenDoor, not_found, viewer_in
from pilotage.runbooks import queries
from pilotage.runbooks.models import Runbook, RunbookSection, RunbookVersion

router = Router(tags=["runbooks"])


class SectionOut(Schema):
    """A section; `steps` are ids of the playbook's tasks."""

    chapter: str
    heading: str
    text: str
    steps: list[str]


class RunbookChangeOut(Schema):
    """A line of the change log."""

    number: str
    date: date | None
    author: str
    description: str


class RunbookOut(Schema):
    """A runbook in its newest published version."""

    id: UUID
    name: str
    description: str
    version: str | None
    review_date: date | None
    is_shared: bool
    changes: list[RunbookChangeOut]
    sections: list[SectionOut]


class RunbookList(Schema):
    """All that the token's person may read."""

    items: list[RunbookOut]


def _out(row: Runbook, versions: list[RunbookVersion], sections: list[RunbookSection]) -> dict[str, Any]:
    return {
        "id": row.pk, "name": row.name, "description": row.description, "version": versions[0].number if versions else None,
        "review_date": row.review_date, "is_shared": row.is_shared,
        "changes": [
            {"number": one.number, "date": one.version_date, "author": one.author, "description": one.description} for one in versions
        ],
        "sections": [
            {"chapter": one.chapter, "heading": one.heading, "text": one.body, "steps": one.steps} for one in sections
        ],
    }  # fmt: skip


@router.get("/runbooks", auth=TokenDoor("projects:read"), response={200: RunbookList, **ERRORS})
def list_runbooks(request: HttpRequest, q: str = "") -> Any:
    """Runbooks without their sections; `q` reads the texts too. A biller's people get the shared ones."""
    rows = queries.runbooks(viewer_in(request), {"q": q[:200]})
    return {"items": [_out(row, [], []) | {"version": row.number} for row in rows[:200]]}


@router.get("/runbooks/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: RunbookOut, **ERRORS})
def get_runbook(request: HttpRequest, pk: UUID) -> Any:
    """One runbook with its change log and text."""
    by = viewer_in(request)
    try:
        row = queries.runbook_for(by, pk)
    except Runbook.DoesNotExist:
        raise not_found() from None
    versions = [one for one in queries.versions_of(by, row) if one.is_published]
    return _out(row, versions, queries.sections_of(by, versions[0]) if versions else [])
