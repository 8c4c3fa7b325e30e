"""What people can take on, and what was proposed from it."""

from django.conf import settings
from django.db import models

from pilotage.core.models import RecordModel
from pilotage.staffing.enums import KIND_NAMES, STATE_NAMES, RunState

USER = settings.AUTH_USER_MODEL


class Capacity(models.Model):
    """What a person can take on from a day to a day (both included; without end: until further notice).

    `points` are those of all billers at once, `at_once` how many tasks are in hand at the same time, `days_a_week` the days
    worked from Monday on. A person's periods don't overlap; without one the account's capacity counts, five days a week.
    """

    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="capacities")
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)
    points = models.PositiveSmallIntegerField()
    days_a_week = models.PositiveSmallIntegerField(default=5)
    at_once = models.PositiveSmallIntegerField(default=3)
    remark = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_date=None) | models.Q(to_date__gte=models.F("from_date")), name="capacity_order"
            ),
            models.CheckConstraint(condition=models.Q(days_a_week__lte=7), name="capacity_week"),
            models.CheckConstraint(condition=models.Q(at_once__gte=1), name="capacity_at_once"),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.points} points from {self.from_date}"


class Run(RecordModel):
    """One question with its answer. It changes nothing until somebody accepts it.

    `asked` are the choices that were made, `given` everything that went in (so that it can be repeated), `fingerprint` the
    SHA-256 of that, `found` the answer. `kept` holds what acceptance changed, as it was before.
    """

    record_kind = "staffing_run"
    kind = models.CharField(max_length=8, choices=KIND_NAMES.items())
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=STATE_NAMES.items(), default=RunState.WAITING)
    asked = models.JSONField(default=dict)
    given = models.JSONField(null=True)
    fingerprint = models.CharField(max_length=64, blank=True, default="")
    found = models.JSONField(null=True)
    problem = models.CharField(max_length=500, blank=True, default="")
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    kept = models.JSONField(default=list)
    job_id = models.CharField(max_length=64, blank=True, default="")
    came_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="became")

    class Meta:
        indexes = (models.Index(fields=["-asked_at"]),)

    def __str__(self) -> str:
        return self.name
