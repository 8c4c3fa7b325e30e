"""CIS products over the API: found, read, added, corrected, retired."""

from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status

from pilotage.catalogue import operations, queries
from pilotage.catalogue.enums import Interface, Vertical
from pilotage.catalogue.models import CisProduct
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Flag,
    Given,
    Limit,
    Text,
    TokenDoor,
    expected_version,
    once,
    one,
    page,
    pages,
    staff_in,
    with_etag,
)

router = Router(tags=["catalogue"])
Search = Annotated[Text, Field(max_length=200, description="Words that stand in vendor, product or notes.")]
Long = Annotated[Text, Field(max_length=20_000)]


class ProductOut(Schema):
    """A CIS product; each of `pitfalls` is one line."""

    id: UUID
    version: int
    vendor: str
    product: str
    category: str
    vertical: str
    deployment: str
    interfaces: list[str]
    notes: str
    pitfalls: list[str]
    file_notes: str
    source: str
    is_retired: bool


class ProductPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[ProductOut]
    next: str | None


class ProductWords(Given):
    """What may be said of a product."""

    deployment: Text = Field("", max_length=40)
    interfaces: list[Interface] = Field(default_factory=list, max_length=50)
    notes: Long = ""
    pitfalls: list[Annotated[Text, Field(min_length=1, max_length=500)]] = Field(default_factory=list, max_length=100)
    file_notes: Long = ""
    source: Text = Field("", max_length=500)


class ProductIn(ProductWords):
    """A product of a vendor; its category says which vertical it serves."""

    vendor: Text = Field(min_length=1, max_length=160)
    product: Text = Field(min_length=1, max_length=200)
    category: Text = Field(min_length=1, max_length=80)


class ProductChange(ProductWords):
    """What changes; left out: as it is. Retired products are not offered for new integrations."""

    vendor: Text = Field("", min_length=1, max_length=160)
    product: Text = Field("", min_length=1, max_length=200)
    category: Text = Field("", min_length=1, max_length=80)
    is_retired: Flag = False


@router.get("/products", auth=TokenDoor("integrations:read"), response={200: ProductPage, **ERRORS})
def list_products(
    request: HttpRequest,
    q: Search = "",
    vertical: Vertical | None = None,
    retired: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Any:
    """Products of the catalogue, by words or vertical; retired ones when asked for. Staff only."""
    staff_in(request)
    rows = queries.products(text=q, vertical=vertical or "", state="retired" if retired else "").select_related(
        "record"
    )
    verticals = queries.verticals_by_category()
    return pages(page(rows, cursor, limit), lambda row: product_out(row, verticals))


@router.post("/products", auth=TokenDoor("integrations:write"), response={201: ProductOut, **CREATES})
@once
def add_product(request: HttpRequest, given: ProductIn) -> Any:
    """Adds a product to the catalogue."""
    made = operations.add_product(by=staff_in(request), now=timezone.now(), **_fields(given.dict()))
    return Status(201, product_out(_one(made.pk), queries.verticals_by_category()))


@router.get("/products/{uuid:pk}", auth=TokenDoor("integrations:read"), response={200: ProductOut, **ERRORS})
def get_product(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One product, with its ETag; staff only."""
    staff_in(request)
    row = _one(pk)
    with_etag(response, row.record)
    return product_out(row, queries.verticals_by_category())


@router.patch("/products/{uuid:pk}", auth=TokenDoor("integrations:write"), response={200: ProductOut, **CHANGES})
def change_product(request: HttpRequest, response: HttpResponse, pk: UUID, given: ProductChange) -> Any:
    """Corrects a product, retires it or offers it again: all or nothing. Needs If-Match."""
    by, now = staff_in(request), timezone.now()
    row = _one(pk)
    version = expected_version(request, row.record)
    fields = _fields(given.dict(exclude_unset=True))
    is_retired = fields.pop("is_retired", row.is_retired)
    with transaction.atomic():
        operations.change_product(by=by, now=now, row=row, expect=version, **fields)
        operations.retire_product(by=by, now=now, product=_one(pk), is_retired=is_retired)
    row = _one(pk)
    with_etag(response, row.record)
    return product_out(row, queries.verticals_by_category())


def product_out(row: CisProduct, verticals: dict[str, str]) -> dict[str, Any]:
    """Plain values of a product."""
    own = ("vendor", "product", "category", "deployment", "interfaces", "notes", "file_notes", "source", "is_retired")
    return {name: getattr(row, name) for name in own} | {
        "id": row.pk, "version": row.record.version, "vertical": verticals.get(row.category, ""),
        "pitfalls": [line for line in row.pitfalls.splitlines() if line.strip()],
    }  # fmt: skip


def _one(pk: UUID) -> Any:
    return one(CisProduct.objects.select_related("record"), pk)


def _fields(given: dict[str, Any]) -> dict[str, Any]:
    if "pitfalls" in given:
        given["pitfalls"] = "\n".join(" ".join(line.split()) for line in given["pitfalls"])
    if "interfaces" in given:
        given["interfaces"] = [str(each) for each in dict.fromkeys(given["interfaces"])]
    return given
