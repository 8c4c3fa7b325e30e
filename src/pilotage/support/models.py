"""Cases: production issues of billers."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import RecordModel
from pilotage.support import rules
from pilotage.support.enums import CASE_STATE_NAMES, CATEGORY_NAMES, PATH_NAMES, SEVERITY_NAMES, CaseState, Category


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
