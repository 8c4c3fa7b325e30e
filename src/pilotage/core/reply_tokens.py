"""The secret word in a reply address: whom a mail went to and about which record, signed, so that an answer finds its place.

Forty-eight small letters and digits, for mail systems fold case and allow 64 signs before the @. It is bound to the person and the
record; who they are and what they may is asked again when the answer comes.
"""

import base64
import binascii
import hmac
import uuid

from django.utils.crypto import salted_hmac

_MAC_BYTES = 10
SIGNS = 48


def reply_token(user_id: int, record_id: uuid.UUID) -> str:
    """The word for one person and one record."""
    body = record_id.bytes + user_id.to_bytes(4, "big")
    return base64.b32encode(body + _mac(body)).decode().lower()


def read_reply_token(token: str) -> tuple[int, uuid.UUID] | None:
    """The person's number and the record's key; None when the word was not made here."""
    try:
        held = base64.b32decode(token.upper())
    except (binascii.Error, ValueError):
        return None
    body, mac = held[:-_MAC_BYTES], held[-_MAC_BYTES:]
    if len(body) != 20 or not hmac.compare_digest(_mac(body), mac):
        return None
    return int.from_bytes(body[16:], "big"), uuid.UUID(bytes=body[:16])


def _mac(body: bytes) -> bytes:
    return salted_hmac("pilotage.mail.reply", body.hex(), algorithm="sha256").digest()[:_MAC_BYTES]
