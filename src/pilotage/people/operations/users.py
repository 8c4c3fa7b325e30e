"""Makes and changes the accounts of people."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError
from django.utils.translation import gettext as _

from pilotage.core.errors import Refused, Stale
from pilotage.core.models import AuditHead
from pilotage.core.operations import change
from pilotage.core.viewer import Viewer
from pilotage.people import rules
from pilotage.people.enums import Role
from pilotage.people.models import ApiToken, User
from pilotage.people.permissions import require_admin, require_may_add, require_may_change

CHANGEABLE = frozenset({"name", "email", "time_zone", "title", "phone", "skills", "capacity", "external_id"})


def create_user(
    *,
    by: Viewer,
    now: datetime,
    email: str,
    name: str,
    roles: Iterable[str] = (),
    time_zone: str = "America/New_York",
    password: str | None = None,
    password_hash: str | None = None,
    **more: Any,
) -> User:
    """A new person who can sign in; without a password only by invitation. Returns the row.

    `more` may give title, phone, skills, capacity, is_sample, external_id. `password_hash` is an already encoded
    password, for loads that make many people at once. Refuses when the address is taken, or a role or zone is unknown.
    Also: event `people.user_created`, without any password.
    """
    chosen = list(dict.fromkeys(roles))
    require_may_add(by, chosen)
    fields = _cleaned({"email": email, "name": name, "time_zone": time_zone} | more)
    _check_roles(chosen)
    encoded = password_hash or make_password(password)
    try:
        with change(by=by, now=now) as c:
            _refuse_taken(fields["email"])
            return c.create(User, roles=chosen, password=encoded, **fields)
    except IntegrityError:  # somebody else was faster by milliseconds
        raise Refused(_("%(email)s has an account already.") % {"email": fields["email"]}, field="email") from None


def create_first_admin(*, by: Viewer, now: datetime, email: str, name: str, password: str, time_zone: str) -> User:
    """The first administrator of a fresh installation; `by` is the product itself, since nobody else is there.

    Refuses when anybody exists already, also when two ask at once. Also: event `people.user_created`.
    """
    encoded = make_password(password)
    with change(by=by, now=now):
        AuditHead.objects.get_or_create(pk=1)
        AuditHead.objects.select_for_update().get(pk=1)  # PostgreSQL: the second one waits here, then finds a user
        if User.objects.exists():
            raise Refused(_("Somebody has set this installation up already. Sign in instead."), code="closed")
        return create_user(
            by=by, now=now, email=email, name=name, roles=[Role.ADMIN], time_zone=time_zone, password_hash=encoded
        )


def change_user(*, by: Viewer, now: datetime, user: User, expect: str | None = None, **fields: Any) -> bool:
    """Sets name, email, time_zone, title, phone, skills, capacity or external_id; False when nothing changed.

    Refuses when the address is taken or the zone is unknown; raises `Stale` when the account no longer has the
    `fingerprint()` that was seen. Also: event `people.user_changed`.
    """
    unknown = set(fields) - CHANGEABLE
    if unknown:
        raise TypeError(f"change_user does not set {', '.join(sorted(unknown))}")
    require_may_change(by, user, {name for name, value in fields.items() if getattr(user, name) != value})
    cleaned = _cleaned(fields)
    with change(by=by, now=now) as c:
        if expect is not None and fingerprint(User.objects.select_for_update().get(pk=user.pk)) != expect:
            raise Stale(user.name)
        if "email" in cleaned:
            _refuse_taken(cleaned["email"], besides=user)
        return c.save(user, **cleaned)


def edit_person(
    *, by: Viewer, now: datetime, user: User, roles: Iterable[str], expect: str | None = None, **fields: Any
) -> None:
    """`change_user` and, when the roles differ, `set_roles`: both are kept or neither. Refuses when either does."""
    chosen = list(dict.fromkeys(roles))
    with change(by=by, now=now):
        change_user(by=by, now=now, user=user, expect=expect, **fields)
        if set(chosen) != set(user.roles):
            set_roles(by=by, now=now, user=user, roles=chosen)


def fingerprint(user: User) -> str:
    """Changes whenever an editable value of the account does: what an edit form saw."""
    seen = [str(getattr(user, name)) for name in sorted(CHANGEABLE | {"roles", "is_active"})]
    return hashlib.sha256("\x00".join(seen).encode()).hexdigest()[:16]


def set_roles(*, by: Viewer, now: datetime, user: User, roles: Iterable[str]) -> bool:
    """Gives a person exactly these provider roles; False when they had them.

    Refuses when a role is unknown, when the last active administrator would lose the role, and when a biller's person
    would become staff. Also: event `people.user_roles_changed`.
    """
    require_admin(by)
    chosen = list(dict.fromkeys(roles))
    _check_roles(chosen)
    with change(by=by, now=now) as c:
        if chosen and not user.roles and user.memberships.exists():
            raise Refused(
                _("%(name)s belongs to a biller. Make a second account for work on your own side.")
                % {"name": user.name},
                field="roles",
            )
        if Role.ADMIN not in chosen:
            _keep_an_admin(user, field="roles")
        return c.save(user, kind="people.user_roles_changed", roles=chosen)


def deactivate_user(*, by: Viewer, now: datetime, user: User) -> None:
    """Nobody can sign in with this account any more; its sessions and tokens end at once.

    Refuses for oneself and for the last active administrator. Also: events `people.user_deactivated` and one for each
    token.
    """
    require_admin(by)
    if by.user_id == user.pk:
        raise Refused(_("You can't deactivate your own account. Ask another administrator."))
    with change(by=by, now=now) as c:
        _keep_an_admin(user)
        epoch = user.session_epoch + 1
        if c.save(user, kind="people.user_deactivated", is_active=False, session_epoch=epoch):
            for token in ApiToken.objects.filter(user=user, revoked_at=None):
                c.save(token, kind="people.token_revoked", revoked_at=now)


def reactivate_user(*, by: Viewer, now: datetime, user: User) -> None:
    """The account works again, with its old password and roles; tokens stay revoked.

    Also: event `people.user_reactivated`.
    """
    require_admin(by)
    with change(by=by, now=now) as c:
        c.save(user, kind="people.user_reactivated", is_active=True)


def end_sessions(*, by: Viewer, now: datetime, user: User) -> None:
    """Signs the person out everywhere. Also: event `people.user_signed_out_everywhere`."""
    if by.user_id != user.pk:
        require_admin(by)
    with change(by=by, now=now) as c:
        c.save(user, kind="people.user_signed_out_everywhere", session_epoch=user.session_epoch + 1)


def set_password(*, by: Viewer, now: datetime, user: User, password: str, note: str = "") -> None:
    """Gives the account a new password; all its sessions end.

    Also: event `people.password_set`, without the password.
    """
    encoded = make_password(password)
    with change(by=by, now=now) as c:
        user.password = encoded
        user.save(update_fields=["password"])
        c.log("people.password_set", user, note=note)


def _cleaned(fields: dict[str, Any]) -> dict[str, Any]:
    cleaned = dict(fields)
    if "name" in cleaned:
        cleaned["name"] = " ".join(str(cleaned["name"]).split())
        if not cleaned["name"]:
            raise Refused(_("The name is empty. Give the person's name."), field="name")
    if "email" in cleaned:
        cleaned["email"] = str(cleaned["email"]).strip().lower()
        try:
            validate_email(cleaned["email"])
        except ValidationError:
            raise Refused(
                _("“%(email)s” is no e-mail address. Write it like name@example.com.") % {"email": cleaned["email"]},
                field="email",
            ) from None
    if "time_zone" in cleaned and not rules.is_zone(cleaned["time_zone"]):
        raise Refused(
            _("“%(zone)s” is no time zone. Choose one such as America/Chicago.") % {"zone": cleaned["time_zone"]},
            field="time_zone",
        )
    if "skills" in cleaned:
        cleaned["skills"] = list(cleaned["skills"])
    return cleaned


def _check_roles(roles: list[str]) -> None:
    if unknown := rules.unknown_roles(roles):
        raise Refused(
            _("%(words)s: no such role. The roles are %(known)s.")
            % {"words": ", ".join(unknown), "known": ", ".join(Role)},
            field="roles",
        )


def _refuse_taken(email: str, besides: User | None = None) -> None:
    taken = User.objects.filter(email__iexact=email)
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    if other := taken.first():
        raise Refused(
            _("%(email)s is the address of %(name)s. Each account needs its own.")
            % {"email": email, "name": other.name},
            field="email",
        )


def _keep_an_admin(user: User, field: str | None = None) -> None:
    if Role.ADMIN not in user.roles:
        return
    active = User.objects.select_for_update().filter(is_active=True).only("roles").order_by("pk")
    if not any(Role.ADMIN in other.roles for other in active if other.pk != user.pk):
        raise Refused(
            _("%(name)s is the only administrator. Make somebody else administrator first.") % {"name": user.name},
            field=field,
        )


def note_sign_in(*, by: Viewer, now: datetime, user: User) -> None:
    """Keeps on the audit trail that somebody came in: event `people.signed_in`."""
    with change(by=by, now=now) as c:
        c.log("people.signed_in", user)


def note_failed_sign_in(*, by: Viewer, now: datetime, email: str) -> None:
    """Keeps a wrong password on the audit trail when the account exists: event `people.sign_in_failed`.

    An unknown address leaves nothing, so that the trail can't be filled from outside.
    """
    user = User.objects.filter(email__iexact=email.strip()).first() if email else None
    if user is not None:
        with change(by=by, now=now) as c:
            c.log("people.sign_in_failed", user)
