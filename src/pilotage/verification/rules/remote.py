"""What is fetched from a server: which hosts may be asked, which names are taken, which files are whole. Pure."""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from ipaddress import IPv6Address, ip_address

#: A file is whole when it looked the same for so long.
STILL = timedelta(seconds=30)
#: How often a server is asked; one with files that were seen and not yet taken is asked every minute.
SPAN = timedelta(minutes=5)
MOST_LISTED, MOST_AT_ONCE = 10_000, 20
LOCAL_NAMES = ("localhost", "localhost.localdomain", "ip6-localhost")


@dataclass(frozen=True)
class Listed:
    """A file as a server lists it: bytes and seconds since 1970."""

    name: str
    size: int
    mtime: int

    @property
    def key(self) -> tuple[str, int, int]:
        """Another size or time is another file."""
        return self.name, self.size, self.mtime


def may_ask(address: str) -> bool:
    """Whether a server at this address may be asked: not this machine, and nothing that only this machine's link reaches."""
    found = ip_address(address)
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return not (
        found.is_loopback or found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved
    )


def is_local_name(host: str) -> bool:
    """Whether a host as people type it is this machine or its link, without asking for its address."""
    name = host.strip().strip("[]").rstrip(".").lower()
    if name in LOCAL_NAMES or name.endswith(".localhost"):
        return True
    try:
        return not may_ask(name)
    except ValueError:
        return False


def is_plain(text: str) -> bool:
    """Whether a text has no control or invisible sign in it."""
    return not any(unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp", "Cs") for sign in text)


def is_safe(name: str) -> bool:
    """Whether a name that a server tells is one file in the folder, and nothing that leads elsewhere or hides."""
    return bool(name) and len(name) <= 255 and is_plain(name) and name[0] != "." and not set("/\\") & set(name)


def wanted(listed: Iterable[Listed], pattern: str) -> list[Listed]:
    """Files that the pattern names and that hold something, by name."""
    return sorted(
        (one for one in listed if one.size > 0 and is_safe(one.name) and fnmatchcase(one.name, pattern)),
        key=lambda one: one.key,
    )


def whole(
    listed: Sequence[Listed], seen_at: Mapping[tuple[str, int, int], datetime], now: datetime, still: timedelta = STILL
) -> list[Listed]:
    """Files that looked the same since an earlier look, the oldest first, so many at once."""
    ready = [one for one in listed if one.key in seen_at and now - seen_at[one.key] >= still]
    return sorted(ready, key=lambda one: (one.mtime, one.name))[:MOST_AT_ONCE]


def fingerprint(key: str) -> str:
    """A server's key as OpenSSH tells it, such as SHA256:… (ED25519); empty without one."""
    kind, _blank, blob = key.partition(" ")
    if not blob:
        return ""
    digest = hashlib.sha256(base64.b64decode(blob)).digest()
    name = kind.removeprefix("ssh-").split("@")[0]
    return f"SHA256:{base64.b64encode(digest).decode().rstrip('=')} ({name.upper()})"
