"""The Integration Summary: every field filled, or N/A with a reason."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Integration, Owned, Phase
from pilotage.core.models import PartModel, RecordModel


class IntegrationSummary(Owned, RecordModel):
    """One per integration and phase. Which fields it has is fixed in `summaries.fields` and grows with invoice types."""

    record_kind = "integration_summary"
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="summaries")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="summaries")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["integration", "phase"], name="summary_once"),)

    def __str__(self) -> str:
        return f"Integration Summary of {self.phase}"


class SummaryField(Owned, PartModel):
    """The value of one field. Empty value and not N/A means missing. `source` tells where a value came from."""

    part_of = "summary"
    summary = models.ForeignKey(IntegrationSummary, on_delete=models.CASCADE, related_name="fields")
    key = models.CharField(max_length=80)
    value = models.TextField(blank=True, default="")
    is_not_applicable = models.BooleanField(default=False)
    reason = models.CharField(max_length=400, blank=True, default="")
    source = models.CharField(max_length=200, blank=True, default="")
    filled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    filled_at = models.DateTimeField(null=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["summary", "key"], name="summary_field_once"),
            models.CheckConstraint(
                condition=models.Q(is_not_applicable=False) | (models.Q(value="") & ~models.Q(reason="")),
                name="not_applicable_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.summary}: {self.key}"
