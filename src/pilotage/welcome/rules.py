"""What differs between two states of an overview's facts, in sentences. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

Facts = Mapping[str, Any]

#: Plain facts by key, as people call them.
VALUE_NAMES = {
    "go_live": "Go-live",
    "is_live": "It is",
    "software": "Software",
    "support": "Support",
    "contact": "Your named contact",
    "window": "Close support",
    "after": "Afterwards",
    "open_case": "How to open a case",
}
#: Lists by key: what one entry is called.
LIST_NAMES = {
    "invoice_types": "Invoice type",
    "channels": "Channel",
    "parts": "Part",
    "meetings": "Meeting",
    "cycles": "Bill cycle",
    "people": "Person",
}


def differences(before: Facts | None, after: Facts) -> list[str]:
    """What a reader of `before` doesn't know, one sentence each: plain facts first, then entries of lists by their names."""
    if not before:
        return []
    was, now = before.get("values", {}), after.get("values", {})
    found = [_said(name, was.get(key, ""), now.get(key, "")) for key, name in VALUE_NAMES.items()]
    told = [words for words in found if words]
    for key, name in LIST_NAMES.items():
        told += _of_list(name, before.get("lists", {}).get(key, []), after.get("lists", {}).get(key, []))
    return told


def _said(name: str, was: str, now: str) -> str:
    if was == now:
        return ""
    if not was:
        return f"{name}: {now}."
    return f"{name}: {now} (was: {was})." if now else f"{name}: no longer set (was: {was})."


def _of_list(name: str, was: Iterable[Iterable[str]], now: Iterable[Iterable[str]]) -> list[str]:
    old, new = _by_name(was), _by_name(now)
    told = [f"{name} added: {_whole(key, words)}." for key, words in new.items() if key not in old]
    told += [f"{name} left out: {_whole(key, words)}." for key, words in old.items() if key not in new]
    return told + [
        f"{name} {key}: {words or 'no details'} (was: {old[key] or 'no details'})."
        for key, words in new.items()
        if key in old and old[key] != words
    ]


def _by_name(rows: Iterable[Iterable[str]]) -> dict[str, str]:
    """Entries by their first word group; a second of the same name is counted."""
    found: dict[str, str] = {}
    for row in rows:
        first, *rest = row
        key, n = first, 2
        while key in found:
            key, n = f"{first} ({n})", n + 1
        found[key] = ", ".join(part for part in rest if part)
    return found


def _whole(key: str, words: str) -> str:
    return f"{key}, {words}" if words else key
