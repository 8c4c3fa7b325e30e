"""A change, what it edits in plan and scope, and who said yes."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.changes.enums import (
    EDIT_NAMES,
    KIND_NAMES,
    RISK_NAMES,
    SIDE_NAMES,
    STATE_NAMES,
    ChangeKind,
    ChangeState,
    Side,
)
from pilotage.core.models import PartModel, Record, RecordModel
from pilotage.onboarding.models import PlanTask, Project
from pilotage.raid.models import RaidEntry
from pilotage.scope.models import ScopeLine

USER = settings.AUTH_USER_MODEL


class ChangeRequest(Owned, RecordModel):
    """What is asked for, and what it would do. `impact` is the planner's answer when it was offered.

    `number` counts within the phase. Amounts are what the biller pays more (or, negative, less). `came_from` is the record that
    led to it, such as a case. Tasks, comments and files hang on its record.
    """

    record_kind = "change_request"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="change_requests")
    project = models.ForeignKey(
        Project, null=True, blank=True, on_delete=models.PROTECT, related_name="change_requests"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    what = models.TextField()
    why = models.TextField(blank=True, default="")
    kind = models.CharField(max_length=12, choices=KIND_NAMES.items(), default=ChangeKind.PLAN)
    state = models.CharField(max_length=10, choices=STATE_NAMES.items(), default=ChangeState.ASKED)
    side = models.CharField(max_length=8, choices=SIDE_NAMES.items(), default=Side.PROVIDER)
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    wanted_by_date = models.DateField(null=True, blank=True)
    one_off_amount = models.DecimalField(max_digits=19, decimal_places=2, null=True, blank=True)
    monthly_amount = models.DecimalField(max_digits=19, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    risk = models.CharField(max_length=6, choices=RISK_NAMES.items(), blank=True, default="")
    risk_text = models.TextField(blank=True, default="")
    raid_entry = models.ForeignKey(
        RaidEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="change_requests"
    )
    came_from = models.ForeignKey(
        Record, null=True, blank=True, on_delete=models.PROTECT, related_name="led_to_changes"
    )
    target_date = models.DateField(null=True, blank=True)
    impact = models.JSONField(default=dict, blank=True)
    offered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["phase", "number"], name="change_number_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["approved", "refused", "withdrawn"], decided_at__isnull=False)
                | models.Q(state__in=["asked", "offered"], decided_at=None),
                name="decided_change_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["refused", "withdrawn"]) | ~models.Q(reason=""),
                name="unwanted_change_has_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["offered", "approved"]) | models.Q(offered_at__isnull=False),
                name="offered_change_has_time",
            ),
        )
        indexes = (models.Index(fields=["state", "-asked_at"]), models.Index(fields=["phase", "number"]))

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """C1, C2 …"""
        return f"C{self.number}"


class TaskEdit(Owned, PartModel):
    """What the change does to one task: a new one, another length, or out of the plan.

    A new task is known as `code` (NEW1, NEW2 …) within the change; `after` and `before` are codes of the plan or of the change.
    """

    part_of = "change"
    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="plan_edits")
    kind = models.CharField(max_length=6, choices=EDIT_NAMES.items())
    plan_task = models.ForeignKey(
        PlanTask, null=True, blank=True, on_delete=models.PROTECT, related_name="change_edits"
    )
    code = models.CharField(max_length=10, blank=True, default="")
    title = models.CharField(max_length=300, blank=True, default="")
    part = models.CharField(max_length=120, blank=True, default="")
    roles = models.JSONField(default=list, blank=True)
    duration_days = models.PositiveIntegerField(null=True, blank=True)
    after = models.JSONField(default=list, blank=True)
    before = models.JSONField(default=list, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["change", "plan_task"], name="task_edited_once"),
            models.CheckConstraint(
                condition=(models.Q(kind="add", plan_task=None, duration_days__gte=1) & ~models.Q(title=""))
                | models.Q(kind="change", plan_task__isnull=False, duration_days__gte=1)
                | models.Q(kind="drop", plan_task__isnull=False),
                name="plan_edit_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.title or str(self.plan_task)


class ScopeEdit(Owned, PartModel):
    """What the change does to one scope line: a new one, other words, or out of the scope."""

    part_of = "change"
    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="scope_edits")
    kind = models.CharField(max_length=6, choices=EDIT_NAMES.items())
    line = models.ForeignKey(ScopeLine, null=True, blank=True, on_delete=models.PROTECT, related_name="edits")
    title = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["change", "line"], name="line_edited_once"),
            models.CheckConstraint(
                condition=(models.Q(kind="add", line=None) & ~models.Q(title=""))
                | (models.Q(kind="change", line__isnull=False) & ~models.Q(title=""))
                | models.Q(kind="drop", line__isnull=False),
                name="scope_edit_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.title or str(self.line)


class ChangeApproval(Owned, PartModel):
    """One side's yes to a change as it was offered. `written_by` wrote the sponsor's yes down; `remark` says where it is kept."""

    part_of = "change"
    change = models.ForeignKey(ChangeRequest, on_delete=models.PROTECT, related_name="approvals")
    side = models.CharField(max_length=8, choices=SIDE_NAMES.items())
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=200)
    remark = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["change", "side"], condition=models.Q(lapsed_at=None), name="change_side_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.get_side_display()}"
