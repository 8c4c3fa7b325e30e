"""What stands in a phase's RAID log."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import RecordModel
from pilotage.raid import rules
from pilotage.raid.enums import KIND_NAMES, PARTY_NAMES, RATING_NAMES, RESPONSE_NAMES, STATE_NAMES, EntryState, Party


class RaidEntry(Owned, RecordModel):
    """A risk, assumption, issue, decision or dependency. Its tasks, comments and files hang on its record.

    `score` (1 to 25) and `rating` are worked out when it is saved, so that lists sort by them. `number` counts within the
    phase and kind. `strikes_on` is the day from which it may hurt; `due_date` is when the answer is owed.
    """

    record_kind = "raid_entry"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="raid_entries")
    kind = models.CharField(max_length=12, choices=KIND_NAMES.items())
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=STATE_NAMES.items(), default=EntryState.OPEN)
    party = models.CharField(max_length=14, choices=PARTY_NAMES.items(), default=Party.US)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="raid_entries"
    )
    likelihood = models.PositiveSmallIntegerField(null=True, blank=True)
    impact = models.PositiveSmallIntegerField()
    score = models.PositiveSmallIntegerField()
    rating = models.CharField(max_length=8, choices=RATING_NAMES.items())
    trigger = models.CharField(max_length=300, blank=True, default="")
    response = models.CharField(max_length=10, choices=RESPONSE_NAMES.items(), blank=True, default="")
    response_text = models.TextField(blank=True, default="")
    strikes_on = models.DateField(null=True, blank=True)
    due_date = models.DateField(null=True, blank=True)
    review_date = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True, default="")
    came_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="became")
    seed = models.CharField(max_length=60, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["phase", "kind", "number"], name="raid_number_once"),
            models.UniqueConstraint(fields=["phase", "seed"], condition=~models.Q(seed=""), name="raid_seed_once"),
            models.CheckConstraint(condition=models.Q(impact__range=(1, 5)), name="raid_impact_range"),
            models.CheckConstraint(
                condition=models.Q(likelihood=None) | models.Q(likelihood__range=(1, 5)), name="raid_likelihood_range"
            ),
            models.CheckConstraint(
                condition=(models.Q(state="closed", closed_at__isnull=False) & ~models.Q(outcome=""))
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="raid_closed_has_outcome",
            ),
        )
        indexes = (
            models.Index(fields=["state", "-score"]),
            models.Index(fields=["owner", "state", "review_date"]),
            models.Index(fields=["phase", "state"]),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """R3, I1 …"""
        return rules.code(self.kind, self.number)
