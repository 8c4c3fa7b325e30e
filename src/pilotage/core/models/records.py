"""Record: whatever people discuss, own or watch."""

from typing import ClassVar

from django.db import models

from pilotage.core.ids import new_id


class Record(models.Model):
    """One thing with a title that comments, files, tasks and history point to.

    `scope_id` is the record of the biller it belongs to; empty for what belongs to the provider. `version` grows by
    one with each change and is what a stale edit is told by.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    scope = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["kind", "title"]), models.Index(fields=["scope", "kind"]))

    def __str__(self) -> str:
        return self.title


class RecordModel(models.Model):
    """A table whose rows are records: it shares the record's key."""

    record_kind: ClassVar[str] = ""
    record = models.OneToOneField(Record, primary_key=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def record_title(self) -> str:
        """The words by which people know it; kept on the record when it is saved."""
        return str(self)

    def audit_record_id(self):
        return self.record_id


class PartModel(models.Model):
    """A row that belongs to a record and shows in that record's history. `part_of` names the foreign key."""

    part_of: ClassVar[str] = ""

    class Meta:
        abstract = True

    def audit_record_id(self):
        return getattr(self, f"{self.part_of}_id")
