"""What stands signed under a go-live: approvals in force, and waivers of gates."""

from datetime import datetime

from django.db.models import F, Value

from pilotage.billers.models import Phase
from pilotage.golive.models import Approval, Waiver
from pilotage.people.models import User


def active_waivers(phase: Phase, *, now: datetime) -> list[Waiver]:
    """Waivers that are neither withdrawn nor past their end."""
    found = Waiver.objects.everywhere().filter(phase=phase, withdrawn_at=None, expires_at__gt=now)
    return list(found.select_related("waived_by"))


def papers_of(phase: Phase, *, now: datetime) -> tuple[list[Approval], list[Waiver]]:
    """Approvals in force by time, and active waivers, in one query; of each what a page shows."""
    signed = Approval.objects.everywhere().filter(phase=phase, withdrawn_at=None).order_by()
    signed = signed.annotate(
        of=Value("signed"), word=F("side"), why=Value(""), at=F("approved_at"), until=F("approved_at"),
        person=F("approved_by"), named=F("approved_by__name"),
    )  # fmt: skip
    waived = Waiver.objects.everywhere().filter(phase=phase, withdrawn_at=None, expires_at__gt=now).order_by()
    waived = waived.annotate(
        of=Value("waived"), word=F("gate"), why=F("reason"), at=F("waived_at"), until=F("expires_at"),
        person=F("waived_by"), named=F("waived_by__name"),
    )  # fmt: skip
    shape = ("of", "pk", "word", "why", "at", "until", "person", "named")
    approvals, waivers = [], []
    for of, pk, word, why, at, until, person, named in signed.values_list(*shape).union(
        waived.values_list(*shape), all=True
    ):
        by = User(pk=person, name=named)
        if of == "signed":
            approvals.append(Approval(pk=pk, phase=phase, side=word, approved_by=by, approved_at=at))
        else:
            waivers.append(
                Waiver(pk=pk, phase=phase, gate=word, reason=why, waived_by=by, waived_at=at, expires_at=until)
            )
    return sorted(approvals, key=lambda one: one.approved_at), sorted(waivers, key=lambda one: one.pk)
