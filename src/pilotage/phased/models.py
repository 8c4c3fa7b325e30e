"""What a person said about a biller's phased approach, with the signs as they were; reports of a biller's cases and their template."""

from django.conf import settings
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


class CaseReportTemplate(RecordModel):
    """What reports of billers' cases begin with; one row. Without it the shipped one holds. `columns` are names of `COLUMN_NAMES`."""

    record_kind = "case_report_template"
    title = models.CharField(max_length=200)
    intro = models.TextField(blank=True, default="")
    columns = models.JSONField(default=list)
    closed_days = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return "Template of the case report"


class CaseReport(Owned, RecordModel):
    """The report of all of a biller's cases (R14), always as they stand. Empty or None: the template's.

    `closed_days`: cases that were closed in so many days stand on it, too.
    """

    record_kind = "case_report"
    title = models.CharField(max_length=200, blank=True, default="")
    intro = models.TextField(blank=True, default="")
    columns = models.JSONField(null=True, blank=True)
    closed_days = models.PositiveSmallIntegerField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["biller"], name="case_report_once"),)

    def __str__(self) -> str:
        return f"Case report of {self.biller}"
