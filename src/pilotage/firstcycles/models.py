"""The first bill cycles of a live phase with their figures, and the TSM's duties that were done in them."""

from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.firstcycles.enums import DUTY_NAMES, SOURCE_NAMES
from pilotage.firstcycles.rules import Figures


class FirstCycle(Owned, RecordModel):
    """One of the first three bill cycles after go-live, with its figures as of one day; None is not known. Amounts are US dollars.

    `left_out` are the criteria that don't apply, and `remark` says why. `kept_at` is empty while it has no figures.
    """

    record_kind = "first_cycle"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="first_cycles")
    number = models.PositiveSmallIntegerField()
    as_of = models.DateField(null=True, blank=True)
    taken = models.PositiveIntegerField(null=True, blank=True)
    posted = models.PositiveIntegerField(null=True, blank=True)
    settled = models.PositiveIntegerField(null=True, blank=True)
    taken_amount = models.DecimalField(max_digits=19, decimal_places=2, null=True, blank=True)
    posted_amount = models.DecimalField(max_digits=19, decimal_places=2, null=True, blank=True)
    settled_amount = models.DecimalField(max_digits=19, decimal_places=2, null=True, blank=True)
    oldest_unposted_on = models.DateField(null=True, blank=True)
    duplicates = models.PositiveIntegerField(null=True, blank=True)
    returns = models.PositiveIntegerField(null=True, blank=True)
    autopay_due_on = models.DateField(null=True, blank=True)
    autopay_ran_on = models.DateField(null=True, blank=True)
    notices_planned = models.PositiveIntegerField(null=True, blank=True)
    notices_sent = models.PositiveIntegerField(null=True, blank=True)
    calls_forecast = models.PositiveIntegerField(null=True, blank=True)
    calls_taken = models.PositiveIntegerField(null=True, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    remark = models.TextField(blank=True, default="")
    source = models.CharField(max_length=4, choices=SOURCE_NAMES.items(), blank=True, default="")
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["phase", "number"], name="first_cycle_once"),
            models.CheckConstraint(
                condition=models.Q(kept_at=None) | models.Q(as_of__isnull=False), name="first_cycle_has_day"
            ),
        )

    def __str__(self) -> str:
        return f"Bill cycle {self.number} after go-live"

    def figures(self) -> Figures | None:
        """Its figures as they are judged; None while it has none."""
        if self.as_of is None:
            return None
        names = [name for name in Figures.__dataclass_fields__ if name != "as_of"]
        return Figures(self.as_of, **{name: getattr(self, name) for name in names})


class CycleDuty(Owned, PartModel):
    """A duty of the TSM that was done in a cycle, by whom, and what came of it."""

    part_of = "cycle"
    cycle = models.ForeignKey(FirstCycle, on_delete=models.CASCADE, related_name="duties")
    duty = models.CharField(max_length=14, choices=DUTY_NAMES.items())
    remark = models.CharField(max_length=400, blank=True, default="")
    done_at = models.DateTimeField()
    done_by_name = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["cycle", "duty"], name="cycle_duty_once"),)

    def __str__(self) -> str:
        return self.get_duty_display()
