"""Bill cycles with their fixed dates, parts of a phased go-live, penalty protections, and AutoPay moves."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import InvoiceType, Owned, Phase
from pilotage.core.models import PartModel, RecordModel
from pilotage.cycles.enums import (
    DAY_NAMES,
    INTERVALS,
    METHOD_NAMES,
    PART_NAMES,
    PART_STATE_NAMES,
    PROTECTION_STATE_NAMES,
    DayKind,
    PartState,
    ProtectionState,
    Roll,
    Unit,
)
from pilotage.cycles.rules.dates import DayRule

USER = settings.AUTH_USER_MODEL
PROTECT, CASCADE, SET_NULL = models.PROTECT, models.CASCADE, models.SET_NULL


class BillCycle(Owned, RecordModel):
    """A billing cycle of a biller; without a phase it concerns every phase. `rules`: `[{kind, offset, unit, roll}]`.

    `first_month` is the first day of a month in which it runs; it runs every `interval_months` from there, both ways.
    """

    record_kind = "bill_cycle"
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=PROTECT, related_name="bill_cycles")
    invoice_type = models.ForeignKey(InvoiceType, null=True, blank=True, on_delete=SET_NULL, related_name="bill_cycles")
    name = models.CharField(max_length=80)
    accounts = models.PositiveIntegerField(null=True, blank=True)
    interval_months = models.PositiveSmallIntegerField(choices=INTERVALS.items(), default=1)
    first_month = models.DateField()
    rules = models.JSONField(default=list, blank=True)
    is_retired = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["biller", "name"], name="cycle_name_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def day_rules(self) -> list[DayRule]:
        """`rules` as the planner of dates takes them."""
        return [
            DayRule(DayKind(one["kind"]), int(one["offset"]), Unit(one["unit"]), Roll(one["roll"]))
            for one in self.rules
        ]


class CycleDay(Owned, PartModel):
    """A day that a file has fixed for one run of a cycle; it goes before the rule's. `month` is the run's first day of month."""

    part_of = "cycle"
    cycle = models.ForeignKey(BillCycle, on_delete=CASCADE, related_name="days")
    month = models.DateField()
    kind = models.CharField(max_length=10, choices=DAY_NAMES.items())
    on = models.DateField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["cycle", "month", "kind"], name="cycle_day_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class GoLivePart(Owned, RecordModel):
    """A part of a phase that goes live on its own day; parts may overlap. `words` names a channel or a payer group."""

    record_kind = "go_live_part"
    phase = models.ForeignKey(Phase, on_delete=PROTECT, related_name="go_live_parts")
    by = models.CharField(max_length=12, choices=PART_NAMES.items())
    invoice_type = models.ForeignKey(
        InvoiceType, null=True, blank=True, on_delete=SET_NULL, related_name="go_live_parts"
    )
    cycle = models.ForeignKey(BillCycle, null=True, blank=True, on_delete=PROTECT, related_name="go_live_parts")
    words = models.CharField(max_length=120, blank=True, default="")
    starts_on = models.DateField()
    ends_on = models.DateField()
    accounts = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=PART_STATE_NAMES.items(), default=PartState.PLANNED)
    went_live_on = models.DateField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="part_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(state="live", went_live_on__isnull=False) | ~models.Q(state="live"),
                name="live_part_has_day",
            ),
        )
        indexes = (models.Index(fields=["phase", "starts_on"]),)

    def __str__(self) -> str:
        return f"{self.get_by_display()}: {self.what}"

    @property
    def what(self) -> str:
        """What goes live: the name of the invoice type or cycle, or the words."""
        named = self.invoice_type or self.cycle
        return named.name if named is not None else self.words


class Protection(Owned, RecordModel):
    """An agreement that no late fees or shut-offs are charged from–to, both included, with who ends it."""

    record_kind = "penalty_protection"
    phase = models.ForeignKey(Phase, on_delete=PROTECT, related_name="protections")
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_for_fees = models.BooleanField(default=True)
    is_for_shut_offs = models.BooleanField(default=True)
    cycle = models.ForeignKey(BillCycle, null=True, blank=True, on_delete=PROTECT, related_name="protections")
    invoice_type = models.ForeignKey(InvoiceType, null=True, blank=True, on_delete=SET_NULL, related_name="protections")
    payers = models.CharField(max_length=160, blank=True, default="")
    owner = models.ForeignKey(USER, on_delete=PROTECT, related_name="protections")
    agreed_by = models.CharField(max_length=200)
    cost_amount = models.DecimalField(max_digits=19, decimal_places=2, null=True, blank=True)
    notice_text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=8, choices=PROTECTION_STATE_NAMES.items(), default=ProtectionState.AGREED)
    evidence = models.TextField(blank=True, default="")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_name = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="protection_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(is_for_fees=True) | models.Q(is_for_shut_offs=True), name="protection_protects"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | (models.Q(closed_at__isnull=False) & ~models.Q(evidence="")),
                name="closed_protection_has_evidence",
            ),
        )
        indexes = (models.Index(fields=["state", "ends_on"]),)

    def __str__(self) -> str:
        return f"{self.what} until {self.ends_on:%-d %b %Y}"

    @property
    def what(self) -> str:
        """What isn't charged."""
        if self.is_for_fees and self.is_for_shut_offs:
            return "No late fees, no shut-offs"
        return "No late fees" if self.is_for_fees else "No shut-offs"

    @property
    def scope_words(self) -> str:
        """For whom it holds."""
        found = [part.name for part in (self.cycle, self.invoice_type) if part is not None]
        return ", ".join([*found, *([self.payers] if self.payers else [])]) or "All accounts"


