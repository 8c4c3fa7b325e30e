"""Gives a vendor's person a link to their tasks, and mails it."""

from datetime import datetime

from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink
from pilotage.documents.operations import make_link, revoke_link
from pilotage.documents.sharing import address_of_link
from pilotage.notices.operations import write_to
from pilotage.vendors.models import VendorContact
from pilotage.vendors.permissions import require_liaison
from pilotage.vendors.queries import PURPOSE


def send_link(*, contact: VendorContact, days: int, by: Viewer, now: datetime) -> ShareLink:
    """A link to the vendor's tasks of this project, good for `days`; it is mailed to the contact, and earlier ones end.

    Refuses for who was taken off, and other than 1 to 365 days. Also: events `documents.sharelink_created` and
    `documents.link_revoked`, a mail in the outbox.
    """
    require_liaison(by)
    if contact.left_at is not None:
        raise Refused(_("%(name)s is no longer on this project.") % {"name": contact.name})
    with change(by=by, now=now):
        for earlier in ShareLink.objects.everywhere().filter(subject=contact.pk, purpose=PURPOSE, revoked_at=None):
            revoke_link(link=earlier, by=by, now=now)
        link = make_link(
            subject=contact.record, biller=contact.biller, purpose=PURPOSE, name=str(contact), email=contact.email, days=days,
            by=by, now=now,
        )  # fmt: skip
        write_to(
            people=[(contact.name, contact.email)],
            kind="vendor_link",
            text=_("Your tasks, dates and files for %(project)s") % {"project": contact.project.name},
            more=_("%(link)s\n\nThe link is yours alone and works until %(day)s. It needs no account.")
            % {"link": address_of_link(link), "day": f"{link.expires_at:%-d %b %Y}"},
            key=f"vendor-link:{link.pk}",
            by=by,
            now=now,
        )
    return link
