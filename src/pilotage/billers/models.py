"""Billers and what hangs on them: phases, integrations, contacts, invoice types, memberships, who looks after whom."""

from django.conf import settings
from django.db import models

from pilotage.billers.enums import STAGE_NAMES, Stage
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.core.models import PartModel, RecordModel
from pilotage.core.scoping import OwnScopeManager, ScopedManager
from pilotage.people.models import WorkingDays

SET_NULL, PROTECT = models.SET_NULL, models.PROTECT


class Biller(RecordModel):
    """An organisation that sends bills and buys the payment platform. `mrr_amount` is monthly recurring revenue."""

    record_kind = "biller"
    external_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200, db_index=True)
    vertical = models.CharField(max_length=20, choices=VERTICAL_NAMES.items(), null=True, blank=True, db_index=True)
    state = models.CharField(max_length=2, blank=True, default="", db_index=True)
    time_zone = models.CharField(max_length=60, default="America/New_York")
    mrr_amount = models.DecimalField(max_digits=19, decimal_places=2, null=True, blank=True, db_index=True)
    currency = models.CharField(max_length=3, default="USD")
    is_enterprise = models.BooleanField(default=False)
    contract_date = models.DateField(null=True, blank=True)
    website = models.URLField(blank=True, default="")

    objects = OwnScopeManager()

    class Meta:
        base_manager_name = "_plain"
        default_manager_name = "objects"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(mrr_amount=None) | models.Q(mrr_amount__gte=0), name="mrr_not_negative"
            ),
        )

    _plain = models.Manager()

    def __str__(self) -> str:
        return self.name


class Owned(models.Model):
    """A row that belongs to one biller."""

    biller = models.ForeignKey(Biller, on_delete=PROTECT, related_name="%(class)ss")

    objects = ScopedManager()
    _plain = models.Manager()

    class Meta:
        abstract = True
        base_manager_name = "_plain"
        default_manager_name = "objects"


class Integration(Owned, RecordModel):
    """The biller's CIS product with the firm that integrates it; new or existing is judged on this pair."""

    record_kind = "integration"
    external_id = models.CharField(max_length=120, unique=True)
    product = models.ForeignKey("catalogue.CisProduct", null=True, blank=True, on_delete=PROTECT, related_name="+")
    integrator = models.CharField(max_length=160, blank=True, default="")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        product = str(self.product) if self.product_id else "Product not named"
        return f"{product} by {self.integrator}" if self.integrator else product


class Phase(Owned, RecordModel):
    """One go-live of a biller. Its live date is set by the go-live operation alone."""

    record_kind = "phase"
    external_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=120, default="Phase 1")
    number = models.PositiveSmallIntegerField(default=1)
    integration = models.ForeignKey(Integration, null=True, blank=True, on_delete=PROTECT, related_name="phases")
    stage = models.CharField(max_length=20, choices=STAGE_NAMES.items(), default=Stage.CONTRACT, db_index=True)
    target_go_live_date = models.DateField(null=True, blank=True, db_index=True)
    went_live_date = models.DateField(null=True, blank=True)
    is_live_before_pilotage = models.BooleanField(default=False)
    is_phased = models.BooleanField(default=False)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(fields=["biller", "number"], name="phase_number_once"),
            models.CheckConstraint(
                condition=models.Q(went_live_date=None, stage__in=["contract", "onboarding", "go_live", "cancelled"])
                | models.Q(went_live_date__isnull=False, stage__in=["transition", "steady", "cancelled"]),
                name="live_date_fits_stage",
            ),
        )

    def __str__(self) -> str:
        return f"{self.biller.name}, {self.name}"


class BillerCalendar(Owned, PartModel, WorkingDays):
    """When a biller's people work: council weeks, local holidays, a frozen year end. The zone is the biller's."""

    part_of = "biller"

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["biller"], name="biller_calendar_once"),)

    def __str__(self) -> str:
        return self.biller.name

    def zone(self) -> str:
        return self.biller.time_zone


class Contact(Owned, RecordModel):
    """A person at the biller (or its vendor) whom the provider talks to."""

    record_kind = "contact"
    external_id = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    phone = models.CharField(max_length=40, blank=True, default="")
    role = models.CharField(max_length=60, blank=True, default="")

    class Meta(Owned.Meta):
        pass

    def __str__(self) -> str:
        return self.name


class InvoiceType(Owned, PartModel):
    """One stream of bills with its own rules."""

    part_of = "biller"
    name = models.CharField(max_length=120)
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=SET_NULL, related_name="invoice_types")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["biller", "name"], name="invoice_type_once"),)

    def __str__(self) -> str:
        return self.name


class Membership(Owned, PartModel):
    """A biller's own person who may use that biller's portal."""

    part_of = "biller"
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=30)

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["biller", "user"], name="membership_once"),)

    def __str__(self) -> str:
        return f"{self.user} at {self.biller.name}"


class Care(Owned, PartModel):
    """Who looks after a biller, in which provider role: one person per role."""

    part_of = "biller"
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="cares")
    role = models.CharField(max_length=20)
    since = models.DateField()

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["biller", "role"], name="care_once"),)

    def __str__(self) -> str:
        return f"{self.user} ({self.role}) for {self.biller.name}"
