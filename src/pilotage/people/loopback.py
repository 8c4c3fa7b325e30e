"""Tells whether a request comes straight from this machine: plain values in, so that it can be tested as a table."""

from collections.abc import Mapping
from ipaddress import ip_address

PROXY_HEADERS = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


def is_from_this_machine(meta: Mapping[str, str]) -> bool:
    """True when the caller's address and the host asked for are both loopback and no proxy stands between.

    A proxy on this machine would make every visitor look local, so any trace of one refuses.
    """
    if any(meta.get(name) for name in PROXY_HEADERS):
        return False
    host = meta.get("HTTP_HOST", "")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name.lower() not in LOCAL_NAMES:
        return False
    try:
        return ip_address(meta.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
