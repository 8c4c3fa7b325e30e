"""Integrations, contacts, invoice types and portal memberships of a biller."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from pilotage.billers import cleaning
from pilotage.billers.models import Biller, Contact, Integration, InvoiceType, Membership, Phase
from pilotage.billers.permissions import EDITORS, INVITERS, require
from pilotage.catalogue.models import CisProduct
from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.enums import BillerRole
from pilotage.people.models import User


def add_integration(
    *,
    by: Viewer,
    now: datetime,
    biller: Biller,
    product: CisProduct | None = None,
    integrator: str = "",
    external_id: str | None = None,
) -> Integration:
    """The biller's CIS product with its integrator. Refuses when the id is taken. Also: `billers.integration_created`."""
    require(by, EDITORS, _("change integrations"))
    with change(by=by, now=now) as c:
        key = external_id or _free(Integration, f"{biller.external_id}-i")
        _refuse_taken(Integration, key)
        return c.create(
            Integration,
            scope=biller.pk,
            biller=biller,
            product=product,
            integrator=" ".join(integrator.split()),
            external_id=key,
        )


def change_integration(
    *, by: Viewer, now: datetime, integration: Integration, expect: int | None = None, **fields: Any
) -> bool:
    """Sets product or integrator. Raises `Stale`. Also: event `billers.integration_changed`."""
    require(by, EDITORS, _("change integrations"))
    if set(fields) - {"product", "integrator"}:
        raise TypeError("Only product and integrator can be set")
    with change(by=by, now=now) as c:
        return c.save(integration, expect=expect, **fields)


def add_contact(
    *,
    by: Viewer,
    now: datetime,
    biller: Biller,
    name: str,
    email: str = "",
    phone: str = "",
    role: str = "",
    external_id: str | None = None,
) -> Contact:
    """A person at the biller. Refuses a wrong address or a taken id. Also: event `billers.contact_created`."""
    require(by, EDITORS, _("change contacts"))
    fields = _contact_fields({"name": name, "email": email, "phone": phone, "role": role})
    with change(by=by, now=now) as c:
        key = external_id or _free(Contact, f"{biller.external_id}-c")
        _refuse_taken(Contact, key)
        return c.create(Contact, scope=biller.pk, biller=biller, external_id=key, **fields)


def change_contact(*, by: Viewer, now: datetime, contact: Contact, expect: int | None = None, **fields: Any) -> bool:
    """Sets name, email, phone or role. Raises `Stale`. Also: event `billers.contact_changed`."""
    require(by, EDITORS, _("change contacts"))
    with change(by=by, now=now) as c:
        return c.save(contact, expect=expect, **_contact_fields(fields))


def add_invoice_type(
    *, by: Viewer, now: datetime, biller: Biller, name: str, phase: Phase | None = None
) -> InvoiceType:
    """One stream of bills. Refuses a second one of the same name. Also: event `billers.invoicetype_created`."""
    require(by, EDITORS, _("change invoice types"))
    cleaned = cleaning.name(name, most=120)
    with change(by=by, now=now) as c:
        if InvoiceType.objects.everywhere().filter(biller=biller, name__iexact=cleaned).exists():
            raise Refused(_("%(name)s is there already.") % {"name": cleaned}, field="name")
        return c.create(InvoiceType, scope=biller.pk, biller=biller, name=cleaned, phase=phase)


def drop_invoice_type(*, by: Viewer, now: datetime, invoice_type: InvoiceType) -> None:
    """Takes a stream of bills away; its event keeps it. Also: event `billers.invoicetype_removed`."""
    require(by, EDITORS, _("change invoice types"))
    with change(by=by, now=now) as c:
        c.remove(invoice_type)


def add_membership(*, by: Viewer, now: datetime, biller: Biller, user: User, role: str) -> Membership:
    """Lets a biller's person use the portal. Refuses staff and unknown roles. Also: event `billers.membership_created`."""
    require(by, INVITERS, _("invite a biller's people"))
    if user.roles:
        raise Refused(
            _("%(name)s is on your own staff; staff have pages of their own.") % {"name": user.name}, field="user"
        )
    if role not in set(BillerRole):
        raise Refused(_("“%(role)s” is no role of a biller.") % {"role": role}, field="role")
    with change(by=by, now=now) as c:
        found: Membership | None = Membership.objects.everywhere().filter(biller=biller, user=user).first()
        if found is not None:
            c.save(found, role=role)
            return found
        return c.create(Membership, scope=biller.pk, biller=biller, user=user, role=role)


def drop_membership(*, by: Viewer, now: datetime, membership: Membership) -> None:
    """The person no longer sees this biller. Also: event `billers.membership_removed`."""
    require(by, INVITERS, _("remove a biller's people"))
    with change(by=by, now=now) as c:
        c.remove(membership)


def _contact_fields(given: dict[str, Any]) -> dict[str, Any]:
    fields = {key: " ".join(str(value or "").split()) for key, value in given.items()}
    if "name" in fields:
        fields["name"] = cleaning.name(fields["name"])
    if "email" in fields:
        fields["email"] = cleaning.email(fields["email"])
    return fields


def _free(model: Any, start: str) -> str:
    taken = set(model.objects.everywhere().filter(external_id__startswith=start).values_list("external_id", flat=True))
    number = len(taken) + 1
    while f"{start}{number}" in taken:
        number += 1
    return f"{start}{number}"


def _refuse_taken(model: Any, key: str) -> None:
    if model.objects.everywhere().filter(external_id=key).exists():
        raise Refused(_("The id %(key)s is taken. Choose a different one.") % {"key": key}, field="external_id")
