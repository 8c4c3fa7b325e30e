"""Names the vendor's people on a project, corrects them, takes them off."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink
from pilotage.documents.operations import revoke_link
from pilotage.onboarding.models import Project
from pilotage.vendors.models import VendorContact
from pilotage.vendors.permissions import require_liaison
from pilotage.vendors.queries import PURPOSE

FIELDS = frozenset({"name", "firm", "title", "email", "phone"})


def add_contact(
    *,
    project: Project,
    name: str,
    email: str,
    firm: str = "",
    title: str = "",
    phone: str = "",
    by: Viewer,
    now: datetime,
) -> VendorContact:
    """Somebody of the CIS vendor works on the project. Without `firm`, the vendor of the project's CIS product.

    Refuses no name, a bad address, and one that is there already. Also: event `vendors.vendorcontact_created`.
    """
    require_liaison(by)
    fields = _cleaned({"name": name, "email": email, "firm": firm or firm_of(project), "title": title, "phone": phone})
    with change(by=by, now=now) as c:
        _refuse_taken(project, fields["email"], None)
        return c.create(VendorContact, scope=project.biller_id, biller_id=project.biller_id, project=project, **fields)


def change_contact(
    *, contact: VendorContact, expect: int | None = None, by: Viewer, now: datetime, **fields: Any
) -> bool:
    """Corrects name, firm, title, email or phone. Raises `Stale`. Also: event `vendors.vendorcontact_changed`."""
    require_liaison(by)
    if set(fields) - FIELDS:
        raise TypeError(f"A vendor's contact has no {', '.join(sorted(set(fields) - FIELDS))}")
    cleaned = _cleaned(fields)
    with change(by=by, now=now) as c:
        if "email" in cleaned:
            _refuse_taken(contact.project, cleaned["email"], contact)
        return c.save(contact, expect=expect, **cleaned)


def take_off(*, contact: VendorContact, by: Viewer, now: datetime) -> bool:
    """They work on the project no longer; their links end at once. Also: events `vendors.taken_off`, `documents.link_revoked`."""
    require_liaison(by)
    with change(by=by, now=now) as c:
        for link in ShareLink.objects.everywhere().filter(subject=contact.pk, purpose=PURPOSE, revoked_at=None):
            revoke_link(link=link, by=by, now=now)
        return contact.left_at is None and c.save(contact, kind="vendors.taken_off", left_at=now)


def firm_of(project: Project) -> str:
    """Who the CIS vendor of a project is, as far as its integration says."""
    used = project.phase.integration
    if used is None:
        return ""
    return used.product.vendor if used.product is not None else used.integrator


def _cleaned(given: dict[str, Any]) -> dict[str, Any]:
    fields = {key: " ".join(str(value).split()) for key, value in given.items()}
    for name, words in (("name", _("Say who it is.")), ("firm", _("Say for which firm they work."))):
        if name in fields and not fields[name]:
            raise Refused(words, field=name)
    if "email" in fields:
        fields["email"] = fields["email"].lower()
        try:
            validate_email(fields["email"])
        except ValidationError:
            raise Refused(_("This is no e-mail address. Write one like name@vendor.com."), field="email") from None
    return fields


def _refuse_taken(project: Project, email: str, besides: VendorContact | None) -> None:
    found = VendorContact.objects.everywhere().filter(project=project, email=email, left_at=None)
    if besides is not None:
        found = found.exclude(pk=besides.pk)
    if found.exists():
        raise Refused(_("%(email)s is on this project already.") % {"email": email}, field="email")
