"""The first bill cycles of a live phase with their figures and how they came, and the TSM's duties that were done in them."""

from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.firstcycles.enums import DUTY_NAMES, FIGURES, SOURCE_NAMES, Source
from pilotage.firstcycles.rules import Figures
from pilotage.firstcycles.standing import Stood, figures_from, stand


class FirstCycle(Owned, RecordModel):
    """One of the first three bill cycles after go-live, with the figures that people and files gave; None is not known. US dollars.

    `origins` say of each since when and from where it is. `counted` are the newest figures of the daily checks, of `counted_on`. `left_out`
    are the criteria that don't apply, and `remark` says why. `kept_at` is empty while nobody gave figures.
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
    origins = models.JSONField(default=dict, blank=True)
    counted = models.JSONField(default=dict, blank=True)
    counted_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=5, choices=SOURCE_NAMES.items(), blank=True, default="")
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

    def standing(self) -> dict[str, Stood]:
        """Each known figure with its source and day: as entered, else as the daily checks count it."""
        entered = {name: getattr(self, name) for name in FIGURES}
        usual = {"as_of": str(self.as_of), "source": self.source, "by": self.kept_by_name}
        return stand(entered, self.origins, self.counted, usual)

    def figures(self) -> Figures | None:
        """Its figures as they are judged; None while it has none. What was kept without any figure is still of its day."""
        found = figures_from(self.standing(), self.counted)
        return found if found is not None or self.as_of is None else Figures(self.as_of)


class FiguresKept(Owned, PartModel):
    """Figures as they came once: by form, file, API, or counted by the daily checks up to one day. None: taken away."""

    part_of = "cycle"
    cycle = models.ForeignKey(FirstCycle, on_delete=models.CASCADE, related_name="kept")
    as_of = models.DateField()
    source = models.CharField(max_length=5, choices=SOURCE_NAMES.items())
    figures = models.JSONField(default=dict)
    by_name = models.CharField(max_length=400)
    kept_at = models.DateTimeField()

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["cycle", "as_of"], condition=models.Q(source=Source.DAILY), name="cycle_counted_once_a_day"
            ),
        )
        indexes = (models.Index(fields=["cycle", "kept_at"]),)

    def __str__(self) -> str:
        return f"{self.cycle}, {self.as_of:%-d %b %Y}"


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
