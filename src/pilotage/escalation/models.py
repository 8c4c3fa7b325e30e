"""Experts by area, questions to them, escalation policies of departments, and escalations of cases."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import PartModel, Record, RecordModel
from pilotage.people.enums import HOLIDAY_NAMES, Holidays
from pilotage.support.models import Case

USER = settings.AUTH_USER_MODEL
PROTECT = models.PROTECT


class Expert(RecordModel):
    """One person's area. They answer from `begins` to `ends` (HH:MM of their own zone) on working days; else the backup is asked."""

    record_kind = "expert"
    area = models.CharField(max_length=80, db_index=True)
    person = models.ForeignKey(USER, on_delete=PROTECT, related_name="expertise")
    backup = models.ForeignKey(USER, null=True, blank=True, on_delete=PROTECT, related_name="+")
    begins = models.CharField(max_length=5)
    ends = models.CharField(max_length=5)
    remark = models.CharField(max_length=300, blank=True, default="")
    is_retired = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["area", "person"], name="expert_of_area_once"),
            models.CheckConstraint(condition=models.Q(ends__gt=models.F("begins")), name="expert_hours_order"),
        )

    def __str__(self) -> str:
        return f"{self.area}: {self.person.name}"


class Advice(Owned, RecordModel):
    """A question that can't wait for the next call, about a case or another record, to one expert."""

    record_kind = "advice"
    subject = models.ForeignKey(Record, on_delete=PROTECT, related_name="advice")
    expert = models.ForeignKey(Expert, on_delete=PROTECT, related_name="asked")
    asked_of = models.ForeignKey(USER, on_delete=PROTECT, related_name="advice_owed")
    question = models.TextField()
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="answered_advice_has_answer",
            ),
        )
        indexes = (models.Index(fields=["answered_at", "asked_at"]),)

    def __str__(self) -> str:
        return self.question[:120]


class Policy(RecordModel):
    """How a department escalates. `levels`: `[{hours, role}]`, hours of the clock where it is round the clock, else working hours."""

    record_kind = "escalation_policy"
    department = models.CharField(max_length=80, unique=True)
    severity_from = models.PositiveSmallIntegerField(default=1)
    is_automatic = models.BooleanField(default=False)
    is_round_the_clock = models.BooleanField(default=False)
    holidays = models.CharField(max_length=20, choices=HOLIDAY_NAMES.items(), default=Holidays.FEDERAL)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    levels = models.JSONField(default=list)
    is_retired = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.department


class Escalation(Owned, RecordModel):
    """A case that climbs a policy's levels until somebody acknowledges it or the case is closed. `level` was raised last; 0 none yet."""

    record_kind = "escalation"
    case = models.ForeignKey(Case, on_delete=PROTECT, related_name="escalations")
    policy = models.ForeignKey(Policy, on_delete=PROTECT, related_name="escalations")
    reason = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    started_by_name = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True, db_index=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by_name = models.CharField(max_length=200, blank=True, default="")
    remark = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["case", "policy"], name="escalation_once_per_policy"),)

    def __str__(self) -> str:
        return f"{self.policy.department}: {self.case}"


class EscalationStep(Owned, PartModel):
    """One level, raised once."""

    part_of = "escalation"
    escalation = models.ForeignKey(Escalation, on_delete=PROTECT, related_name="steps")
    level = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()
    told = models.CharField(max_length=400, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["escalation", "level"], name="escalation_level_once"),)

    def __str__(self) -> str:
        return f"Level {self.level} of {self.escalation}"
