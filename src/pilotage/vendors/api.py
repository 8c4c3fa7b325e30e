"""The CIS vendor's people on a project over the API."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema, Status
from pydantic import BeforeValidator

from pilotage.documents.models import ShareLink
from pilotage.documents.operations import revoke_link
from pilotage.documents.queries import links_on
from pilotage.onboarding.models import Project
from pilotage.people.api import (
    CHANGES,
    CREATES,
    ERRORS,
    Cursor,
    Given,
    Limit,
    Text,
    TokenDoor,
    expected_version,
    once,
    one,
    page,
    pages,
    rows_of,
    sent_in,
    staff_in,
    whole,
    with_etag,
)
from pilotage.vendors import operations
from pilotage.vendors.models import VendorContact

router = Router(tags=["vendor contacts"])


class VendorContactOut(Schema):
    """A person of the CIS vendor on a project; `left_at` is when they were taken off."""

    id: UUID
    version: int
    biller: UUID
    project: UUID
    name: str
    firm: str
    title: str
    email: str
    phone: str
    left_at: datetime | None


class VendorContactPage(Schema):
    """A page of them; `next` is the cursor of the following one, or null."""

    items: list[VendorContactOut]
    next: str | None


class VendorContactIn(Given):
    """Somebody new; without a firm the vendor of the project's CIS product."""

    project: UUID
    name: Text = Field(min_length=1, max_length=200)
    email: Text = Field(min_length=3, max_length=254)
    firm: Text = Field("", max_length=160)
    title: Text = Field("", max_length=120)
    phone: Text = Field("", max_length=40)


class VendorContactChange(Given):
    """What changes."""

    name: Text | None = Field(None, min_length=1, max_length=200)
    email: Text | None = Field(None, min_length=3, max_length=254)
    firm: Text | None = Field(None, min_length=1, max_length=160)
    title: Text | None = Field(None, max_length=120)
    phone: Text | None = Field(None, max_length=40)


class VendorLinkIn(Given):
    """For how many days it is good."""

    days: Annotated[int, Field(ge=1, le=365), BeforeValidator(whole)] = 30


class SharedLinkOut(Schema):
    """A link that shows something to somebody without an account. Its address stands in the mail alone."""

    id: UUID
    name: str
    email: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    opened: int
    last_opened_at: datetime | None


class SharedLinkList(Schema):
    """Those of one person."""

    items: list[SharedLinkOut]


def link_out(row: Any) -> dict[str, Any]:
    """Plain values of a link with how often it was used."""
    names = ("name", "email", "made_at", "expires_at", "revoked_at")
    own = {name: getattr(row, name) for name in names}
    return own | {"id": row.pk, "opened": row.uses_count, "last_opened_at": row.last_used_at}


def vendor_contact_out(row: VendorContact) -> dict[str, Any]:
    """Plain values of a vendor's contact."""
    names = ("name", "firm", "title", "email", "phone", "left_at")
    own = {name: getattr(row, name) for name in names}
    return own | {"id": row.pk, "version": row.record.version, "biller": row.biller_id, "project": row.project_id}


@router.get("/vendor-contacts", auth=TokenDoor("projects:read"), response={200: VendorContactPage, **ERRORS})
def list_vendor_contacts(
    request: HttpRequest, project: UUID | None = None, cursor: Cursor = None, limit: Limit = 50
) -> Any:
    """The vendor's people on one project or all, with those who left; staff only."""
    rows = rows_of(VendorContact, staff_in(request))
    return pages(page(rows.filter(project=project) if project else rows, cursor, limit), vendor_contact_out)


@router.post("/vendor-contacts", auth=TokenDoor("projects:write"), response={201: VendorContactOut, **CREATES})
@once
def create_vendor_contact(request: HttpRequest, given: VendorContactIn) -> Any:
    """Names somebody of the vendor on a project; `/links` sends them a link."""
    by = staff_in(request)
    project = one(rows_of(Project, by), given.project)
    made = operations.add_contact(project=project, by=by, now=timezone.now(), **given.dict(exclude={"project"}))
    return Status(201, vendor_contact_out(one(rows_of(VendorContact, by), made.pk)))


@router.get("/vendor-contacts/{uuid:pk}", auth=TokenDoor("projects:read"), response={200: VendorContactOut, **ERRORS})
def get_vendor_contact(request: HttpRequest, response: HttpResponse, pk: UUID) -> Any:
    """One of the vendor's people, with its ETag."""
    row = one(rows_of(VendorContact, staff_in(request)), pk)
    with_etag(response, row.record)
    return vendor_contact_out(row)


@router.patch(
    "/vendor-contacts/{uuid:pk}", auth=TokenDoor("projects:write"), response={200: VendorContactOut, **CHANGES}
)
def change_vendor_contact(request: HttpRequest, response: HttpResponse, pk: UUID, given: VendorContactChange) -> Any:
    """Corrects name, firm, title, e-mail or phone. Needs If-Match."""
    by = staff_in(request)
    row = one(rows_of(VendorContact, by), pk)
    version = expected_version(request, row.record)
    fields = sent_in(given)
    operations.change_contact(contact=row, expect=version, by=by, now=timezone.now(), **fields)
    row = one(rows_of(VendorContact, by), pk)
    with_etag(response, row.record)
    return vendor_contact_out(row)


@router.get(
    "/vendor-contacts/{uuid:pk}/links", auth=TokenDoor("projects:read"), response={200: SharedLinkList, **ERRORS}
)
def list_vendor_links(request: HttpRequest, pk: UUID) -> Any:
    """The links of one of the vendor's people, the newest first, and how often each was opened; staff only."""
    by = staff_in(request)
    row = one(rows_of(VendorContact, by), pk)
    return {"items": [link_out(link) for link in links_on([row.pk], by)]}


@router.post(
    "/vendor-contacts/{uuid:pk}/links", auth=TokenDoor("projects:write"), response={201: SharedLinkList, **CREATES}
)
@once
def send_vendor_link(request: HttpRequest, pk: UUID, given: VendorLinkIn) -> Any:
    """Mails them a new link to the vendor's tasks of the project; earlier ones end. Answers all their links."""
    by = staff_in(request)
    row = one(rows_of(VendorContact, by).select_related("project"), pk)
    operations.send_link(contact=row, days=given.days, by=by, now=timezone.now())
    return Status(201, list_vendor_links(request, pk))


@router.post(
    "/share-links/{uuid:pk}/revocations", auth=TokenDoor("projects:write"), response={201: SharedLinkOut, **CREATES}
)
@once
def revoke_share_link(request: HttpRequest, pk: UUID) -> Any:
    """Ends any link that shows something to people without an account: from now on it shows nothing."""
    by = staff_in(request)
    row = one(ShareLink.objects.visible_to(by).select_related("record"), pk)
    revoke_link(link=row, by=by, now=timezone.now())
    return Status(201, link_out(next(link for link in links_on([row.subject_id], by) if link.pk == row.pk)))


@router.post(
    "/vendor-contacts/{uuid:pk}/departures",
    auth=TokenDoor("projects:write"),
    response={201: VendorContactOut, **CREATES},
)
@once
def take_vendor_contact_off(request: HttpRequest, pk: UUID) -> Any:
    """They work on the project no longer; their links end at once."""
    by = staff_in(request)
    operations.take_off(contact=one(rows_of(VendorContact, by), pk), by=by, now=timezone.now())
    return Status(201, vendor_contact_out(one(rows_of(VendorContact, by), pk)))
