"""Earlier values of one side, by which a run tells an old value from a wrong one."""

from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel
from pilotage.verification.models.specs import SIDES, Spec


class HistoryFile(Owned, PartModel):
    """A file that one side once sent, or one with a row for each day. The newest that is in use goes into each new run."""

    part_of = "spec"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="histories")
    side = models.CharField(max_length=5, choices=SIDES)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=80, unique=True)
    date_column = models.CharField(max_length=120, blank=True, default="")
    date_format = models.CharField(max_length=40, blank=True, default="")
    as_of = models.DateField(null=True, blank=True)
    is_used = models.BooleanField(default=True)
    received_by_name = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["spec"], condition=models.Q(is_used=True), name="one_history_in_use"),
        )

    def __str__(self) -> str:
        return self.name
