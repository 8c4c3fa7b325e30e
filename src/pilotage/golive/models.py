"""Approvals, waivers and the go-live itself."""

from django.conf import settings
from django.db import models

from pilotage.billers.models import Owned, Phase
from pilotage.core.models import PartModel

USER = settings.AUTH_USER_MODEL


class Approval(Owned, PartModel):
    """One of the two signatures: `project` (PM or IM) or `client_services` (leader), with what the gates said then."""

    part_of = "phase"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="approvals")
    side = models.CharField(
        max_length=20, choices=[("project", "Project team"), ("client_services", "Client services")]
    )
    approved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField()
    gates = models.JSONField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True, default="")

    class Meta(Owned.Meta):
        constraints = (
            models.UniqueConstraint(
                fields=["phase", "side"], condition=models.Q(withdrawn_at=None), name="approval_side_once"
            ),
            models.UniqueConstraint(
                fields=["phase", "approved_by"], condition=models.Q(withdrawn_at=None), name="approval_person_once"
            ),
        )


class Waiver(Owned, PartModel):
    """A leader lets one gate of one phase pass for a time, with a reason."""

    part_of = "phase"
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="waivers")
    gate = models.CharField(max_length=40)
    reason = models.TextField()
    waived_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    waived_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(Owned.Meta):
        pass


class GoLive(Owned, PartModel):
    """The moment a phase went live, with the gates as read then."""

    part_of = "phase"
    phase = models.OneToOneField(Phase, on_delete=models.PROTECT, related_name="go_live")
    done_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    went_live_date = models.DateField()
    gates = models.JSONField()

    class Meta(Owned.Meta):
        pass
