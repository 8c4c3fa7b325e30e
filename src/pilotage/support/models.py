"""Cases: production issues of billers; triage calls, who came, and what became of each case."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.support import rules
from pilotage.support.enums import (
    CASE_STATE_NAMES,
    CATEGORY_NAMES,
    PATH_NAMES,
    SEVERITY_NAMES,
    CallState,
    CaseState,
    Category,
    Path,
)


class Case(Owned, RecordModel):
    """A production issue. Its comments, files and tasks hang on its record; `number` counts within the biller.

    `notes` are the resolution notes as they stand; `noted_at` is when they were last written, or the opening. `path` is the way that
    triage sent it, `path_due_date` by when. `tracker_*` is the issue in the tracker: its key, address, state there, and when that was seen.
    """

    record_kind = "case"
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    category = models.CharField(max_length=16, choices=CATEGORY_NAMES.items(), default=Category.OTHER)
    severity = models.PositiveSmallIntegerField(choices=SEVERITY_NAMES.items())
    state = models.CharField(max_length=8, choices=CASE_STATE_NAMES.items(), default=CaseState.OPEN)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    reported_by = models.CharField(max_length=200, blank=True, default="")
    opened_at = models.DateTimeField()
    notes = models.TextField(blank=True, default="")
    noted_at = models.DateTimeField()
    path = models.CharField(max_length=8, choices=PATH_NAMES.items(), blank=True, default="")
    path_words = models.CharField(max_length=300, blank=True, default="")
    path_due_date = models.DateField(null=True, blank=True)
    triaged_at = models.DateTimeField(null=True, blank=True)
    tracker_key = models.CharField(max_length=60, blank=True, default="")
    tracker_url = models.URLField(max_length=500, blank=True, default="")
    tracker_state = models.CharField(max_length=60, blank=True, default="")
    tracked_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["biller", "number"], name="case_number_once"),
            models.CheckConstraint(condition=models.Q(severity__range=(1, 4)), name="case_severity_range"),
            models.CheckConstraint(
                condition=(models.Q(state="closed", closed_at__isnull=False) & ~models.Q(outcome=""))
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="case_closed_has_outcome",
            ),
        )
        indexes = (
            models.Index(fields=["state", "severity", "opened_at"]),
            models.Index(fields=["owner", "state"]),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        """C-12."""
        return rules.code(self.number)


class TriageCall(RecordModel):
    """One triage call over all billers' cases (R13). `slot_date` is its date in the series, also when it is moved."""

    record_kind = "triage_call"
    starts_at = models.DateTimeField()
    minutes_long = models.PositiveSmallIntegerField(default=60)
    time_zone = models.CharField(max_length=60)
    slot_date = models.DateField(unique=True)
    state = models.CharField(max_length=10, choices=[(s, s.title()) for s in CallState], default=CallState.SCHEDULED)
    sequence = models.PositiveSmallIntegerField(default=0)
    minutes = models.TextField(blank=True, default="")
    held_at = models.DateTimeField(null=True, blank=True)
    left_count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="held") | (models.Q(held_at__isnull=False) & ~models.Q(minutes="")),
                name="triage_held_has_minutes",
            ),
        )
        indexes = (models.Index(fields=["state", "starts_at"]),)

    @property
    def ends_at(self) -> datetime:
        """When its time is over."""
        return self.starts_at + timedelta(minutes=self.minutes_long)

    def standing(self, now: datetime) -> str:
        """Its state as people read it: one whose time has passed waits to be recorded, held or missed."""
        if self.state != CallState.SCHEDULED or now < self.starts_at:
            return self.state
        return "running" if now < self.ends_at else "to_record"

    def __str__(self) -> str:
        return f"Triage call of {self.slot_date:%-d %b %Y}"


class TriageAttendance(PartModel):
    """One of the staff who is invited to a call. `is_leader` says whether they lead the TSM team or client services."""

    part_of = "call"
    call = models.ForeignKey(TriageCall, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    is_leader = models.BooleanField(default=False)
    has_attended = models.BooleanField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["call", "user"], name="triage_attendance_once"),)

    def __str__(self) -> str:
        return self.user.name


class TriageOutcome(Owned, PartModel):
    """How a case left a call: its way, what happens next, whose it is, by when."""

    part_of = "case"
    call = models.ForeignKey(TriageCall, on_delete=models.PROTECT, related_name="outcomes")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="outcomes")
    path = models.CharField(max_length=8, choices=PATH_NAMES.items())
    path_words = models.CharField(max_length=300)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    decided_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["call", "case"], name="triage_outcome_once"),)

    def __str__(self) -> str:
        return f"{self.case}: {PATH_NAMES[Path(self.path)]}"
