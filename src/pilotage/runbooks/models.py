"""Runbooks, their versions with the change log, and the sections of each version."""

from django.conf import settings
from django.db import models

from pilotage.core.models import PartModel, RecordModel


class Runbook(RecordModel):
    """A named process. `playbook` is the slug of the playbook that carries it out; `is_shared` lets billers read it."""

    record_kind = "runbook"
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="runbooks"
    )
    review_date = models.DateField(null=True, blank=True)
    is_shared = models.BooleanField(default=False)
    playbook = models.SlugField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class RunbookVersion(PartModel):
    """One line of the change log with its text. Published ones never change; a draft is being written."""

    part_of = "runbook"
    runbook = models.ForeignKey(Runbook, on_delete=models.PROTECT, related_name="versions")
    number = models.CharField(max_length=20)
    version_date = models.DateField(null=True, blank=True)
    author = models.CharField(max_length=200)
    description = models.CharField(max_length=500, blank=True, default="")
    is_published = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=["runbook", "number"], name="runbook_number_once"),
            models.UniqueConstraint(
                fields=["runbook"], condition=models.Q(is_published=False), name="runbook_one_draft"
            ),
            models.CheckConstraint(
                condition=models.Q(is_published=False)
                | (models.Q(version_date__isnull=False) & ~models.Q(description="")),
                name="published_runbook_says_what_changed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.runbook.name} {self.number}"

    def audit_record_id(self):
        return self.runbook_id


class RunbookSection(PartModel):
    """A heading with its text. `chapter` groups sections; `steps` are ids of the playbook's tasks that carry it out."""

    part_of = "version"
    version = models.ForeignKey(RunbookVersion, on_delete=models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField()
    chapter = models.CharField(max_length=120)
    heading = models.CharField(max_length=200)
    body = models.TextField()
    steps = models.JSONField(default=list, blank=True)
    is_internal = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.heading

    def audit_record_id(self):
        return self.version.runbook_id
