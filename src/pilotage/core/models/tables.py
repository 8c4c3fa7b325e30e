"""Typed settings and decision tables as data."""

from django.db import models

from pilotage.core.models.records import PartModel, RecordModel


class Setting(models.Model):
    """One changed setting; what is not here has its shipped default (`core.app_settings`). Secrets are encrypted."""

    key = models.CharField(max_length=80, primary_key=True)
    value = models.JSONField(null=True)
    secret = models.BinaryField(null=True)


class PolicyTable(RecordModel):
    """A decision table that users can read and change, known by its `slug`."""

    record_kind = "policy_table"
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class PolicyVersion(PartModel):
    """The table's content from `effective_date` on. Published ones never change."""

    part_of = "table"
    table = models.ForeignKey(PolicyTable, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=30)
    effective_date = models.DateField()
    content = models.JSONField()
    reason = models.TextField(blank=True, default="")
    author = models.CharField(max_length=200, default="", blank=True)
    is_published = models.BooleanField(default=False)

    class Meta:
        ordering = ("effective_date", "id")
        constraints = (models.UniqueConstraint(fields=["table", "version"], name="policy_version_once"),)
