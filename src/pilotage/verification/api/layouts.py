"""Layouts of files that are no tables, over the API: read, proposed from a sample, tried, saved."""

import base64
import binascii
import io
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Schema, Status

from pilotage.core.errors import Refused
from pilotage.people.api import CREATES, ERRORS, Given, Text, TokenDoor, Whole, once, one, rows_of, staff_in
from pilotage.verification import operations, queries
from pilotage.verification.api.specs import FullSpecOut, get_spec, router
from pilotage.verification.laid_out import LONGEST_LAYOUT, as_yaml, read_laid_out
from pilotage.verification.models import Spec, SpecVersion
from pilotage.verification.permissions import require_writer
from pilotage.verification.rules.field_order import by_name
from pilotage.verification.rules.seeming import unread


class SideLayoutOut(Schema):
    """How the files of a side are built; `layout` is null where they are read as tables. `has_sample`: a trial needs no file.

    `types` are proposed from the sample's rows for columns that are read as text: name, type, settings for a layout, confidence in
    percent, why, others.
    """

    side: str
    format: str
    layout: dict[str, Any] | None
    columns: list[str]
    has_sample: bool
    types: list[dict[str, Any]]


class SideLayouts(Schema):
    """Both sides, as the mapping's version `number` has them."""

    number: int
    items: list[SideLayoutOut]


class LayoutTrialOut(Schema):
    """What a layout makes of a file. `fields` tells how sure a proposal is, in percent, and why; `refused` names lines, codes and texts."""

    layout: dict[str, Any]
    fields: list[dict[str, Any]]
    columns: list[str]
    rows: list[list[str]]
    read: int
    refused_rows: int
    refused: list[dict[str, Any]]


class LayoutTrialIn(Given):
    """A file in base64 with its `name`; left out: what was kept of the side's last sample. Without `layout` one is proposed."""

    side: Literal["left", "right"]
    layout: dict[str, Any] | None = None
    name: Text = Field("", max_length=200)
    content: str = Field("", pattern="^[A-Za-z0-9+/]*={0,2}$")


class LayoutIn(LayoutTrialIn):
    """A layout to save; with `base`, only if that is still the newest version."""

    layout: dict[str, Any]
    base: Whole | None = None


@router.get(
    "/verification-specs/{uuid:pk}/layouts", auth=TokenDoor("projects:read"), response={200: SideLayouts, **ERRORS}
)
def list_layouts(request: HttpRequest, pk: UUID) -> Any:
    """How the files of both sides are built; staff only."""
    newest = queries.newest_version(one(rows_of(Spec, staff_in(request)), pk))
    layouts = {side: newest.body[side].get("layout") for side in ("left", "right")}
    sides = [
        {"side": side, "format": newest.body[side]["format"], "layout": layouts[side] and by_name(layouts[side]),
         "columns": getattr(newest, f"{side}_columns"), "has_sample": bool(getattr(newest, f"{side}_head")), "types": _types(newest, side)}
        for side in ("left", "right")
    ]  # fmt: skip
    return {"number": newest.number, "items": sides}


@router.post(
    "/verification-specs/{uuid:pk}/layout-trials", auth=TokenDoor("projects:write"), response={201: LayoutTrialOut, **CREATES}
)  # fmt: skip
@once
def try_layout(request: HttpRequest, pk: UUID, given: LayoutTrialIn) -> Any:
    """Reads a sample by a layout, or proposes one from it: the first 20 rows, and what is refused. Nothing is kept."""
    by = staff_in(request)
    spec = one(rows_of(Spec, by), pk)
    require_writer(by)
    newest = queries.newest_version(spec)
    sample = _file(given) or operations.kept_sample(getattr(newest, f"{given.side}_head"))
    allowed = newest.body[given.side].get("bank_accounts", ())
    laid = read_laid_out(
        sample, given.name or "the sample", _checked(given.layout), field="layout", bank_accounts=allowed
    )
    names = ("layout", "fields", "columns", "rows", "read", "refused_rows", "refused")
    return Status(201, {name: getattr(laid, name) for name in names})


@router.post(
    "/verification-specs/{uuid:pk}/layouts", auth=TokenDoor("projects:write"), response={201: FullSpecOut, **CREATES}
)
@once
def save_layout(request: HttpRequest, pk: UUID, given: LayoutIn) -> Any:
    """Saves a layout as the mapping's next version; fields whose columns stay keep their rules, new ones are proposed."""
    by = staff_in(request)
    spec = one(rows_of(Spec, by), pk)
    text = as_yaml(_checked(given.layout) or {})
    operations.save_layout(
        spec=spec, side=given.side, layout=text, sample=_file(given), name=given.name, base=given.base, by=by, now=timezone.now()
    )  # fmt: skip
    return Status(201, get_spec(request, pk))


def _types(newest: SpecVersion, side: str) -> list[dict[str, Any]]:
    columns, rows = getattr(newest, f"{side}_columns"), getattr(newest, f"{side}_rows")
    return [one.told() for one in unread(newest.body[side], columns, rows).values()]


def _checked(layout: dict[str, Any] | None) -> dict[str, Any] | None:
    if layout is not None and len(str(layout)) > LONGEST_LAYOUT:
        raise Refused("The layout is too long.", field="layout")
    return layout


def _file(given: LayoutTrialIn) -> io.BytesIO | None:
    if not given.content:
        return None
    try:
        return io.BytesIO(base64.b64decode(given.content, validate=True))
    except binascii.Error:
        raise Refused("This is no base64.", field="content") from None
