"""Promises of a phase, the lines of its scope, and what each line is followed to."""

from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.onboarding.models import PlanTask
from pilotage.scope.enums import LINE_STATE_NAMES, SOURCE_NAMES, STEP_NAMES, LineState
from pilotage.technical.models import CheckItem
from pilotage.testing.models import TestCase


class Promise(Owned, RecordModel):
    """What somebody promised the biller. `reference` says where it stands: a clause, a slide, a page."""

    record_kind = "promise"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="promises")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    source = models.CharField(max_length=16, choices=SOURCE_NAMES.items())
    reference = models.CharField(max_length=200, blank=True, default="")
    said_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["phase", "number"], name="promise_number_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | ~models.Q(withdrawn_because=""),
                name="withdrawn_promise_has_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """P1, P2 …"""
        return f"P{self.number}"


class ScopeLine(Owned, RecordModel):
    """One thing that will be delivered. `change_code` names the change that brought or dropped it."""

    record_kind = "scope_line"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="scope_lines")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    description = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=LINE_STATE_NAMES.items(), default=LineState.IN_SCOPE)
    reason = models.CharField(max_length=300, blank=True, default="")
    change_code = models.CharField(max_length=20, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["phase", "number"], name="scope_line_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state="dropped") | ~models.Q(reason=""), name="dropped_line_has_reason"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """S1, S2 …"""
        return f"S{self.number}"


class Keeps(Owned, PartModel):
    """A line keeps a promise."""

    part_of = "line"
    line = models.ForeignKey(ScopeLine, on_delete=models.PROTECT, related_name="keeps")
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="kept_by")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["line", "promise"], name="promise_kept_once"),)

    def __str__(self) -> str:
        return f"{self.line.code} keeps {self.promise.code}"


class TraceLink(Owned, PartModel):
    """What a line is followed to in one step: a checklist item, a test case, a task of the plan, or words alone.

    `is_not_needed`: the step isn't needed; `text` says why.
    """

    part_of = "line"
    line = models.ForeignKey(ScopeLine, on_delete=models.PROTECT, related_name="links")
    step = models.CharField(max_length=16, choices=STEP_NAMES.items())
    check_item = models.ForeignKey(
        CheckItem, null=True, blank=True, on_delete=models.PROTECT, related_name="scope_links"
    )
    test_case = models.ForeignKey(TestCase, null=True, blank=True, on_delete=models.CASCADE, related_name="scope_links")
    plan_task = models.ForeignKey(PlanTask, null=True, blank=True, on_delete=models.PROTECT, related_name="scope_links")
    text = models.CharField(max_length=300, blank=True, default="")
    is_not_needed = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["line", "check_item"], name="line_to_item_once"),
            models.UniqueConstraint(fields=["line", "test_case"], name="line_to_case_once"),
            models.UniqueConstraint(fields=["line", "plan_task"], name="line_to_task_once"),
            models.UniqueConstraint(
                fields=["line", "step"], condition=models.Q(is_not_needed=True), name="step_not_needed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(check_item__isnull=False, step="configuration")
                | models.Q(test_case__isnull=False, step="test")
                | models.Q(plan_task__isnull=False, step="training")
                | (models.Q(check_item=None, test_case=None, plan_task=None) & ~models.Q(text="")),
                name="link_leads_somewhere",
            ),
        )
        indexes = (models.Index(fields=["line", "step"]),)

    def __str__(self) -> str:
        return self.text or str(self.check_item or self.test_case or self.plan_task)
