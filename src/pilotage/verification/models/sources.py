"""SFTP servers from which files of one side are fetched, and what was seen there."""

import uuid

from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel
from pilotage.verification.enums import REMOTE_STATE_NAMES, RemoteState
from pilotage.verification.models.specs import SIDES, ReceivedFile, Spec


class SftpSource(Owned, PartModel):
    """A folder on an SFTP server, read with a key that was made here; `secret` is its private half, encrypted.

    `host_key` is the server's key as a person confirmed it, `seen_key` the one that it shows when that is another.
    """

    part_of = "spec"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="sources")
    side = models.CharField(max_length=5, choices=SIDES)
    host = models.CharField(max_length=253)
    port = models.PositiveIntegerField(default=22)
    user = models.CharField(max_length=80)
    folder = models.CharField(max_length=400, default=".")
    pattern = models.CharField(max_length=120, default="*.csv")
    starts_runs = models.BooleanField(default=True)
    secret = models.TextField()
    public_key = models.CharField(max_length=800)
    host_key = models.CharField(max_length=2000, blank=True, default="")
    seen_key = models.CharField(max_length=2000, blank=True, default="")
    confirmed_by_name = models.CharField(max_length=200, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=400, blank=True, default="")
    looked_at = models.DateTimeField(null=True, blank=True)
    job_id = models.CharField(max_length=64, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["spec", "side"], name="sftp_once_a_side"),)

    def __str__(self) -> str:
        return f"sftp://{self.user}@{self.host}:{self.port}"


class RemoteFile(Owned, PartModel):
    """A file as it stood on the server: seen, then taken or refused once. Another size or time is another file."""

    part_of = "source"
    source = models.ForeignKey(SftpSource, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    mtime = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=10, choices=REMOTE_STATE_NAMES.items(), default=RemoteState.SEEN)
    problem = models.CharField(max_length=400, blank=True, default="")
    received = models.ForeignKey(ReceivedFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["source", "name", "size", "mtime"], name="remote_file_once"),)

    def __str__(self) -> str:
        return self.name

    def audit_record_id(self) -> uuid.UUID:
        """Its events stand with the verification."""
        return self.source.spec_id
