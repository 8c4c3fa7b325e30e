"""Reports of a phase: a series with its schedule and readers, each report with facts as of a moment, and to whom it went."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.documents.models import ShareLink
from pilotage.meetings.models import Meeting
from pilotage.reports.enums import CADENCE_NAMES, KIND_NAMES, STANDING_NAMES, STATE_NAMES, ReportState

USER = settings.AUTH_USER_MODEL


class ReportSeries(Owned, RecordModel):
    """All reports of one kind about one phase. `hour` is in the biller's zone; `since` is when the schedule was set."""

    record_kind = "report_series"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="report_series")
    kind = models.CharField(max_length=10, choices=KIND_NAMES.items())
    cadence = models.CharField(max_length=12, choices=CADENCE_NAMES.items(), blank=True, default="")
    weekday = models.PositiveSmallIntegerField(default=4)
    hour = models.PositiveSmallIntegerField(default=9)
    is_sent_unread = models.BooleanField(default=False)
    since = models.DateField(null=True, blank=True)
    last_slot = models.DateField(null=True, blank=True)
    keeper = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["phase", "kind"], name="report_series_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.phase}"


class Reader(Owned, PartModel):
    """Who gets the reports of a series: a user, or a name with an e-mail address."""

    part_of = "series"
    series = models.ForeignKey(ReportSeries, on_delete=models.CASCADE, related_name="readers")
    user = models.ForeignKey(USER, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["series", "email"], name="report_reader_once"),)

    def __str__(self) -> str:
        return self.name


class Report(Owned, RecordModel):
    """One report. `facts` are as of `as_of` and compared with `since`; `texts` by section are a person's words.

    `version` counts from 1 within a `number`: a sent report isn't changed, a later version replaces it.
    """

    record_kind = "report"
    series = models.ForeignKey(ReportSeries, on_delete=models.PROTECT, related_name="reports")
    number = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=STATE_NAMES.items(), default=ReportState.DRAFT)
    as_of = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    texts = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    standing = models.CharField(max_length=10, choices=STANDING_NAMES.items())
    standing_reason = models.CharField(max_length=300)
    is_standing_chosen = models.BooleanField(default=False)
    slot = models.DateField(null=True, blank=True)
    meeting = models.ForeignKey(Meeting, null=True, blank=True, on_delete=models.SET_NULL, related_name="packs")
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["series", "number", "version"], name="report_version_once"),
            models.UniqueConstraint(fields=["series", "slot"], name="report_slot_once"),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | (~models.Q(state="sent") & models.Q(sent_at=None)),
                name="report_sent_has_time",
            ),
        )
        indexes = (models.Index(fields=["state", "-as_of"]), models.Index(fields=["series", "-number", "-version"]))

    def __str__(self) -> str:
        return self.title


class Delivery(Owned, PartModel):
    """To whom a report went, and by which link it is read."""

    part_of = "report"
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="deliveries")
    name = models.CharField(max_length=200)
    email = models.EmailField()
    link = models.ForeignKey(ShareLink, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["report", "email"], name="report_delivered_once"),)

    def __str__(self) -> str:
        return self.name
