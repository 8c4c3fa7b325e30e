"""The handoff of a phase, and the questions of those who take over."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.handoff.enums import STATE_NAMES, HandoffState

USER = settings.AUTH_USER_MODEL


class Handoff(Owned, RecordModel):
    """One per phase. `texts` are what only people know; `record_parts` is the whole record as of `record_at`: brought up to
    date while it is written and offered, kept as it is once both have accepted.

    `introduced` holds the day on which the biller was introduced to each kind of self-service.
    """

    record_kind = "handoff"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="handoff")
    state = models.CharField(max_length=10, choices=STATE_NAMES.items(), default=HandoffState.DRAFT)
    texts = models.JSONField(default=dict, blank=True)
    introduced = models.JSONField(default=dict, blank=True)
    taker = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    csm = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(null=True, blank=True)
    offered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    services_accepted_at = models.DateTimeField(null=True, blank=True)
    services_accepted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    csm_accepted_at = models.DateTimeField(null=True, blank=True)
    csm_accepted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    record_parts = models.JSONField(default=list, blank=True)
    record_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="accepted")
                | models.Q(services_accepted_at__isnull=False, csm_accepted_at__isnull=False),
                name="handoff_accepted_by_both",
            ),
        )

    def __str__(self) -> str:
        return f"Handoff of {self.phase}"


class HandoffQuestion(Owned, PartModel):
    """What somebody who takes over wants to know, and the answer."""

    part_of = "handoff"
    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="questions")
    text = models.TextField()
    asked_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(answered_at=None, answer="")
                | (models.Q(answered_at__isnull=False) & ~models.Q(answer="")),
                name="handoff_answer_has_words",
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]
