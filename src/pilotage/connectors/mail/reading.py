"""Reads the bytes of a mail, however broken: who wrote it, to whom, what, and what is attached."""

import hashlib
import re
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from email.utils import getaddresses
from itertools import islice

from pilotage.connectors.mail.rules import own_words, words_of_html

TO = ("to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-forwarded-to")
#: What comes along by itself and is no attachment of the writer's.
BESIDE = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/calendar", "message/rfc822",
    "message/delivery-status", "application/ms-tnef",
})  # fmt: skip


MOST_FILES, MOST_PARTS = 50, 200
#: Charsets that name less than what is written under their name.
_MEANT = {
    "us-ascii": "utf-8",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "gb2312": "gb18030",
    "ks_c_5601-1987": "cp949",
}
_META = re.compile(rb"""<meta[^>]{0,200}charset=["']?([A-Za-z0-9_-]{1,40})""", re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


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
    """Never raises: what can't be read is left out. A mail that can't be taken apart at all has no writer."""
    try:
        return _read(raw)
    except Exception:  # noqa: BLE001 made to break the parser: parts or brackets in each other by the thousand
        return Letter(hashlib.sha256(raw).hexdigest(), (), (), "", "", {})


def _read(raw: bytes) -> Letter:
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
        text=_text(message),
        headers=headers,
        files=tuple(_files(message)),  # type: ignore[arg-type]
    )


def _pairs(message: EmailMessage) -> list[tuple[str, str]]:
    """The headers; one that can't be parsed stands as it was sent."""
    found = []
    for name, raw in message.raw_items():
        try:
            value = str(message.policy.header_fetch_parse(name, raw))
        except Exception:  # noqa: BLE001 a header that breaks the parser is text like any other
            value = str(raw)
        found.append((name, without_controls(value)))
    return found


def _addresses(values: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for _name, address in getaddresses(values) if "@" in address))


def _text(message: EmailMessage) -> str:
    """The writer's own words: of the plain part, else, where that says nothing, of the HTML."""
    for kind in ("plain", "html"):
        try:
            part = message.get_body(preferencelist=(kind,))
        except Exception:  # noqa: BLE001 a broken structure has no body
            part = None
        if part is None:
            continue
        text = without_controls(decoded(part))  # type: ignore[arg-type]
        if words := own_words(words_of_html(text) if kind == "html" else text):
            return words
    return ""


def decoded(part: EmailMessage) -> str:
    """A part's text. A charset that is missing, unknown or not so is taken for UTF-8, else for what Windows writes."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    named = (part.get_content_charset() or _charset_of_html(data)).lower()
    for charset in (_MEANT.get(named, named), "utf-8", "cp1252"):
        try:
            return data.decode(charset)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _charset_of_html(data: bytes) -> str:
    found = _META.search(data[:2048])
    return found[1].decode("ascii") if found else "utf-8"


def without_controls(text: str) -> str:
    """The text without signs that nobody writes: no database keeps NUL, no page shows the others."""
    return _CONTROLS.sub("", text)


def _files(message: EmailMessage) -> list[Attached]:
    found = []
    try:
        parts = list(islice(message.iter_attachments(), MOST_PARTS))
    except Exception:  # noqa: BLE001 a broken structure has no attachments
        return []
    for part in parts:
        is_inline = part.get_content_disposition() == "inline" or (part.get("Content-ID") and not part.get_filename())
        if is_inline or part.get_content_type() in BESIDE:
            continue
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            found.append(Attached(without_controls(part.get_filename() or "attachment"), data))
        if len(found) == MOST_FILES:
            break
    return found
