"""What a run found and somebody follows up."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import RecordModel
from pilotage.support.models import Case
from pilotage.verification.enums import FINDING_STATE_NAMES, FindingState
from pilotage.verification.models.runs import Run
from pilotage.verification.models.specs import Spec

USER = settings.AUTH_USER_MODEL


class Finding(Owned, RecordModel):
    """A group of differences with an owner and a day. `number` counts within the verification.

    Tasks, comments and files hang on its record.
    """

    record_kind = "verification_finding"
    spec = models.ForeignKey(Spec, on_delete=models.PROTECT, related_name="findings")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    field = models.CharField(max_length=120, blank=True, default="")
    reason = models.CharField(max_length=20, blank=True, default="")
    cells = models.BigIntegerField(default=0)
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=FINDING_STATE_NAMES.items(), default=FindingState.OPEN)
    owner = models.ForeignKey(
        USER, null=True, blank=True, on_delete=models.PROTECT, related_name="verification_findings"
    )
    due_date = models.DateField(null=True, blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["spec", "number"], name="finding_number_once"),
            models.CheckConstraint(
                condition=(models.Q(state="closed", closed_at__isnull=False) & ~models.Q(outcome=""))
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="finding_closed_has_outcome",
            ),
        )
        indexes = (models.Index(fields=["state", "due_date"]), models.Index(fields=["owner", "state"]))

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """V1, V2 …"""
        return f"V{self.number}"
