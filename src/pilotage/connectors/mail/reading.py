"""Reads the bytes of a mail, however broken: who wrote it, to whom, what, and what is attached."""

import hashlib
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses

from pilotage.connectors.mail.rules import own_words, words_of_html

TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")
#: What comes along by itself and is no attachment of the writer's.
BESIDE = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar", "message/rfc822",
    "message/delivery-status", "application/ms-tnef",
})  # fmt: skip


@dataclass(frozen=True)
class Attached:
    """One attached file."""

    name: str
    data: bytes


@dataclass(frozen=True)
class Letter:
    """A mail as it was read. `key` names it once for all: from its Message-ID and writer, else from its bytes."""

    key: str
    senders: tuple[str, ...]
    to: tuple[str, ...]
    subject: str
    text: str
    headers: dict[str, str]
    files: tuple[Attached, ...] = field(default=())

    @property
    def sender(self) -> str:
        """The writer's address; empty when there is none or more than one."""
        return self.senders[0] if len(self.senders) == 1 else ""


def read_letter(raw: bytes) -> Letter:
    """Never raises: what can't be read is left out."""
    message = BytesParser(policy=default).parsebytes(raw)
    headers: dict[str, str] = {}
    for name, value in _pairs(message):
        headers.setdefault(name.lower(), " ".join(value.split()))
    senders = _addresses([headers.get("from", "")])
    message_id = headers.get("message-id", "")
    named = f"{message_id}\n{','.join(senders)}".encode() if message_id else raw
    return Letter(
        key=hashlib.sha256(named).hexdigest(),
        senders=senders,
        to=_addresses([value for name, value in _pairs(message) if name.lower() in TO]),
        subject=headers.get("subject", "")[:200],
        text=own_words(_text(message)),
        headers=headers,
        files=tuple(_files(message)),  # type: ignore[arg-type]
    )


def _pairs(message: EmailMessage) -> list[tuple[str, str]]:
    """The headers; one that can't be parsed stands as it was sent."""
    found = []
    for name, raw in message.raw_items():
        try:
            found.append((name, str(message.policy.header_fetch_parse(name, raw))))
        except Exception:  # noqa: BLE001 a header that breaks the parser is text like any other
            found.append((name, str(raw)))
    return found


def _addresses(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for _name, address in getaddresses(values) if "@" in address))


def _text(message: EmailMessage) -> str:
    try:
        part = message.get_body(preferencelist=("plain", "html"))
    except Exception:  # noqa: BLE001 a broken structure has no body
        part = None
    if part is None:
        return ""
    text = _decoded(part)  # type: ignore[arg-type]
    return words_of_html(text) if part.get_content_type() == "text/html" else text


def _decoded(part: EmailMessage) -> str:
    try:
        return str(part.get_content())
    except Exception:  # noqa: BLE001 an unknown or wrong charset
        data = part.get_payload(decode=True)
        return data.decode("utf-8", "replace") if isinstance(data, bytes) else ""


def _files(message: EmailMessage) -> list[Attached]:
    found = []
    try:
        parts = list(message.iter_attachments())
    except Exception:  # noqa: BLE001 a broken structure has no attachments
        return []
    for part in parts:
        is_inline = part.get_content_disposition() == "inline" or (part.get("Content-ID") and not part.get_filename())
        if is_inline or part.get_content_type() in BESIDE:
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            found.append(Attached(part.get_filename() or "attachment", data))
    return found
