"""Which fields of a phase must be proven, and how each stands."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.verification.enums import AREA_NAMES, FIELD_STATE_NAMES, FieldState
from pilotage.verification.models.runs import Run
from pilotage.verification.models.specs import Spec
from pilotage.work.models import Task

USER = settings.AUTH_USER_MODEL


class Inventory(Owned, RecordModel):
    """The fields of one phase; at most one. `needed`, `proven` and `missing` are worked out whenever something changes."""

    record_kind = "field_inventory"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="field_inventory")
    begun_at = models.DateTimeField()
    needed = models.PositiveIntegerField(default=0)
    proven = models.PositiveIntegerField(default=0)
    missing = models.JSONField(default=list)
    last_run_words = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"Data fields of {self.phase}"


class InventoryField(Owned, PartModel):
    """One field. `column` is its left column in the verification that proves it; `task` closes when its fields are proven."""

    part_of = "inventory"
    inventory = models.ForeignKey(Inventory, on_delete=models.CASCADE, related_name="fields")
    position = models.PositiveIntegerField()
    area = models.CharField(max_length=10, choices=AREA_NAMES.items())
    key = models.CharField(max_length=60)
    name = models.CharField(max_length=120)
    is_needed = models.BooleanField(default=True)
    reason = models.CharField(max_length=300, blank=True, default="")
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spec = models.ForeignKey(Spec, null=True, blank=True, on_delete=models.PROTECT, related_name="inventory_fields")
    column = models.CharField(max_length=120, blank=True, default="")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.SET_NULL, related_name="data_fields")
    state = models.CharField(max_length=8, choices=FIELD_STATE_NAMES.items(), default=FieldState.OPEN)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["inventory", "key"], name="inventory_field_once"),
            models.CheckConstraint(
                condition=models.Q(is_needed=True) | ~models.Q(reason=""), name="field_left_out_has_reason"
            ),
            models.CheckConstraint(condition=models.Q(spec=None) | ~models.Q(column=""), name="field_proof_has_column"),
        )
        indexes = (models.Index(fields=["inventory", "position"]),)

    def __str__(self) -> str:
        return self.name
