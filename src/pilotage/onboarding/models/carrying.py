"""Carrying a better playbook into running projects: who asked for what, and what came of it in each project."""

from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel, RecordModel
from pilotage.onboarding.enums import MERGE_STATE_NAMES, MergeState
from pilotage.onboarding.models.playbooks import PlaybookVersion
from pilotage.onboarding.models.projects import Project


class ProjectPart(Owned, PartModel):
    """A part that is stitched into a project's plan, at the version that the plan has."""

    part_of = "project"
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="parts")
    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="project_parts")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["project", "version"], name="project_part_once"),)

    def __str__(self) -> str:
        return str(self.version)


class Carrying(RecordModel):
    """One yes of a person to carry a version into the projects that they ticked; a job does it."""

    record_kind = "carrying"
    version = models.ForeignKey(PlaybookVersion, on_delete=models.PROTECT, related_name="carryings")
    job_id = models.CharField(max_length=64, blank=True, default="")
    asked_by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version} into running projects"


class ProjectMerge(Owned, PartModel):
    """A version carried into one project. `proposal` is the fingerprint of what the person saw and said yes to.

    `declined` are the keys of changes that they left out, `taken` of those that they took against a person's edit; `outcome` counts
    tasks added, changed, dropped and kept: as proposed, then as done.
    """

    part_of = "project"
    carrying = models.ForeignKey(Carrying, on_delete=models.PROTECT, related_name="merges")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="merges")
    state = models.CharField(max_length=10, choices=MERGE_STATE_NAMES.items(), default=MergeState.LOOKING)
    proposal = models.CharField(max_length=64, blank=True, default="")
    declined = models.JSONField(default=list, blank=True)
    taken = models.JSONField(default=list, blank=True)
    outcome = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["carrying", "project"], name="merge_once_per_carrying"),)

    def __str__(self) -> str:
        return f"{self.project.name}: {self.get_state_display()}"
