"""Makes and ends share links, and logs their use."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pilotage.billers.models import Biller
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Record
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.documents.models import ShareLink, ShareUse

MOST_DAYS = 365
#: The same program at the same address is at the same visit for so long.
SAME_VISIT = timedelta(minutes=5)


def make_link(
    *,
    subject: Record,
    biller: Biller,
    purpose: str,
    name: str,
    email: str = "",
    days: int = 30,
    by: Viewer,
    now: datetime,
) -> ShareLink:
    """A link that shows the subject to whoever holds it, for so many days. The caller decides who may make it.

    Refuses a biller's people, no name, and more than 365 days. Also: event `documents.sharelink_created`.
    """
    _require_staff(by)
    named = " ".join(name.split())[:200]
    if not named:
        raise Refused(_("Say for whom the link is."), field="name")
    if not 1 <= days <= MOST_DAYS:
        raise Refused(_("A link lasts from 1 to %(n)d days.") % {"n": MOST_DAYS}, field="days")
    with change(by=by, now=now) as c:
        return c.create(
            ShareLink, scope=biller.pk, biller=biller, subject=subject, purpose=purpose, name=named, email=email.strip(),
            made_by_id=by.user_id, made_at=now, expires_at=now + timedelta(days=days),
        )  # fmt: skip


def revoke_link(*, link: ShareLink, by: Viewer, now: datetime) -> bool:
    """From now on the link shows nothing. False when it was ended already. Also: event `documents.link_revoked`."""
    _require_staff(by)
    with change(by=by, now=now) as c:
        if link.revoked_at is not None:
            return False
        return c.save(link, kind="documents.link_revoked", revoked_at=now)


def note_use(*, link: ShareLink, address: str, program: str, place: str = "", by: Viewer, now: datetime) -> bool:
    """Logs that a link was opened; a second look within five minutes is the same visit.

    Also: event `documents.shareuse_created`.
    """
    with change(by=by, now=now) as c:
        told = {"address": address[:60], "program": program[:200], "place": place[:200]}
        if ShareUse.objects.everywhere().filter(link=link, used_at__gt=now - SAME_VISIT, **told).exists():
            return False
        c.create(ShareUse, scope=link.biller_id, biller_id=link.biller_id, link=link, used_at=now, **told)
        return True


def _require_staff(by: Viewer) -> None:
    if not by.is_provider:
        raise Forbidden(_("Only the provider's people may do this."))
