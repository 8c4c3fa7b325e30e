"""Who sends which channel of the outbox. Connectors register theirs when they are ready; nothing else knows them."""

from collections.abc import Callable, Mapping
from typing import Any


class Undeliverable(Exception):
    """Whoever receives it has refused this message for good; sending it again would not help. Raised by senders."""


#: `(key, payload)`; raises when it could not be sent. Must bear being called twice with one key.
Sender = Callable[[str, Mapping[str, Any]], None]
_senders: dict[str, Sender] = {}


def sender(channel: str) -> Callable[[Sender], Sender]:
    """Register a function that sends the messages of a channel."""

    def register(function: Sender) -> Sender:
        _senders[channel] = function
        return function

    return register


def sender_of(channel: str) -> Sender | None:
    """Who sends this channel; None when nobody does here."""
    return _senders.get(channel)
