"""Keys of repeated API requests, with the first answer."""

from datetime import datetime
from typing import Any

from django.db import transaction

from pilotage.core.models import IdempotencyKey


def hold_idempotency_key(*, user_id: int, key: str, fingerprint: str, now: datetime) -> IdempotencyKey:
    """Takes a key for one request. Raises `IntegrityError` when it is taken."""
    with transaction.atomic():
        return IdempotencyKey.objects.create(user_id=user_id, key=key, fingerprint=fingerprint, created_at=now)


def keep_answer(*, held: IdempotencyKey, status: int, body: Any) -> None:
    """The answer to give when the request comes again."""
    IdempotencyKey.objects.filter(pk=held.pk).update(status=status, body=body)
