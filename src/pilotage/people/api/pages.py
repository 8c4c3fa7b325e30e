"""Rows for the API: one or 404, and pages by cursor."""

from collections.abc import Callable, Collection
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from ninja import Field

from pilotage.core.viewer import Viewer
from pilotage.people.api.problems import ApiProblem, not_found
from pilotage.people.api.values import Given, QueryWhole
from pilotage.people.models import User

MOST = 200
Cursor = Annotated[UUID | None, Field(description="The `next` of the page before. Without one: the first page.")]
Limit = Annotated[
    QueryWhole, Field(description=f"Rows in a page, from 1 to {MOST}; what is beyond is taken as the border.")
]


def one(rows: QuerySet[Any], pk: UUID | int) -> Any:
    """The row with this key, or 404: the same for another biller's as for one that never was."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise not_found()
    return found


def page(rows: QuerySet[Any], cursor: UUID | int | None, limit: int, *, key: str = "pk") -> dict[str, Any]:
    """`{items, next}` in the order of the key; `next` is the cursor of the following page, or null."""
    found = rows.order_by(key)
    if cursor is not None:
        found = found.filter(**{f"{key}__gt": cursor})
    size = min(max(limit, 1), MOST)
    items = list(found[: size + 1])
    has_more = len(items) > size
    items = items[:size]
    return {"items": items, "next": str(getattr(items[-1], key)) if has_more else None}


def pages(found: dict[str, Any], out: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
    """A page with its rows as plain values."""
    return {"items": [out(row) for row in found["items"]], "next": found["next"]}


def rows_of(model: Any, viewer: Viewer) -> Any:
    """The rows of a biller-owned table that the viewer sees, with record and biller."""
    return model.objects.visible_to(viewer).select_related("record", "biller")


def person(pk: int | None) -> User | None:
    """An active account by its key, or nobody; 409 when there is none."""
    if pk is None:
        return None
    found = User.objects.filter(pk=pk, is_active=True).first()
    if found is None:
        raise ApiProblem(409, "There is no such person, or their account is closed.", code="person")
    return found


def sent_in(given: Given, *, nullable: Collection[str] = (), leave: Collection[str] = ()) -> dict[str, Any]:
    """The fields that a body really sent, without those of `leave`; null counts only where the field may be emptied.

    `owner` is answered as a person; 409 when there is none.
    """
    sent = given.dict(exclude_unset=True, exclude=set(leave))
    sent = {name: value for name, value in sent.items() if value is not None or name in nullable}
    return sent | ({"owner": person(sent["owner"])} if "owner" in sent else {})