class AutopayMove(Owned, RecordModel):
    """How the AutoPay accounts of a phase come over. `next_draft_on` unset: the next AutoPay draft of the bill cycles."""

    record_kind = "autopay_move"
    phase = models.OneToOneField(Phase, on_delete=PROTECT, related_name="autopay_move")
    owner = models.ForeignKey(USER, null=True, blank=True, on_delete=PROTECT, related_name="autopay_moves")
    next_draft_on = models.DateField(null=True, blank=True)
    old_stops_on = models.DateField(null=True, blank=True)
    remark = models.TextField(blank=True, default="")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return f"AutoPay of {self.phase}"


class AutopayFigure(Owned, PartModel):
    """Counts of one method at the end of one day, each a part of the one before it; `failed` and `at_risk` stand beside."""

    part_of = "move"
    move = models.ForeignKey(AutopayMove, on_delete=CASCADE, related_name="figures")
    on = models.DateField()
    method = models.CharField(max_length=6, choices=METHOD_NAMES.items())
    total = models.PositiveIntegerField(default=0)
    told = models.PositiveIntegerField(default=0)
    begun = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    drafted = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    at_risk = models.PositiveIntegerField(default=0)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["move", "on", "method"], name="autopay_figure_once"),)

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.on}"


class AccountCheck(Owned, PartModel):
    """Two lists of accounts compared: which are drafted on both sides. `found` holds account ids or hashes, as they were sent.

    `at_risk`: accounts on the old side alone whose shut-off day comes within 30 days.
    """

    part_of = "move"
    move = models.ForeignKey(AutopayMove, on_delete=CASCADE, related_name="checks")
    old_name = models.CharField(max_length=200)
    new_name = models.CharField(max_length=200)
    old_count = models.PositiveIntegerField()
    new_count = models.PositiveIntegerField()
    both_count = models.PositiveIntegerField()
    is_hashed = models.BooleanField(default=False)
    found = models.JSONField(default=list, blank=True)
    at_risk = models.JSONField(default=list, blank=True)
    at_risk_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)

    class Meta(Owned.Meta):
        indexes = (models.Index(fields=["move", "-made_at"]),)

    def __str__(self) -> str:
        return f"{self.old_name} against {self.new_name}"
