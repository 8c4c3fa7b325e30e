"""A project: the plan of one phase, made from a playbook version."""

from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.onboarding.enums import (
    ANCHOR_NAMES,
    LINK_KIND_NAMES,
    PARTY_NAMES,
    PROJECT_STATE_NAMES,
    SHAPE_NAMES,
    Anchor,
    LinkKind,
    ProjectState,
    Shape,
)
from pilotage.onboarding.models.playbooks import PlaybookVersion
from pilotage.work.models import Task


class Project(Owned, RecordModel):
    """`finish_date` is when the plan's last task ends as planned now, `planned_go_live_date` when its go-live is reached.

    `anchor` says from which end the dates are worked out. Nothing that was open on `status_date` is planned before it:
    the day on which a person last brought the plan up to date; without one the plan stands as it was agreed.
    `facts` are the answers by which tasks were left out, `parameters` the lengths and words that the start was given.
    """

    record_kind = "project"
    external_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="projects")
    playbook_version = models.ForeignKey(PlaybookVersion, null=True, on_delete=models.PROTECT, related_name="projects")
    state = models.CharField(max_length=10, choices=PROJECT_STATE_NAMES.items(), default=ProjectState.ACTIVE)
    state_reason = models.CharField(max_length=300, blank=True, default="")
    kickoff_date = models.DateField()
    anchor = models.CharField(max_length=8, choices=ANCHOR_NAMES.items(), default=Anchor.KICKOFF)
    status_date = models.DateField(null=True, blank=True)
    planned_go_live_date = models.DateField(null=True, blank=True)
    finish_date = models.DateField(null=True, blank=True)
    tasks_total = models.PositiveIntegerField(default=0)
    tasks_done = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict, blank=True)
    parameters = models.JSONField(default=dict, blank=True)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["state", "kickoff_date"]),)

    def __str__(self) -> str:
        return self.name


class PlanTask(Owned, PartModel):
    """A task's place in a project's plan.

    `fixed_date` is a start that a person fixed (must start on); it is never moved silently. `no_earlier_date` holds the start
    back, `finish_by_date` is a day that the finish should not pass. `percent_done` counts for what has begun. `party` answers
    for it; empty: as its roles say. A hammock takes its dates from the tasks whose codes stand in `spans`.
    `made_as` is the playbook's line as the plan last took it: what differs from it was changed by a person.
    """

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
    shape = models.CharField(max_length=10, choices=SHAPE_NAMES.items(), default=Shape.TASK)
    spans = models.JSONField(default=list, blank=True)
    party = models.CharField(max_length=16, choices=PARTY_NAMES.items(), blank=True, default="")
    percent_done = models.PositiveSmallIntegerField(null=True, blank=True)
    fixed_date = models.DateField(null=True, blank=True)
    no_earlier_date = models.DateField(null=True, blank=True)
    finish_by_date = models.DateField(null=True, blank=True)
    actual_start_date = models.DateField(null=True, blank=True)
    actual_finish_date = models.DateField(null=True, blank=True)
    baseline_start_date = models.DateField(null=True, blank=True)
    baseline_finish_date = models.DateField(null=True, blank=True)
    late_finish_date = models.DateField(null=True, blank=True)
    float_days = models.IntegerField(default=0)
    is_critical = models.BooleanField(default=False)
    conflict = models.CharField(max_length=300, blank=True, default="")
    parent = models.CharField(max_length=40, blank=True, default="")
    documents = models.JSONField(default=list, blank=True)
    made_as = models.JSONField(default=dict, blank=True)

    class Meta(Owned.Meta):
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["project", "code"], name="plan_code_once"),
            models.CheckConstraint(
                condition=models.Q(percent_done=None) | models.Q(percent_done__lte=100), name="percent_to_100"
            ),
            models.CheckConstraint(
                condition=models.Q(shape="task", duration_days__gte=1) | ~models.Q(shape="task"), name="task_has_work"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.task.title}"


class Dependency(Owned, models.Model):
    """What a task waits for. `kind` names the end of `predecessor` that decides, then the end of `successor` that waits.

    `lag_days` are working days of the successor; a negative lag lets it begin sooner.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="dependencies")
    predecessor = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="followed_by")
    successor = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="waits_for")
    kind = models.CharField(max_length=2, choices=LINK_KIND_NAMES.items(), default=LinkKind.FINISH_TO_START)
    lag_days = models.IntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["predecessor", "successor", "kind"], name="dependency_once"),
            models.CheckConstraint(condition=models.Q(kind__in=list(LinkKind)), name="dependency_kind_known"),
        )

    def audit_record_id(self):
        return self.project_id
