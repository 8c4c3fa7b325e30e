"""What came in by mail: one row per mail, so that none is taken twice and every refusal can be read."""

from django.conf import settings
from django.db import models

from pilotage.core.models import Record

OUTCOMES = (("kept", "Became a comment"), ("refused", "Refused"), ("ignored", "Left alone"))


class ReceivedMail(models.Model):
    """One mail by its `key` (from Message-ID and writer). Its words are not kept here: a comment holds them, or nothing does."""

    key = models.CharField(max_length=64, unique=True)
    received_at = models.DateTimeField(db_index=True)
    sender = models.CharField(max_length=254, blank=True, default="")
    subject = models.CharField(max_length=200, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=OUTCOMES, db_index=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    record = models.ForeignKey(Record, null=True, on_delete=models.SET_NULL, related_name="+")
    files_count = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.sender} {self.outcome}"
