"""Questions about readiness, approvals and go-lives."""

import uuid
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.golive.gates import Gate, is_ready, read_evidence, read_gates
from pilotage.golive.models import Approval, GoLive
from pilotage.golive.papers import active_waivers, papers_of

__all__ = [
    "Gate",
    "active_waivers",
    "approvals_of",
    "go_lives",
    "is_ready",
    "papers_of",
    "phase_for",
    "read_evidence",
    "read_gates",
    "readiness",
]

SORTS: dict[str, tuple[Any, ...]] = {
    "target": ("target_go_live_date", "pk"),
    "-target": ("-target_go_live_date", "pk"),
    "biller": ("biller__name", "number"),
    "-biller": ("-biller__name", "number"),
}


def readiness(phase: Phase, *, now: datetime) -> dict[str, Any]:
    """`{ready, gates: [{id, state, read_at, evidence, missing}]}` for command line and API."""
    gates = read_gates(phase, now=now)
    return {"ready": is_ready(gates), "gates": [gate.answer() for gate in gates]}


def phase_for(viewer: Viewer, pk: uuid.UUID) -> Phase:
    """Raises `Phase.DoesNotExist` when the viewer doesn't see it."""
    found: Phase = (
        Phase.objects.visible_to(viewer)
        .select_related(
            "record", "biller", "integration__product", "decision__record", "decision__assignee", "field_inventory"
        )
        .get(pk=pk)
    )
    return found


def approvals_of(phase_id: uuid.UUID) -> list[Approval]:
    """Approvals in force."""
    found = Approval.objects.everywhere().filter(phase_id=phase_id, withdrawn_at=None)
    return list(found.select_related("approved_by").order_by("approved_at"))


def go_live_of(phase_id: uuid.UUID) -> GoLive | None:
    """How the phase went live, if it did here."""
    found: GoLive | None = GoLive.objects.everywhere().filter(phase_id=phase_id).select_related("done_by").first()
    return found


def go_lives(
    viewer: Viewer, *, view: str = "ahead", text: str = "", who: int | None = None, sort: str = ""
) -> QuerySet[Phase]:
    """Go-lives: `view` ahead (with a target), done, or waiting (ahead with one approval of two)."""
    found = Phase.objects.visible_to(viewer).select_related("biller", "decision__assignee")
    signed = Approval.objects.everywhere().filter(phase=OuterRef("pk"), withdrawn_at=None)
    found = found.annotate(
        has_project=Exists(signed.filter(side="project")), has_client=Exists(signed.filter(side="client_services"))
    )
    if view == "done":
        found = found.filter(went_live_date__isnull=False)
    else:
        found = found.filter(stage__in=BEFORE_LIVE, target_go_live_date__isnull=False)
    if view == "waiting":
        found = found.filter(Q(has_project=True) ^ Q(has_client=True))
    if text:
        found = found.filter(Q(biller__name__icontains=text) | Q(biller__external_id__iexact=text))
    if who is not None:
        found = found.filter(biller__cares__user_id=who).distinct()
    if view == "done" and sort not in SORTS:
        return found.order_by("-went_live_date", "pk")
    return found.order_by(*SORTS.get(sort, SORTS["target"]))
