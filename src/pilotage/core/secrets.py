"""Encryption of values that must be read again, such as a mail password: with a key made from SECRET_KEY."""

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def encrypt(text: str) -> str:
    """The text as an authenticated cipher text (Fernet), different each time."""
    return _cipher(settings.SECRET_KEY).encrypt(text.encode()).decode()


def decrypt(cipher_text: str) -> str:
    """The text again. Raises `ValueError` when it was encrypted under another SECRET_KEY, or was changed."""
    try:
        return _cipher(settings.SECRET_KEY).decrypt(cipher_text.encode()).decode()
    except InvalidToken:
        raise ValueError("This secret was encrypted under another SECRET_KEY; enter it again.") from None


@lru_cache(maxsize=2)
def _cipher(secret_key: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"pilotage.core.secrets").derive(secret_key.encode())
    return Fernet(base64.urlsafe_b64encode(key))
