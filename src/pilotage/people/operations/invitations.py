"""Invitations: a link by e-mail with which a new person sets their password, once, within 72 hours."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people.invitation_links import link_parts, user_of_link
from pilotage.people.models import User
from pilotage.people.permissions import require_may_add


def invite(*, by: Viewer, now: datetime, user: User) -> str:
    """Sends the person a link with which they set their password; returns the link. An earlier link stops working.

    Refuses when the account is not active. Also: event `people.user_invited`, mail in the outbox.
    """
    require_may_add(by, user.roles)
    if not user.is_active:
        raise Refused(_("%(name)s's account is not active. Activate it first.") % {"name": user.name})
    with change(by=by, now=now) as c:
        user.invited_at = now
        user.save(update_fields=["invited_at"])
        link = settings.BASE_URL.rstrip("/") + reverse("people:invitation", args=link_parts(user))
        c.log("people.user_invited", user)
        c.send(
            "mail",
            f"people.invitation:{user.pk}:{uuid.uuid4().hex}",
            {
                "to": [user.email],
                "subject": _("%(name)s invites you to Pilotage") % {"name": by.name},
                "text": _(
                    "Hello %(person)s,\n\n%(name)s made an account for you. Set your password here:\n\n%(link)s\n\n"
                    "The link works once and for 72 hours. If it has passed, ask for a new one.\n"
                )
                % {"person": user.name, "name": by.name, "link": link},
            },
        )
    return link


def accept_invitation(*, by: Viewer, now: datetime, uid: str, key: str, password: str) -> User:
    """Sets the first password by an invitation link, which is then used up.

    Refuses when the link was used, replaced, has passed or was never given. Also: event `people.invitation_accepted`.
    """
    encoded = make_password(password)
    with change(by=by, now=now) as c:
        user = user_of_link(uid, key, now, lock=True)
        if user is None:
            raise Refused(_("This link was used already, or its 72 hours have passed. Ask for a new one."), code="gone")
        user.password, user.invited_at = encoded, None
        user.save(update_fields=["password", "invited_at"])
        c.log("people.invitation_accepted", user)
    return user
