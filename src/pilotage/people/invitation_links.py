"""The secret part of an invitation link: bound to the account's password and to the moment of the invitation."""

import hmac
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from pilotage.people.models import User

VALID_FOR = timedelta(hours=72)


def link_parts(user: User) -> tuple[str, str]:
    """The account's number and the key of its present invitation, as they stand in the link."""
    return int_to_base36(user.pk), _key(user)


def user_of_link(uid: str, key: str, now: datetime, *, lock: bool = False) -> User | None:
    """Whom the link belongs to; None when it was used, replaced, has passed or was never given."""
    try:
        pk = base36_to_int(uid)
    except ValueError:
        return None
    users = User.objects.select_for_update() if lock else User.objects
    user = users.filter(pk=pk, is_active=True, invited_at__isnull=False).first()
    if user is None or user.invited_at is None or not hmac.compare_digest(_key(user), key):
        return None
    return user if user.invited_at <= now < user.invited_at + VALID_FOR else None


def _key(user: User) -> str:
    moment = user.invited_at.isoformat() if user.invited_at else ""
    return salted_hmac(
        "pilotage.people.invitation", f"{user.pk}:{user.email}:{user.password}:{moment}", algorithm="sha256"
    ).hexdigest()[:40]
