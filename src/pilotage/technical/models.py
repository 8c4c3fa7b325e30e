"""The checklist of a phase, its items, and what proves each."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.documents.models import StoredFile
from pilotage.technical.enums import AREA_NAMES, EVIDENCE_NAMES, STATE_NAMES, ItemState

USER = settings.AUTH_USER_MODEL


class Checklist(Owned, RecordModel):
    """What has to be configured for one phase; at most one."""

    record_kind = "checklist"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="checklist")
    begun_at = models.DateTimeField()

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"Technical configuration of {self.phase}"


class CheckItem(Owned, RecordModel):
    """One thing to set up and to prove. `valid_until` is the last day on which its evidence holds, None without an end.

    `code` names a line of the shipped library; an item of the phase's own has one of its own (X1, X2 …). `needs_second`: money
    moves by it, so a second person looks. Tasks, comments and files hang on its record.
    """

    record_kind = "check_item"
    checklist = models.ForeignKey(Checklist, on_delete=models.PROTECT, related_name="items")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="check_items")
    position = models.PositiveIntegerField()
    code = models.CharField(max_length=20)
    area = models.CharField(max_length=16, choices=AREA_NAMES.items())
    title = models.CharField(max_length=200)
    expected = models.TextField(blank=True, default="")
    state = models.CharField(max_length=16, choices=STATE_NAMES.items(), default=ItemState.OPEN)
    reason = models.CharField(max_length=300, blank=True, default="")
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="check_items")
    due_date = models.DateField(null=True, blank=True)
    valid_days = models.PositiveIntegerField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)
    needs_second = models.BooleanField(default=False)
    proven_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proven_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["checklist", "code"], name="check_item_code_once"),
            models.CheckConstraint(
                condition=models.Q(state="proven", proven_at__isnull=False)
                | (~models.Q(state="proven") & models.Q(proven_at=None)),
                name="proven_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="not_applicable") | ~models.Q(reason=""), name="item_set_aside_has_reason"
            ),
            models.CheckConstraint(
                condition=models.Q(checked_by=None) | ~models.Q(checked_by=models.F("proven_by")),
                name="second_person_is_another",
            ),
        )
        indexes = (
            models.Index(fields=["phase", "position"]),
            models.Index(fields=["owner", "state", "due_date"]),
            models.Index(fields=["state", "valid_until"]),
        )

    def __str__(self) -> str:
        return self.title


class Evidence(Owned, PartModel):
    """What shows that an item is so: a file, a link or a note. Taken back ones stay, with the reason."""

    part_of = "item"
    item = models.ForeignKey(CheckItem, on_delete=models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=4, choices=EVIDENCE_NAMES.items())
    text = models.TextField(blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    given_by_name = models.CharField(max_length=200)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(kind="file", file__isnull=False)
                | (models.Q(kind="link") & ~models.Q(link=""))
                | (models.Q(kind="note") & ~models.Q(text="")),
                name="evidence_shows_something",
            ),
        )
        indexes = (models.Index(fields=["item", "-given_at"]),)

    def __str__(self) -> str:
        return self.text or self.link or str(self.file)
