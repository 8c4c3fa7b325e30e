"""What a person changed at several tasks in one go, kept so that it can be taken back."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel
from pilotage.onboarding.models.projects import Project


class PlanEdit(Owned, PartModel):
    """One project's part of an edit; `batch` is the same for all projects that one edit touched.

    `before` and `after` hold, by task key, the values of what was changed. `undone_at` is when it was taken back.
    """

    part_of = "project"
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="edits")
    batch = models.UUIDField(db_index=True)
    words = models.CharField(max_length=300)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    tasks_total = models.PositiveIntegerField(default=0)
    moved_total = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=200, blank=True, default="")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["project", "batch"], name="edit_of_a_project_once"),)

    def __str__(self) -> str:
        return self.words
