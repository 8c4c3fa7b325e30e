"""Cut-over plans of a phase: steps with planned and real times, back-out triggers, and a log that only grows."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.cutover import rules
from pilotage.cutover.enums import (
    OUTCOME_NAMES,
    PLAN_STATE_NAMES,
    STEP_KIND_NAMES,
    STEP_STATE_NAMES,
    PlanState,
    StepKind,
    StepState,
)

USER = settings.AUTH_USER_MODEL
PROTECT, CASCADE, SET_NULL = models.PROTECT, models.CASCADE, models.SET_NULL


class CutoverPlan(Owned, RecordModel):
    """A runbook of a cut-over, or a rehearsal of one (`origin`). Its times are the biller's."""

    record_kind = "cutover_plan"
    phase = models.ForeignKey(Phase, on_delete=PROTECT, related_name="cutover_plans")
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=PROTECT, related_name="copies")
    is_rehearsal = models.BooleanField(default=False)
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=12, choices=PLAN_STATE_NAMES.items(), default=PlanState.PLANNED)
    starts_at = models.DateTimeField()
    remark = models.TextField(blank=True, default="")
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    backing_out_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="planned") | models.Q(started_at__isnull=False), name="cutover_runs_since"
            ),
            models.UniqueConstraint(
                fields=["phase"],
                condition=models.Q(state__in=["running", "backing_out"], is_rehearsal=False),
                name="cutover_one_at_a_time",
            ),
        )
        indexes = (models.Index(fields=["phase", "-starts_at"]),)

    def __str__(self) -> str:
        return self.name


class CutoverStep(Owned, PartModel):
    """One step; `planned_*` are set when the runbook starts, `outcome` is that of a go/no-go point."""

    part_of = "plan"
    plan = models.ForeignKey(CutoverPlan, on_delete=CASCADE, related_name="steps")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=12)
    section = models.CharField(max_length=60, blank=True, default="")
    kind = models.CharField(max_length=8, choices=STEP_KIND_NAMES.items(), default=StepKind.STEP)
    title = models.CharField(max_length=200)
    detail = models.TextField(blank=True, default="")
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=PROTECT, related_name="cutover_steps")
    owner_words = models.CharField(max_length=120, blank=True, default="")
    minutes = models.PositiveIntegerField()
    depends_on = models.JSONField(default=list, blank=True)
    not_before_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=STEP_STATE_NAMES.items(), default=StepState.WAITING)
    outcome = models.CharField(max_length=6, choices=OUTCOME_NAMES.items(), blank=True, default="")
    planned_start_at = models.DateTimeField(null=True, blank=True)
    planned_end_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["plan", "code"], name="cutover_code_once"),)
        indexes = (models.Index(fields=["plan", "position"]),)

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def who(self) -> str:
        """The owner's name, or the words that stand for one."""
        return self.owner.name if self.owner is not None else self.owner_words

    @property
    def planned(self) -> rules.Step:
        """As the minute planner takes it."""
        return rules.Step(
            self.code, self.minutes, tuple(self.depends_on), self.not_before_at, self.started_at, self.ended_at,
            self.state == StepState.SKIPPED,
        )  # fmt: skip


class BackoutTrigger(Owned, PartModel):
    """What, when seen, means that the cut-over may have to be given up; and who says so."""

    part_of = "plan"
    plan = models.ForeignKey(CutoverPlan, on_delete=CASCADE, related_name="triggers")
    position = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    threshold = models.CharField(max_length=120, blank=True, default="")
    decider = models.CharField(max_length=120, blank=True, default="")
    fired_at = models.DateTimeField(null=True, blank=True)
    fired_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["plan", "position"]),)

    def __str__(self) -> str:
        return self.title


class CutoverEntry(Owned, PartModel):
    """A line of the live log: never changed, never removed."""

    part_of = "plan"
    plan = models.ForeignKey(CutoverPlan, on_delete=CASCADE, related_name="entries")
    step = models.ForeignKey(CutoverStep, null=True, blank=True, on_delete=SET_NULL, related_name="entries")
    text = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["plan", "-made_at"]),)

    def __str__(self) -> str:
        return self.text[:80]
