"""What a token may do, which roles and zones exist, and when an account may change. Plain values, no database."""

import hashlib
from collections.abc import Collection, Iterable
from zoneinfo import available_timezones

from pilotage.people.enums import TOKEN_AREAS, Role

ZONES = frozenset(available_timezones())
US_ZONES = (
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Puerto_Rico",
)


def unknown_roles(roles: Iterable[str]) -> list[str]:
    """The words that are no provider role, sorted."""
    return sorted(set(roles) - set(Role))


def is_zone(name: str) -> bool:
    """True for an IANA zone name."""
    return name in ZONES


def known_scopes() -> list[str]:
    """Every scope a token can carry: read, write, admin, and read and write of each area."""
    return ["read", "write", "admin"] + [f"{area}:{verb}" for area in TOKEN_AREAS for verb in ("read", "write")]


def unknown_scopes(scopes: Iterable[str]) -> list[str]:
    """The words that are no scope, sorted."""
    return sorted(set(scopes) - set(known_scopes()))


def scope_allows(held: Collection[str], needed: str) -> bool:
    """True when a token with the scopes `held` may do `needed`, such as `billers:read`.

    `write` includes `read`, a bare verb covers every area, `admin` covers all. The person's roles still apply on top.
    """
    if "admin" in held or needed in held:
        return True
    area, _, verb = needed.rpartition(":")
    verbs = ("read", "write") if verb == "read" else (verb,)
    return any(scope in held for word in verbs for scope in (word, f"{area}:{word}"))


def token_hash(plain: str) -> str:
    """SHA-256 of a token, hex. A token is 32 random bytes, so that no salt and no slow hash is needed."""
    return hashlib.sha256(plain.encode()).hexdigest()
