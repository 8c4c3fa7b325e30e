"""Links that show one record to somebody without an account: they expire, can be ended, and each use is logged."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel, Record, RecordModel


class ShareLink(Owned, RecordModel):
    """Who holds the link sees its `subject` in the way that `purpose` names. The secret part of it is never stored."""

    record_kind = "share_link"
    subject = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="share_links")
    purpose = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["subject", "purpose"]),)
        constraints = (
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("made_at")), name="share_link_expires"),
        )

    def __str__(self) -> str:
        return self.name


class ShareUse(Owned, PartModel):
    """One opening of a link: when, from which address, by what program."""

    part_of = "link"
    link = models.ForeignKey(ShareLink, on_delete=models.PROTECT, related_name="uses")
    used_at = models.DateTimeField()
    address = models.CharField(max_length=60, blank=True, default="")
    program = models.CharField(max_length=200, blank=True, default="")
    place = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["link", "-used_at"]),)

    def __str__(self) -> str:
        return f"{self.used_at:%Y-%m-%d %H:%M}"
