"""Playbooks: templates of plans, in versions."""

from django.db import models

from pilotage.core.models import PartModel, RecordModel


class Playbook(RecordModel):
    """A named template, known in files by its `slug`."""

    record_kind = "playbook"
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=160)
    description = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name


class PlaybookVersion(PartModel):
    """One state of a playbook. Published versions never change; projects stay traceable to theirs."""

    part_of = "playbook"
    playbook = models.ForeignKey(Playbook, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True, default="")
    is_published = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["playbook", "number"], name="playbook_version_once"),)

    def __str__(self) -> str:
        return f"{self.playbook.name}, version {self.number}"

    def audit_record_id(self):
        return self.playbook_id


class PlaybookTask(models.Model):
    """One line of a playbook. `roles` and `depends_on` are lists of codes; `duration_days` are working days."""

    version = models.ForeignKey(PlaybookVersion, on_delete=models.CASCADE, related_name="tasks")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    part = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    roles = models.JSONField(default=list)
    duration_days = models.PositiveIntegerField()
    depends_on = models.JSONField(default=list)
    milestone = models.CharField(max_length=120, blank=True, default="")
    notes = models.TextField(blank=True, default="")
    condition = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["version", "code"], name="playbook_code_once"),)
