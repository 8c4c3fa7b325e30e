"""Access tokens for the API: shown once, kept as SHA-256 only."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people import rules
from pilotage.people.models import ApiToken, User
from pilotage.people.permissions import may_manage_tokens

USE_NOTED_EVERY = timedelta(minutes=10)


def create_token(
    *,
    by: Viewer,
    now: datetime,
    user: User,
    name: str = "",
    scopes: Iterable[str],
    expires: datetime | None = None,
) -> tuple[ApiToken, str]:
    """A new token; returns its row and the token itself, which can't be read again later.

    Refuses when a scope is unknown or missing, `expires` has passed, or the account is not active. Also: event
    `people.apitoken_created`, without the token.
    """
    _require_may_manage(by, user)
    words = list(dict.fromkeys(scopes))
    if unknown := rules.unknown_scopes(words):
        raise Refused(
            _("%(words)s: no such scope. Scopes are %(known)s.")
            % {"words": ", ".join(unknown), "known": ", ".join(rules.known_scopes())},
            field="scopes",
        )
    if not words:
        raise Refused(_("The token may do nothing yet. Choose at least one scope."), field="scopes")
    if expires is not None and expires <= now:
        raise Refused(_("That day has passed. Choose a later one, or none."), field="expires")
    if not user.is_active:
        raise Refused(_("%(name)s's account is not active. Activate it first.") % {"name": user.name}, field="user")
    plain = f"plt_{secrets.token_urlsafe(32)}"
    with change(by=by, now=now) as c:
        row = c.create(
            ApiToken,
            user=user,
            name=name.strip(),
            prefix=plain[:12],
            token_hash=rules.token_hash(plain),
            scopes=words,
            created_at=now,
            expires_at=expires,
        )
    return row, plain


def revoke_token(*, by: Viewer, now: datetime, token: ApiToken) -> None:
    """The token stops working at once; a second time changes nothing. Also: event `people.token_revoked`."""
    _require_may_manage(by, token.user)
    with change(by=by, now=now) as c:
        if token.revoked_at is None:
            c.save(token, kind="people.token_revoked", revoked_at=now)


def touch_token(*, now: datetime, token: ApiToken) -> None:
    """Notes that the token was used, at most once in ten minutes and without an event: it is no change of anybody's."""
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def _require_may_manage(by: Viewer, user: User) -> None:
    if not may_manage_tokens(by, user):
        raise Forbidden(_("You may manage your own tokens only. Ask an administrator."))
