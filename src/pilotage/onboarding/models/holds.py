"""Times at which work stands still."""

from django.db import models
from django.db.models import F, Q

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel
from pilotage.onboarding.enums import PARTY_NAMES
from pilotage.onboarding.models.projects import PlanTask, Project


class Hold(Owned, PartModel):
    """A project, or one task of it, stands still: for what reason, since when, until when, and who holds it up.

    `since_date` is the first day without work, `until_date` the day on which it went on; empty while it stands still.
    `expected_date` is when it is expected to go on.
    """

    part_of = "project"
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="holds")
    plan_task = models.ForeignKey(PlanTask, null=True, blank=True, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(max_length=300)
    party = models.CharField(max_length=16, choices=PARTY_NAMES.items())
    since_date = models.DateField()
    expected_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    held_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        ordering = ("since_date", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["project"], condition=Q(plan_task=None, until_date=None), name="one_open_hold_of_a_project"
            ),
            models.UniqueConstraint(
                fields=["plan_task"],
                condition=Q(plan_task__isnull=False, until_date=None),
                name="one_open_hold_of_a_task",
            ),
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("since_date")), name="hold_ends_after_it_began"
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_task or self.project}: {self.reason}"[:200]
