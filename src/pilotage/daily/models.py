"""Checks that run each business day on a live phase, where their files come from, and how each day went."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.daily.enums import DAY_STATE_NAMES, KIND_NAMES, ROLE_NAMES, DayState
from pilotage.support.models import Case
from pilotage.verification.models import Spec

USER = settings.AUTH_USER_MODEL
PROTECT = models.PROTECT


def monday_to_friday() -> list[int]:
    """Days of the week, Monday is 0."""
    return [0, 1, 2, 3, 4]


class DailyCheck(Owned, RecordModel):
    """What is checked each day of `weekdays`. Times are HH:MM in the biller's zone.

    `spec_text` is what `tally` takes; a balance check may take the newest mapping of a verification instead. What arrives after `cut_off`
    counts for the next day. `look_back` files of as many days are taken together. `case` was raised last; `alarm_since` is the first
    day with something open for more than `alarm_days` banking days.
    """

    record_kind = "daily_check"
    phase = models.ForeignKey(Phase, on_delete=PROTECT, related_name="daily_checks")
    kind = models.CharField(max_length=10, choices=KIND_NAMES.items())
    name = models.CharField(max_length=120)
    spec_text = models.TextField(blank=True, default="")
    spec = models.ForeignKey(Spec, null=True, blank=True, on_delete=PROTECT, related_name="daily_checks")
    due_time = models.CharField(max_length=5, default="07:00")
    cut_off = models.CharField(max_length=5, blank=True, default="")
    weekdays = models.JSONField(default=monday_to_friday)
    skips_holidays = models.BooleanField(default=True)
    look_back = models.PositiveSmallIntegerField(default=1)
    alarm_days = models.PositiveSmallIntegerField(default=2)
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=PROTECT, related_name="daily_checks")
    begins_on = models.DateField()
    is_paused = models.BooleanField(default=False)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=PROTECT, related_name="daily_checks")
    alarm_since = models.DateField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["phase", "name"], name="daily_check_name_once"),)
        indexes = (models.Index(fields=["is_paused", "kind"]),)

    def __str__(self) -> str:
        return self.name


class CheckSource(Owned, PartModel):
    """Where one file of a check comes from: the files of a verification's side, a folder under the inbox, else by hand."""

    part_of = "check_of"
    check_of = models.ForeignKey(DailyCheck, on_delete=PROTECT, related_name="sources")
    role = models.CharField(max_length=10, choices=ROLE_NAMES.items())
    spec = models.ForeignKey(Spec, null=True, blank=True, on_delete=PROTECT, related_name="+")
    side = models.CharField(max_length=5, blank=True, default="")
    folder = models.CharField(max_length=200, blank=True, default="")
    pattern = models.CharField(max_length=120, blank=True, default="")
    problem = models.CharField(max_length=400, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["check_of", "role"], name="check_source_once"),)

    def __str__(self) -> str:
        return f"inbox/{self.folder}/{self.pattern}" if self.folder else ROLE_NAMES[self.role]


class CheckFile(Owned, PartModel):
    """A file that came by upload or folder, and the day for which it counts. Bytes lie with the stored files."""

    part_of = "check_of"
    check_of = models.ForeignKey(DailyCheck, on_delete=PROTECT, related_name="files")
    role = models.CharField(max_length=10, choices=ROLE_NAMES.items())
    day = models.DateField()
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_name = models.CharField(max_length=80, unique=True)
    received_by_name = models.CharField(max_length=200)
    received_at = models.DateTimeField()

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["check_of", "day", "role"]),)

    def __str__(self) -> str:
        return self.name


class CheckDay(Owned, PartModel):
    """One slot: a check on one business day, once. `sides` are rows, amounts and states of each file as counted; `lags` banking days.

    Amounts are in the smallest unit. `by_day` counts by the day of payment, draw or notice. `oldest` is the age of the oldest open item
    in banking days.
    """

    part_of = "check_of"
    check_of = models.ForeignKey(DailyCheck, on_delete=PROTECT, related_name="days")
    day = models.DateField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=DAY_STATE_NAMES.items(), default=DayState.WAITING)
    job_id = models.CharField(max_length=64, blank=True, default="")
    run_count = models.PositiveIntegerField(default=1)
    problem = models.TextField(blank=True, default="")
    files = models.JSONField(default=list)
    sides = models.JSONField(default=list)
    reasons = models.JSONField(default=dict)
    lags = models.JSONField(default=dict)
    by_day = models.JSONField(default=dict)
    scale = models.PositiveSmallIntegerField(default=2)
    deviations = models.PositiveIntegerField(default=0)
    open_count = models.PositiveIntegerField(default=0)
    open_amount = models.BigIntegerField(default=0)
    oldest = models.PositiveIntegerField(null=True, blank=True)
    left_off = models.PositiveIntegerField(default=0)
    is_late = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True, default="")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=PROTECT, related_name="check_days")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["check_of", "day"], name="check_day_once"),)
        indexes = (models.Index(fields=["state", "day"]),)

    def __str__(self) -> str:
        return f"{self.check_of.name}, {self.day:%-d %b %Y}"


class DayFinding(Owned):
    """One thing that a day's check found. `age` counts banking days; `row` is its row in its file."""

    check_day = models.ForeignKey(CheckDay, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    side = models.CharField(max_length=20, blank=True, default="")
    key = models.CharField(max_length=300, blank=True, default="")
    account = models.CharField(max_length=120, blank=True, default="")
    on = models.DateField(null=True)
    amount = models.BigIntegerField(null=True)
    other_amount = models.BigIntegerField(null=True)
    age = models.IntegerField(null=True)
    row = models.PositiveIntegerField(null=True)
    is_open = models.BooleanField(default=False)
    details = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["check_day", "position"]), models.Index(fields=["check_day", "reason"]))

    def __str__(self) -> str:
        return self.key
