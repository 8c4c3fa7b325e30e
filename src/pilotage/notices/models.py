"""Notices to people, what each person chose, and the wording of each kind."""

from django.conf import settings
from django.db import models

from pilotage.core.models import Record


class Notice(models.Model):
    """One thing one person is told. `key` makes it once-only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    text = models.CharField(max_length=400)
    url = models.CharField(max_length=300, blank=True, default="")
    record = models.ForeignKey(Record, null=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    digested_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="notice_once"),)
        indexes = (
            models.Index(fields=["user", "-created_at"]),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None)),
        )

    def __str__(self) -> str:
        return self.text


class NoticeChoice(models.Model):
    """By which channel a person hears of a kind of notice: now, digest or off for e-mail; in the product always."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=60)
    email = models.CharField(max_length=10, choices=[("now", "At once"), ("digest", "Daily digest"), ("off", "Not")])

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "kind"], name="notice_choice_once"),)


class NoticeTemplate(models.Model):
    """A changed wording of one kind of notice, with {placeholders} of its closed list. Missing: the shipped wording."""

    kind = models.CharField(max_length=60, unique=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
