"""The audit trail: one append-only row per change, chained by hash, anchored daily."""

from django.db import models


class Event(models.Model):
    """What changed: who, when, from where, before and after, as plain values.

    `digest` is SHA-256 over `salt` and the canonical JSON of the payload; `chain_hash` covers the previous hash, the
    place and the digest. Payload and salt can be erased by law and the chain still holds.
    """

    seq = models.BigIntegerField(primary_key=True)
    uid = models.UUIDField(unique=True)
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=80, db_index=True)
    record_id = models.UUIDField(null=True, db_index=True)
    scope_id = models.UUIDField(null=True, db_index=True)
    actor_id = models.BigIntegerField(null=True, db_index=True)
    payload = models.JSONField(null=True)
    salt = models.CharField(max_length=32, null=True)
    digest = models.CharField(max_length=64)
    chain_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class AuditHead(models.Model):
    """The newest link of the chain; one row. A tail cut from the event table no longer matches it."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    chain_hash = models.CharField(max_length=64, default="0" * 64)


class Anchor(models.Model):
    """A daily copy of the newest link, also written to a file that can be kept elsewhere."""

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    chain_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
