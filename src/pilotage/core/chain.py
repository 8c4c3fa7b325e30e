"""The arithmetic of the audit chain: canonical text, salted digest, link. Pure."""

import hashlib
import json
import secrets
import uuid
from datetime import UTC, datetime
from typing import Any

GENESIS = "0" * 64


def canonical(payload: dict[str, Any]) -> str:
    """The one text form of a payload: sorted keys, no spaces, UTF-8 kept."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def as_stored(payload: dict[str, Any]) -> dict[str, Any]:
    """The payload as any database gives it back: keys are text, and a large float without a fraction is a whole number."""

    def number(text: str) -> int | float:
        value = float(text) or 0.0  # minus nought is nought
        return int(value) if value.is_integer() and abs(value) >= 1e16 else value

    stored: dict[str, Any] = json.loads(json.dumps(payload, ensure_ascii=False), parse_float=number)
    return stored


def new_salt() -> str:
    """16 random bytes in hex, so that a digest can't be guessed from a short value."""
    return secrets.token_hex(16)


def digest_of(payload: dict[str, Any], salt: str) -> str:
    """SHA-256 over salt and payload, hex."""
    return digest_of_text(canonical(payload), salt)


def digest_of_text(text: str, salt: str) -> str:
    """The digest of a payload whose canonical text is known."""
    return hashlib.sha256((salt + text).encode()).hexdigest()


def link(*, previous: str, seq: int, **columns: Any) -> str:
    """The hash of one event given the hash before it, hex. Every column but the payload itself is covered.

    `columns` are those of `link_rest`.
    """
    return link_at(previous, seq, link_rest(**columns))


def link_rest(
    *,
    uid: uuid.UUID,
    at: datetime,
    kind: str,
    record_id: uuid.UUID | None,
    scope_id: uuid.UUID | None,
    actor_id: int | None,
    digest: str,
) -> str:
    """What a link covers besides its place: known before the place is."""
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return "|".join((str(uid), moment, kind, str(record_id), str(scope_id), str(actor_id), digest))


def link_at(previous: str, seq: int, rest: str) -> str:
    """The hash of the event at this place, given the hash before it and what `link_rest` says of it."""
    return hashlib.sha256(f"{previous}|{seq}|{rest}".encode()).hexdigest()
