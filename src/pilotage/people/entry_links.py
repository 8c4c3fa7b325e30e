"""The link in a mail by which a biller's person is in with one click, once, and straight at what the mail is about.

Whoever reads the mailbox could also ask for a new password there; the link spares that way, and no more: it is bound to the account's
password, sessions and last sign-in, so that the next sign-in, by it or otherwise, ends it. Staff and people with a second step never
get one.
"""

import hmac
from datetime import datetime, timedelta
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36, url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _l

from pilotage.core import app_settings
from pilotage.people.models import User

VALID_FOR = timedelta(hours=72)
app_settings.define(
    app_settings.AppSetting(
        "has_entry_links",
        app_settings.FLAG,
        True,
        _l("Mails to billers' people sign them in"),
        _l("Once, within 72 hours, with one click; without it they sign in with their password first."),
    )
)


def way_in(user: User, url: str, now: datetime) -> str:
    """The address for a mail to this person: the page itself, or a link that signs them in and leads there."""
    if user.roles or not url.startswith("/portal/") or not app_settings.value("has_entry_links"):
        return url
    if not user.is_active or not user.has_usable_password() or has_second_step(user):
        return url
    moment = int(now.timestamp())
    args = [int_to_base36(user.pk), int_to_base36(moment), _key(user, moment, url)]
    return f"{reverse('people:enter', args=args)}?{urlencode({'to': url}, safe='/')}"


def user_of_entry(uid: str, moment: str, key: str, to: str, now: datetime, *, lock: bool = False) -> User | None:
    """Whom the link signs in; None when it was used, has passed, was changed or was never given."""
    try:
        pk, at = base36_to_int(uid), base36_to_int(moment)
    except ValueError:
        return None
    users = User.objects.select_for_update() if lock else User.objects
    user = users.filter(pk=pk, is_active=True).first()
    is_fresh = at <= now.timestamp() < at + VALID_FOR.total_seconds()
    if user is None or user.roles or not is_fresh or not hmac.compare_digest(_key(user, at, to), key):
        return None
    return None if has_second_step(user) else user


def inner(to: str) -> str:
    """The page that a link leads to; the first one where the address is none of the portal's."""
    is_ours = to.startswith("/portal/") and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    return to if is_ours else "/"


def has_second_step(user: User) -> bool:
    """An app with codes or a passkey."""
    return Authenticator.objects.filter(user=user.pk).exists()


def _key(user: User, moment: int, to: str) -> str:
    last = user.last_login.isoformat() if user.last_login else ""
    said = f"{user.pk}:{user.email}:{user.password}:{user.session_epoch}:{last}:{moment}:{to}"
    return salted_hmac("pilotage.people.entry", said, algorithm="sha256").hexdigest()[:40]
