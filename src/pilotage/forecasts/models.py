"""What was learnt from finished projects, and what was forecast of running ones from it."""

from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel
from pilotage.onboarding.models import Project


class Learning(models.Model):
    """How long tasks really took, from the product's own finished projects, on a day.

    `content` is the planner's history, `backtest` how forecasts of these projects would have held, each learnt from the
    others. `fingerprint` is the SHA-256 of what went in.
    """

    made_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    projects = models.PositiveIntegerField()
    samples = models.PositiveIntegerField()
    content = models.JSONField()
    backtest = models.JSONField(null=True)

    class Meta:
        indexes = (models.Index(fields=["-made_at"]),)

    def __str__(self) -> str:
        return f"{self.samples} tasks of {self.projects} projects"


class ProjectForecast(Owned, PartModel):
    """When a project goes live, by simulation, as it was seen on `day`. Never changed; the newest one `is_latest`.

    `drivers` are open tasks with their criticality index, the ratio of days taken to planned, its pool and sample size;
    `curve` pairs chances with dates. `chance` is that of the target, `late_days` the working days by which P80 passes it.
    """

    part_of = "project"
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="forecasts")
    is_latest = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    day = models.DateField()
    cause = models.CharField(max_length=20)
    p50_date = models.DateField()
    p80_date = models.DateField()
    p95_date = models.DateField()
    planned_date = models.DateField()
    target_date = models.DateField(null=True)
    chance = models.FloatField(null=True)
    late_days = models.IntegerField(default=0)
    simulations = models.PositiveIntegerField()
    samples = models.PositiveIntegerField()
    learnt_from = models.PositiveIntegerField()
    drivers = models.JSONField(default=list)
    curve = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    is_flag = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(is_latest=True), name="forecast_latest_once"
            ),
        )
        indexes = (models.Index(fields=["project", "made_at"]), models.Index(fields=["is_latest", "chance"]))

    def __str__(self) -> str:
        return f"{self.p50_date} to {self.p95_date}"
