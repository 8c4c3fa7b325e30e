"""What hangs on a biller: integrations, contacts, invoice types, who looks after it, who uses the portal."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from pilotage.billers import operations, queries
from pilotage.billers.forms import CareForm, ContactForm, IntegrationForm, InvoiceTypeForm, MemberForm
from pilotage.billers.models import Biller, Care, Contact, Integration, InvoiceType, Membership
from pilotage.billers.views.billers import crumbs, find_biller
from pilotage.people.doors import PageRequest, staff_page
from pilotage.people.models import User
from pilotage.people.operations import create_user, invite
from pilotage.people.pages import act, form_page
from pilotage.people.queries import user_by_email

METHODS = ["GET", "POST"]


@staff_page
@require_http_methods(METHODS)
def integration_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds an integration."""
    biller, form = find_biller(request, pk), IntegrationForm(request.POST or None)

    def run(given: Any) -> None:
        operations.add_integration(biller=biller, by=request.viewer, now=timezone.now(), **_without_version(given))

    return _page(request, biller, form, run, _("Add an integration"), _("Add integration"))


@staff_page
@require_http_methods(METHODS)
def integration_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes product or integrator."""
    try:
        found = queries.integration_for(request.viewer, pk)
    except Integration.DoesNotExist:
        raise Http404 from None
    first = {"product": found.product_id, "integrator": found.integrator, "version": found.record.version}
    form = IntegrationForm(request.POST or None, initial=first)

    def run(given: Any) -> None:
        operations.change_integration(
            integration=found, expect=given["version"], by=request.viewer, now=timezone.now(), **_without_version(given)
        )

    return _page(request, found.biller, form, run, _("Edit the integration"), _("Save integration"), found.record)


@staff_page
@require_http_methods(METHODS)
def contact_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a contact."""
    biller, form = find_biller(request, pk), ContactForm(request.POST or None)

    def run(given: Any) -> None:
        operations.add_contact(biller=biller, by=request.viewer, now=timezone.now(), **_without_version(given))

    return _page(request, biller, form, run, _("Add a contact"), _("Add contact"))


@staff_page
@require_http_methods(METHODS)
def contact_edit(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Changes a contact."""
    try:
        found = queries.contact_for(request.viewer, pk)
    except Contact.DoesNotExist:
        raise Http404 from None
    first = {name: getattr(found, name) for name in ("name", "role", "email", "phone")} | {
        "version": found.record.version
    }
    form = ContactForm(request.POST or None, initial=first)

    def run(given: Any) -> None:
        operations.change_contact(
            contact=found, expect=given["version"], by=request.viewer, now=timezone.now(), **_without_version(given)
        )

    return _page(
        request, found.biller, form, run, _("Edit %(name)s") % {"name": found.name}, _("Save contact"), found.record
    )


@staff_page
@require_http_methods(METHODS)
def invoice_type_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Adds a stream of bills."""
    biller = find_biller(request, pk)
    form = InvoiceTypeForm(request.POST or None, biller=biller)

    def run(given: Any) -> None:
        operations.add_invoice_type(biller=biller, by=request.viewer, now=timezone.now(), **given)

    return _page(request, biller, form, run, _("Add an invoice type"), _("Add invoice type"))


@staff_page
@require_POST
def invoice_type_drop(request: PageRequest, pk: int) -> HttpResponse:
    """Takes a stream of bills away."""
    found = _part(request, InvoiceType, pk)
    return _drop(
        request,
        found.biller,
        lambda: operations.drop_invoice_type(invoice_type=found, by=request.viewer, now=timezone.now()),
    )


@staff_page
@require_http_methods(METHODS)
def care_add(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Says who looks after the biller in a role."""
    biller = find_biller(request, pk)
    form = CareForm(request.POST or None, initial={"version": biller.record.version})

    def run(given: Any) -> None:
        user = User.objects.get(pk=given["user"])
        operations.assign_care(
            biller=biller,
            user=user,
            role=given["role"],
            expect=given["version"],
            by=request.viewer,
            now=timezone.now(),
        )

    title = _("Who looks after %(name)s?") % {"name": biller.name}
    return _page(request, biller, form, run, title, _("Assign"), biller.record)


@staff_page
@require_POST
def care_drop(request: PageRequest, pk: int) -> HttpResponse:
    """Nobody looks after the biller in this role any more."""
    found = _part(request, Care, pk)
    return _drop(request, found.biller, lambda: operations.drop_care(care=found, by=request.viewer, now=timezone.now()))


@staff_page
@require_http_methods(METHODS)
def member_new(request: PageRequest, pk: uuid.UUID) -> HttpResponse:
    """Invites a biller's person to the portal."""
    biller, form = find_biller(request, pk), MemberForm(request.POST or None)

    def run(given: Any) -> None:
        by, now = request.viewer, timezone.now()
        user = user_by_email(given["email"])
        is_new = user is None
        if user is None:
            user = create_user(by=by, now=now, email=given["email"], name=given["name"], time_zone=biller.time_zone)
        operations.add_membership(biller=biller, user=user, role=given["role"], by=by, now=now)
        if is_new:
            invite(by=by, now=now, user=user)

    return _page(request, biller, form, run, _("Invite somebody of %(name)s") % {"name": biller.name}, _("Invite"))


@staff_page
@require_POST
def member_drop(request: PageRequest, pk: int) -> HttpResponse:
    """The person no longer sees this biller."""
    found = _part(request, Membership, pk)
    return _drop(
        request,
        found.biller,
        lambda: operations.drop_membership(membership=found, by=request.viewer, now=timezone.now()),
    )


def _page(
    request: PageRequest,
    biller: Biller,
    form: forms.Form,
    run: Callable[[Any], None],
    title: str,
    label: str,
    record: Any = None,
) -> HttpResponse:
    back = reverse("desk:biller", args=[biller.pk])

    def and_back(given: Any) -> str:
        run(given)
        return back

    context = {"page_title": title, "breadcrumbs": crumbs(biller), "submit_label": label, "cancel_url": back}
    return form_page(request, form, and_back, context=context, record=record)


def _part(request: PageRequest, model: Any, pk: int) -> Any:
    found = model.objects.visible_to(request.viewer).select_related("biller").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _drop(request: PageRequest, biller: Biller, run: Callable[[], object]) -> HttpResponse:
    return act(
        request, run, said=_("It is taken away; history keeps it."), then=reverse("desk:biller", args=[biller.pk])
    )


def _without_version(given: Any) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name != "version"}
