"""Stored files. Bytes lie under PILOTAGE_HOME/files by a name of our own; they are served through an access check only."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import Record, RecordModel


class StoredFile(Owned, RecordModel):
    """One file attached to a record. `is_shared` lets the biller's people see it, `is_for_vendor` the CIS vendor's."""

    record_kind = "file"
    subject = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=80, unique=True)
    is_shared = models.BooleanField(default=False)
    is_for_vendor = models.BooleanField(default=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    series = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    number = models.PositiveIntegerField(null=True, blank=True)
    content_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["subject", "series", "number", "content_type"],
                condition=~models.Q(series=""),
                name="document_version_once",
            ),
            models.CheckConstraint(
                condition=models.Q(series="", number=None) | (~models.Q(series="") & models.Q(number__isnull=False)),
                name="document_version_has_number",
            ),
        )

    def __str__(self) -> str:
        return self.name
