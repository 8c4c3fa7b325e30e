"""Plans as they stood at one time, kept whole."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel
from pilotage.onboarding.models.projects import Project


class Baseline(Owned, PartModel):
    """A named state of a project's plan, with all that its dates were worked out from, so that slip can be explained.

    `plan` holds tasks, links, dates and calendars as plain values (`onboarding.plan_states`). `today` is the day that it was
    looked at; empty for the plan at the start.
    """

    part_of = "project"
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="baselines")
    name = models.CharField(max_length=120)
    remark = models.CharField(max_length=300, blank=True, default="")
    today = models.DateField(null=True, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    go_live_date = models.DateField(null=True, blank=True)
    finish_date = models.DateField(null=True, blank=True)
    tasks_total = models.PositiveIntegerField(default=0)
    plan = models.JSONField(default=dict)

    class Meta(Owned.Meta):
        ordering = ("taken_at", "pk")
        constraints = (models.UniqueConstraint(fields=["project", "name"], name="baseline_name_once"),)

    def __str__(self) -> str:
        return self.name
