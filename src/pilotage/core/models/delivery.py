"""What must happen once after a commit: outbox, reactions, job leases, schedule slots, idempotency keys."""

from django.db import models

from pilotage.core.ids import new_id


class OutboxMessage(models.Model):
    """Something to be sent to another system, written in the transaction that caused it. `key` makes it once-only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    channel = models.CharField(max_length=30)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_problem = models.TextField(default="", blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["available_at"], name="outbox_due", condition=models.Q(sent_at=None, failed_at=None)),
        )


class DueReaction(models.Model):
    """One reaction still owed to one event; unique, so that it happens once."""

    event_uid = models.UUIDField()
    event_seq = models.BigIntegerField()
    reaction = models.CharField(max_length=120)
    available_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    last_problem = models.TextField(default="", blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event_uid", "reaction"], name="reaction_once"),)
        indexes = (
            models.Index(
                fields=["available_at"], name="reaction_due", condition=models.Q(done_at=None, failed_at=None)
            ),
        )


class JobLease(models.Model):
    """Who runs a background job and until when; a lapsed lease puts the job back in the queue, and counts as a loss."""

    task_result_id = models.CharField(max_length=64, primary_key=True)
    worker = models.CharField(max_length=80)
    leased_until = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    losses = models.PositiveIntegerField(default=0)
    progress_done = models.BigIntegerField(default=0)
    progress_total = models.BigIntegerField(default=0)


class ScheduleSlot(models.Model):
    """One run of one schedule: the key (schedule, slot) can be taken once only."""

    schedule = models.CharField(max_length=80)
    slot_at = models.DateTimeField()
    taken_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["schedule", "slot_at"], name="slot_once"),)


class IdempotencyKey(models.Model):
    """The first answer to an API request with this key, given again when the request is repeated."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.JSONField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user_id", "key"], name="idempotency_once"),)
