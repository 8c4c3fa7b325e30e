"""The CIS vendor's people on a project."""

from django.db import models

from pilotage.billers.models import Owned
from pilotage.core.models import RecordModel
from pilotage.onboarding.models import Project


class VendorContact(Owned, RecordModel):
    """A person of the CIS vendor who works on a project. Links for them hang on this record; `left_at` takes them off."""

    record_kind = "vendor_contact"
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="vendor_contacts")
    name = models.CharField(max_length=200)
    firm = models.CharField(max_length=160)
    title = models.CharField(max_length=120, blank=True, default="")
    email = models.EmailField()
    phone = models.CharField(max_length=40, blank=True, default="")
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["project", "email"], condition=models.Q(left_at=None), name="vendor_contact_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}, {self.firm}"
