"""Compares accounts that the old and the new system draft, from plain numbers or from their hashes."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

_HASH = re.compile(r"[0-9a-f]{64}")
AT_RISK = timedelta(days=30)


@dataclass(frozen=True)
class Compared:
    """`both`: drafted on both sides, as the new list writes them. `at_risk`: still on the old side, shut-off day near."""

    both: tuple[str, ...]
    at_risk: tuple[tuple[str, date], ...]
    is_hashed: bool


def key_of(given: str) -> str:
    """An account as it is compared: without blanks and dashes, in capitals; a SHA-256 in small letters. Zeros in front count."""
    text = "".join(given.split()).replace("-", "")
    return text.lower() if _HASH.fullmatch(text.lower()) else text.upper()


def hash_of(key: str) -> str:
    """SHA-256 of an account's key, hexadecimal: what a list of hashes holds."""
    return key if _HASH.fullmatch(key) else hashlib.sha256(key.encode()).hexdigest()


def compare(old: Sequence[dict[str, Any]], new: Sequence[dict[str, Any]], today: date) -> Compared:
    """Rows `{key, given, shut_off}` of both sides. Where either list holds hashes, both are compared by hash."""
    is_hashed = any(_HASH.fullmatch(row["key"]) for row in (*old, *new))
    as_key = hash_of if is_hashed else str
    here = {as_key(row["key"]) for row in old}
    there = {as_key(row["key"]): row["given"] for row in new}
    both = sorted(given for key, given in there.items() if key in here)
    at_risk = sorted(
        (
            (row["given"], row["shut_off"])
            for row in old
            if as_key(row["key"]) not in there and _is_near(row["shut_off"], today)
        ),
        key=lambda one: (one[1], one[0]),
    )
    return Compared(tuple(both), tuple(at_risk), is_hashed)


def _is_near(day: date | None, today: date) -> bool:
    return day is not None and today <= day <= today + AT_RISK
