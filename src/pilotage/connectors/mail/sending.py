"""Sends the outbox's mails: to an SMTP server, or into the file box.

The message id follows from the outbox key, so that a mail which is sent again after a crash is the same mail: the file box keeps
one file, and mail systems drop the double.
"""

import hashlib
import os
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage, Message
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from pilotage.connectors.mail.rules import OWN_FOOT
from pilotage.core.outbox import Undeliverable, sender

SECONDS = 20
#: Answers from here on are for good (RFC 5321, 4.2.1).
PERMANENT = 500


@sender("mail")
def send_mail(key: str, payload: Mapping[str, Any]) -> None:
    """One mail `{to, subject, text}`, perhaps with a `file` `{name, type, text}`, and `reply`, the word of its reply address.

    Raises when the server can't be reached or asks to come back later, and `Undeliverable` when it refuses for good.
    """
    message = message_of(key, payload)
    if settings.EMAIL_URL:
        _by_smtp(message, settings.EMAIL_URL)
    else:
        _into_box(message, key, Path(settings.MAIL_BOX))


def message_of(key: str, payload: Mapping[str, Any]) -> EmailMessage:
    """The mail of one outbox row."""
    message = EmailMessage(policy=SMTP)
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = ", ".join(payload["to"])
    message["Subject"] = " ".join(str(payload["subject"]).split())
    message["Message-ID"] = f"<{_name(key)}@pilotage>"
    message["Auto-Submitted"] = "auto-generated"
    text = str(payload["text"])
    if payload.get("reply") and settings.REPLY_ADDRESS:
        local, _at, host = settings.REPLY_ADDRESS.partition("@")
        message["Reply-To"] = f"{local}+{payload['reply']}@{host}"
        text = f"{text.rstrip()}\n\n{OWN_FOOT}\n"
    message.set_content(text)
    if payload.get("file"):
        _attach(message, payload["file"])
    return message


def _attach(message: EmailMessage, file: Mapping[str, str]) -> None:
    """Adds a text file. A calendar file also stands beside the text, which is where mail programs look for invitations."""
    head = Message()
    head["Content-Type"] = file["type"]
    main, _, sub = head.get_content_type().partition("/")
    params = {"charset": "utf-8", **dict(head.get_params([])[1:])}
    data = file["text"].encode()  # as bytes, so that line ends stay as they are
    if sub == "calendar":
        message.add_alternative(data, maintype=main, subtype=sub, params=params)
    message.add_attachment(data, maintype=main, subtype=sub, filename=file["name"], params=params)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _by_smtp(message: EmailMessage, url: str) -> None:
    parts = urlsplit(url)
    is_tls = parts.scheme == "smtps"
    port = parts.port or (465 if is_tls else 587 if parts.username else 25)
    context = ssl.create_default_context()
    host = parts.hostname or "localhost"
    server = (
        smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
        if is_tls
        else smtplib.SMTP(host, port, timeout=SECONDS)
    )
    with server:
        if not is_tls and server.has_extn("starttls"):
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as problem:
            answers = problem.recipients.values()
            if all(code >= PERMANENT for code, _words in answers):
                raise Undeliverable("; ".join(f"{code} {_text(words)}" for code, words in answers)) from None
            raise
        except smtplib.SMTPDataError as problem:
            if problem.smtp_code >= PERMANENT:
                raise Undeliverable(f"{problem.smtp_code} {_text(problem.smtp_error)}") from None
            raise


def _text(words: bytes | str) -> str:
    return words.decode(errors="replace") if isinstance(words, bytes) else words


def _into_box(message: EmailMessage, key: str, box: Path) -> None:
    """Whole or not at all: written aside, then renamed. Also: what a worker that died left of this mail is gone."""
    box.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = _name(key)
    half = box / f".{name}.{os.getpid()}"
    with open(half, "wb") as kept:
        kept.write(message.as_bytes())
        kept.flush()
        os.fsync(kept.fileno())
    os.replace(half, box / f"{name}.eml")
    for left in box.glob(f".{name}.*"):
        left.unlink(missing_ok=True)
