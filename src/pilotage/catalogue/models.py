"""CIS products, their vendors' working days, and the mapping of the catalogue's categories to verticals."""

from django.db import models

from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.core.models import RecordModel
from pilotage.people.models import WorkingDays


class CisProduct(RecordModel):
    """A vendor's customer information system that a biller's bills and balances come from.

    `interfaces` are words of `Interface`; each line of `pitfalls` is one.
    """

    record_kind = "cis_product"
    vendor = models.CharField(max_length=160)
    product = models.CharField(max_length=200)
    category = models.CharField(max_length=80, db_index=True)
    deployment = models.CharField(max_length=40, blank=True, default="")
    interfaces = models.JSONField(default=list, blank=True)
    notes = models.TextField(blank=True, default="")
    pitfalls = models.TextField(blank=True, default="")
    file_notes = models.TextField(blank=True, default="")
    source = models.CharField(max_length=500, blank=True, default="")
    is_retired = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["vendor", "product"], name="cis_product_once"),)
        ordering = ("vendor", "product")

    def __str__(self) -> str:
        return f"{self.vendor} {self.product}"


class CategoryVertical(models.Model):
    """Which vertical a category of the catalogue belongs to; users can change it."""

    category = models.CharField(max_length=80, unique=True)
    vertical = models.CharField(max_length=20, choices=VERTICAL_NAMES.items())

    def __str__(self) -> str:
        return f"{self.category}: {self.vertical}"


class VendorCalendar(WorkingDays):
    """When a vendor or integrator works, by the name under which products and integrations know it."""

    vendor = models.CharField(max_length=200, unique=True)
    time_zone = models.CharField(max_length=60, default="America/New_York")

    class Meta:
        ordering = ("vendor",)

    def __str__(self) -> str:
        return self.vendor
