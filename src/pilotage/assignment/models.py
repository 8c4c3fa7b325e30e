"""A proposal of who takes which biller, kept with all that went in."""

from django.conf import settings
from django.db import models

from pilotage.assignment.enums import ASSIGN_STATE_NAMES, AssignState
from pilotage.core.models import RecordModel

USER = settings.AUTH_USER_MODEL


class AssignmentRun(RecordModel):
    """One question with its answer. It decides nothing until somebody accepts it.

    `asked` are the choices that were made, `given` everything that went in, `fingerprint` the SHA-256 of that, `found` the
    answer, `kept` the decisions that were taken over from it.
    """

    record_kind = "assignment_run"
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=ASSIGN_STATE_NAMES.items(), default=AssignState.WAITING)
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
