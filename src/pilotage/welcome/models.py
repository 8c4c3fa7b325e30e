"""The Go-Live Overview of a phase and its shared versions, the welcome leaflet, and the provider's logo on both."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel, RecordModel

USER = settings.AUTH_USER_MODEL


class Overview(Owned, RecordModel):
    """One per phase. `texts` by section are a person's words; `facts` are those last shared, `differences` what they lack by now."""

    record_kind = "go_live_overview"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="overview")
    texts = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=0)
    facts = models.JSONField(default=dict, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    differences = models.JSONField(default=list, blank=True)
    differs_since = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(version=0, shared_at=None) | models.Q(version__gt=0, shared_at__isnull=False),
                name="overview_shared_has_version",
            ),
        )

    def __str__(self) -> str:
        return f"Go-Live Overview of {self.phase}"


class OverviewVersion(Owned, PartModel):
    """What was shared once: facts and words as they were, and what they said anew. Never changed."""

    part_of = "overview"
    overview = models.ForeignKey(Overview, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    facts = models.JSONField()
    texts = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=list, blank=True)
    news = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta(Owned.Meta):
        constraints = (models.UniqueConstraint(fields=["overview", "number"], name="overview_version_once"),)

    def __str__(self) -> str:
        return f"{self.overview}, version {self.number}"


class BrandLogo(RecordModel):
    """The provider's logo as it was checked and drawn anew, for papers and pages that billers get; one row. Without bytes there is none."""

    record_kind = "brand_logo"
    png = models.BinaryField(null=True, blank=True)
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return "Logo of the provider"


class LeafletTemplate(RecordModel):
    """The welcome leaflet that billers' own begin with; one row. Without it, the shipped text holds."""

    record_kind = "leaflet_template"
    title = models.CharField(max_length=200)
    body = models.TextField()

    def __str__(self) -> str:
        return "Template of the welcome leaflet"


class Leaflet(Owned, RecordModel):
    """The welcome leaflet of a phase that the help desk takes. `title` and `body` hold placeholders; empty: the template's.

    `shared_title` and `shared_body` are what was shared, filled in. `walked_at`: the biller was led through Customer Support.
    """

    record_kind = "leaflet"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="leaflet")
    title = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="")
    shared_title = models.CharField(max_length=300, blank=True, default="")
    shared_body = models.TextField(blank=True, default="")
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.CharField(max_length=200, blank=True, default="")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=200, blank=True, default="")
    walked_at = models.DateTimeField(null=True, blank=True)
    walked_by = models.CharField(max_length=200, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.CheckConstraint(
                condition=models.Q(acknowledged_at=None) | models.Q(shared_at__isnull=False),
                name="leaflet_acknowledged_was_shared",
            ),
        )

    def __str__(self) -> str:
        return f"Welcome leaflet of {self.phase}"
