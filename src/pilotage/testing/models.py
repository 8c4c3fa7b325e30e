"""Test plans of a phase, their cases with every result, their defects, and who signed."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.testing.enums import (
    DEFECT_STATE_NAMES,
    KIND_NAMES,
    OUTCOME_NAMES,
    PLAN_STATE_NAMES,
    SEVERITY_NAMES,
    DefectState,
    PlanState,
)

USER = settings.AUTH_USER_MODEL


class TestPlan(Owned, RecordModel):
    """A plan. The four lists are the sides of its coverage matrix; an empty one leaves that side out."""

    __test__ = False
    record_kind = "test_plan"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="test_plans")
    kind = models.CharField(max_length=4, choices=KIND_NAMES.items())
    name = models.CharField(max_length=160)
    state = models.CharField(max_length=8, choices=PLAN_STATE_NAMES.items(), default=PlanState.RUNNING)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    cycles = models.JSONField(default=list, blank=True)
    bill_types = models.JSONField(default=list, blank=True)
    channels = models.JSONField(default=list, blank=True)
    events = models.JSONField(default=list, blank=True)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["phase", "kind"]),)

    def __str__(self) -> str:
        return self.name


class TestCase(Owned, PartModel):
    """One thing to prove. `outcome` is that of its newest result; "" while untested."""

    __test__ = False
    part_of = "plan"
    plan = models.ForeignKey(TestPlan, on_delete=models.CASCADE, related_name="cases")
    code = models.CharField(max_length=20)
    position = models.PositiveIntegerField()
    area = models.CharField(max_length=40, blank=True, default="")
    title = models.CharField(max_length=200)
    steps = models.TextField(blank=True, default="")
    expected = models.TextField(blank=True, default="")
    cycle = models.CharField(max_length=60, blank=True, default="")
    bill_type = models.CharField(max_length=60, blank=True, default="")
    channel = models.CharField(max_length=60, blank=True, default="")
    event = models.CharField(max_length=60, blank=True, default="")
    tester = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="test_cases")
    is_required = models.BooleanField(default=True)
    outcome = models.CharField(max_length=8, choices=OUTCOME_NAMES.items(), blank=True, default="")
    tested_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["plan", "code"], name="test_case_code_once"),)
        indexes = (models.Index(fields=["plan", "position"]), models.Index(fields=["tester", "outcome"]))

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class TestResult(Owned, PartModel):
    """One run of a case: never changed, never removed."""

    __test__ = False
    part_of = "plan"
    plan = models.ForeignKey(TestPlan, on_delete=models.CASCADE, related_name="results")
    case = models.ForeignKey(TestCase, on_delete=models.CASCADE, related_name="results")
    outcome = models.CharField(max_length=8, choices=OUTCOME_NAMES.items())
    remark = models.TextField(blank=True, default="")
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["case", "-made_at"]),)

    def __str__(self) -> str:
        return f"{self.case.code}: {self.get_outcome_display()}"


class Defect(Owned, RecordModel):
    """What a test found. `number` counts within the phase's plan."""

    record_kind = "defect"
    plan = models.ForeignKey(TestPlan, on_delete=models.PROTECT, related_name="defects")
    case = models.ForeignKey(TestCase, null=True, blank=True, on_delete=models.SET_NULL, related_name="defects")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    severity = models.CharField(max_length=8, choices=SEVERITY_NAMES.items())
    state = models.CharField(max_length=8, choices=DEFECT_STATE_NAMES.items(), default=DefectState.OPEN)
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="defects")
    due_date = models.DateField(null=True, blank=True)
    workaround = models.TextField(blank=True, default="")
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="defect_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | ~models.Q(workaround=""), name="accepted_has_workaround"
            ),
        )
        indexes = (models.Index(fields=["state", "severity"]), models.Index(fields=["owner", "state"]))

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """F1, F2 …"""
        return f"F{self.number}"


class UncoveredCell(Owned, PartModel):
    """A cell of the matrix that needs no case, with the reason."""

    part_of = "plan"
    plan = models.ForeignKey(TestPlan, on_delete=models.CASCADE, related_name="not_needed")
    cycle = models.CharField(max_length=60, blank=True, default="")
    bill_type = models.CharField(max_length=60, blank=True, default="")
    channel = models.CharField(max_length=60, blank=True, default="")
    event = models.CharField(max_length=60, blank=True, default="")
    reason = models.CharField(max_length=300)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["plan", "cycle", "bill_type", "channel", "event"], name="cell_once"),
        )

    def __str__(self) -> str:
        return self.reason


class SignOff(Owned, PartModel):
    """A named person's signature under a plan as it stood: `digest` is of cases, results and defects."""

    part_of = "plan"
    plan = models.ForeignKey(TestPlan, on_delete=models.CASCADE, related_name="sign_offs")
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    title = models.CharField(max_length=120, blank=True, default="")
    remark = models.CharField(max_length=300, blank=True, default="")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["plan", "-made_at"]),)

    def __str__(self) -> str:
        return self.name
