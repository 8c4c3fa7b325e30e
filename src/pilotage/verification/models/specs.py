"""Specs of a biller's integration in versions, who signed them, where files come from, and files that came."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Integration, Owned
from pilotage.core.models import PartModel, RecordModel
from pilotage.verification.enums import SIGN_NAMES, Side

USER = settings.AUTH_USER_MODEL
SIDES = [(side.value, side.value.title()) for side in Side]


class Spec(Owned, RecordModel):
    """What is compared with what: two files of an integration. The left one comes from the biller's system."""

    record_kind = "verification_spec"
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="specs")
    name = models.CharField(max_length=120)
    left_name = models.CharField(max_length=80)
    right_name = models.CharField(max_length=80)
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["integration", "name"], name="spec_name_once"),)

    def __str__(self) -> str:
        return self.name


class SpecVersion(Owned, PartModel):
    """A spec as it was saved once: never changed. `body` is what `tally verify` takes.

    `*_rows` are a few sample rows, for the mapping page; `*_head` the beginning of a sample that a layout reads, as base64.
    """

    part_of = "spec"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    left_columns = models.JSONField(default=list)
    right_columns = models.JSONField(default=list)
    left_rows = models.JSONField(default=list)
    right_rows = models.JSONField(default=list)
    left_head = models.TextField(blank=True, default="")
    right_head = models.TextField(blank=True, default="")
    remark = models.CharField(max_length=300, blank=True, default="")
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["spec", "number"], name="spec_version_once"),)

    def __str__(self) -> str:
        return f"{self.spec.name}, version {self.number}"


class MappingSignature(Owned, PartModel):
    """A named person's yes to one version; `digest` is of the body as it was signed."""

    part_of = "spec"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="signatures")
    version = models.ForeignKey(SpecVersion, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=SIGN_NAMES.items())
    name = models.CharField(max_length=200)
    remark = models.CharField(max_length=300, blank=True, default="")
    digest = models.CharField(max_length=64)
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["version", "side"], name="mapping_signed_once"),)

    def __str__(self) -> str:
        return self.name


class WatchedFolder(Owned, PartModel):
    """A folder under PILOTAGE_HOME/inbox from which files of one side are taken as they arrive."""

    part_of = "spec"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="folders")
    side = models.CharField(max_length=5, choices=SIDES)
    folder = models.CharField(max_length=200)
    pattern = models.CharField(max_length=120, default="*.csv")
    starts_runs = models.BooleanField(default=True)
    problem = models.CharField(max_length=400, blank=True, default="")
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["spec", "side"], name="folder_once_a_side"),)

    def __str__(self) -> str:
        return f"inbox/{self.folder}/{self.pattern}"


class ReceivedFile(Owned, PartModel):
    """A file of one side that came by upload or folder. Bytes lie with the stored files, under a name of our own."""

    part_of = "spec"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="files")
    side = models.CharField(max_length=5, choices=SIDES)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=80, unique=True)
    folder = models.ForeignKey(WatchedFolder, null=True, blank=True, on_delete=models.SET_NULL, related_name="files")
    received_by_name = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["spec", "side", "-received_at"]),)

    def __str__(self) -> str:
        return self.name
