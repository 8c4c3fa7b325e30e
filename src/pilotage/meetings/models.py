"""Meetings of a biller's phase and their series, who attended and what was minuted."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, Record, RecordModel
from pilotage.meetings.enums import (
    CADENCE_NAMES,
    MEETING_KIND_NAMES,
    PART_NAMES,
    WEEKDAY_NAMES,
    Cadence,
    MeetingState,
)
from pilotage.meetings.rules import Rhythm


class MeetingSeries(Owned, RecordModel):
    """Meetings of a phase that come again. `weekdays` are numbers, Monday is 0; `at` is the time in `time_zone`.

    Both days are included; without a last day it goes on until it is stopped. `agenda` stands in each meeting that is made.
    """

    record_kind = "meeting_series"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="meeting_series")
    kind = models.CharField(max_length=20, choices=MEETING_KIND_NAMES.items())
    title = models.CharField(max_length=200)
    agenda = models.TextField(blank=True, default="")
    weekdays = models.JSONField()
    at = models.TimeField()
    time_zone = models.CharField(max_length=60)
    minutes_long = models.PositiveSmallIntegerField(default=60)
    cadence = models.CharField(max_length=12, choices=CADENCE_NAMES.items(), default=Cadence.WEEKLY)
    first_date = models.DateField()
    last_date = models.DateField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(stopped_at=None) | ~models.Q(stop_reason=""), name="series_stop_has_reason"
            ),
        )
        indexes = (models.Index(fields=["phase", "stopped_at"]),)

    def __str__(self) -> str:
        return self.title

    @property
    def rhythm(self) -> Rhythm:
        """When it meets."""
        return Rhythm(tuple(self.weekdays), self.at, self.time_zone, self.cadence, self.first_date, self.last_date)

    @property
    def day_names(self) -> str:
        """Tuesday, Thursday."""
        return ", ".join(WEEKDAY_NAMES[day] for day in self.weekdays)


class SeriesGuest(Owned, PartModel):
    """Who is invited to each meeting of a series: a user, or a name with an e-mail address."""

    part_of = "series"
    series = models.ForeignKey(MeetingSeries, on_delete=models.CASCADE, related_name="guests")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["series", "name", "email"], name="series_guest_once"),)

    def __str__(self) -> str:
        return self.name


class Meeting(Owned, RecordModel):
    """One meeting. `starts_at` is an instant; the zone is that of the people who set it.

    One of a series keeps the date for which it was made in `slot_date`, also when a person moves it to another day.
    """

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
    series = models.ForeignKey(MeetingSeries, null=True, blank=True, on_delete=models.PROTECT, related_name="meetings")
    slot_date = models.DateField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["series", "slot_date"], name="meeting_slot_once"),
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


class AgendaItem(Owned, PartModel):
    """One topic of a meeting. `about` is the record that it came from; `said` is what was said and agreed.

    `is_of_series` stands in each meeting of its series, and follows it.
    """

    part_of = "meeting"
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    minutes_long = models.PositiveSmallIntegerField(null=True, blank=True)
    presenter = models.CharField(max_length=120, blank=True, default="")
    part = models.CharField(max_length=4, choices=PART_NAMES.items(), blank=True, default="")
    remark = models.TextField(blank=True, default="")
    said = models.TextField(blank=True, default="")
    about = models.ForeignKey(Record, null=True, blank=True, on_delete=models.PROTECT, related_name="agenda_items")
    is_of_series = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["meeting", "about"], name="agenda_about_once"),)
        indexes = (models.Index(fields=["meeting", "position"]),)

    def __str__(self) -> str:
        return self.title
