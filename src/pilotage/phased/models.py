"""What a person said about a biller's phased approach, with the signs as they were."""

from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import RecordModel


class Standing(Owned, RecordModel):
    """Whether a biller is treated as phased, by a person's word. `signs` are the five as they stood: `[{sign, holds, evidence}]`."""

    record_kind = "phased_standing"
    is_phased = models.BooleanField()
    reason = models.CharField(max_length=300)
    signs = models.JSONField(default=list)
    said_by_name = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["biller"], name="phased_standing_once"),)

    def __str__(self) -> str:
        return f"Phased approach of {self.biller}"
