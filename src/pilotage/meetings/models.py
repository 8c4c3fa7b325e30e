"""Meetings of a biller's phase, who attended and what was minuted."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.meetings.enums import MEETING_KIND_NAMES, MeetingState


class Meeting(Owned, RecordModel):
    """One meeting. `starts_at` is an instant; the zone is that of the people who set it."""

    record_kind = "meeting"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=20, choices=MEETING_KIND_NAMES.items())
    title = models.CharField(max_length=200)
    agenda = models.TextField(blank=True, default="")
    starts_at = models.DateTimeField()
    minutes_long = models.PositiveSmallIntegerField(default=60)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    state = models.CharField(
        max_length=10, choices=[(s, s.title()) for s in MeetingState], default=MeetingState.SCHEDULED
    )
    minutes = models.TextField(blank=True, default="")
    held_at = models.DateTimeField(null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="held") | (models.Q(held_at__isnull=False) & ~models.Q(minutes="")),
                name="held_has_minutes",
            ),
        )
        indexes = (models.Index(fields=["phase", "kind", "state"]), models.Index(fields=["starts_at"]))

    def __str__(self) -> str:
        return self.title


class Attendance(Owned, PartModel):
    """One invited person: a user of ours or a name with an e-mail address."""

    part_of = "meeting"
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    has_attended = models.BooleanField(null=True)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["meeting", "name", "email"], name="attendance_once"),)

    def __str__(self) -> str:
        return self.name
