"""A project: the plan of one phase, made from a playbook version."""

from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.onboarding.enums import PROJECT_STATE_NAMES, ProjectState
from pilotage.onboarding.models.playbooks import PlaybookVersion
from pilotage.work.models import Task


class Project(Owned, RecordModel):
    """`finish_date` is when the plan's last go-live task ends as planned now (`planned_go_live_date` likewise)."""

    record_kind = "project"
    external_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="projects")
    playbook_version = models.ForeignKey(PlaybookVersion, null=True, on_delete=models.PROTECT, related_name="projects")
    state = models.CharField(max_length=10, choices=PROJECT_STATE_NAMES.items(), default=ProjectState.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True, default="")
    kickoff_date = models.DateField()
    planned_go_live_date = models.DateField(null=True, blank=True)
    finish_date = models.DateField(null=True, blank=True)
    tasks_total = models.PositiveIntegerField(default=0)
    tasks_done = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["state", "kickoff_date"]),)

    def __str__(self) -> str:
        return self.name


class PlanTask(Owned, PartModel):
    """A task's place in a project's plan. `fixed_date` is a start that a person fixed; it is never moved silently."""

    part_of = "task"
    task = models.OneToOneField(Task, primary_key=True, on_delete=models.PROTECT, related_name="plan")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="plan_tasks")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    part = models.CharField(max_length=120)
    milestone = models.CharField(max_length=120, blank=True, default="")
    roles = models.JSONField(default=list)
    duration_days = models.PositiveIntegerField()
    notes = models.TextField(blank=True, default="")
    fixed_date = models.DateField(null=True, blank=True)
    actual_start_date = models.DateField(null=True, blank=True)
    actual_finish_date = models.DateField(null=True, blank=True)
    baseline_start_date = models.DateField(null=True, blank=True)
    baseline_finish_date = models.DateField(null=True, blank=True)
    late_finish_date = models.DateField(null=True, blank=True)
    float_days = models.IntegerField(default=0)
    is_critical = models.BooleanField(default=False)
    conflict = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        ordering = ("position",)
        constraints = (models.UniqueConstraint(fields=["project", "code"], name="plan_code_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.task.title}"


class Dependency(Owned, models.Model):
    """`successor` may start only after `predecessor` ends (FS), plus `lag_days` working days."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="dependencies")
    predecessor = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="followed_by")
    successor = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="waits_for")
    kind = models.CharField(max_length=2, default="FS")
    lag_days = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["predecessor", "successor"], name="dependency_once"),)

    def audit_record_id(self):
        return self.project_id
