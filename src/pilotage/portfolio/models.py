"""Import runs and remembered column mappings."""

from django.conf import settings
from django.db import models

from pilotage.core.models import PartModel, RecordModel

USER = settings.AUTH_USER_MODEL


class ImportRun(RecordModel):
    """One import: its files, mapping, preview and outcome. All of it is committed, or nothing."""

    record_kind = "import_run"
    STATES = [
        ("uploaded", "Uploaded"),
        ("checking", "Checking"),
        ("ready", "Ready to import"),
        ("refused", "Refused"),
        ("queued", "Waiting"),
        ("running", "Running"),
        ("done", "Done"),
        ("failed", "Failed"),
        ("dropped", "Dropped"),
    ]
    started_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=STATES, default="uploaded")
    rows_total = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    errors = models.JSONField(default=list)
    errors_total = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    job_id = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return f"Import of {self.started_at:%Y-%m-%d %H:%M}"


class ImportFile(PartModel):
    """One file of a run, with what it holds and how its columns are mapped (ours: theirs)."""

    part_of = "run"
    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    stored_name = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=30, blank=True, default="")
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    rows = models.BigIntegerField(default=0)


class RememberedMapping(models.Model):
    """How a set of headers was mapped last time."""

    kind = models.CharField(max_length=30)
    headers_hash = models.CharField(max_length=64)
    mapping = models.JSONField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "headers_hash"], name="mapping_once"),)
