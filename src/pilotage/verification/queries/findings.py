"""Questions about findings."""

import uuid
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet

from pilotage.core.viewer import Viewer
from pilotage.verification.enums import FindingState
from pilotage.verification.models import Finding, Run

SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("due_date").asc(nulls_last=True), "pk"),
    "-due": (F("due_date").desc(nulls_last=True), "pk"),
    "biller": ("biller__name", "pk"),
    "-biller": ("-biller__name", "pk"),
    "raised": ("raised_at", "pk"),
    "-raised": ("-raised_at", "pk"),
}
ALIVE = (FindingState.OPEN, FindingState.IN_WORK)


def findings(viewer: Viewer, asked: dict[str, Any], *, today: date, sort: str = "") -> QuerySet[Finding]:
    """Findings by due date. `asked`: q, state (`alive` unless given; `all`), owner, spec, biller, when (`overdue`)."""
    found = Finding.objects.visible_to(viewer).select_related("record", "biller", "spec", "owner", "case")
    if text := asked.get("q"):
        found = found.filter(Q(title__icontains=text) | Q(biller__name__icontains=text))
    state = asked.get("state") or "alive"
    if state == "alive":
        found = found.filter(state__in=ALIVE)
    elif state != "all":
        found = found.filter(state=state)
    for name in ("owner", "spec", "biller"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("when") == "overdue":
        found = found.filter(due_date__lt=today, state__in=ALIVE)
    return found.order_by(*SORTS.get(sort, SORTS["due"]))


def finding_for(viewer: Viewer, pk: uuid.UUID) -> Finding:
    """Raises `Finding.DoesNotExist` when the viewer doesn't see it."""
    found = Finding.objects.visible_to(viewer).select_related("record", "biller", "spec", "run__spec", "owner", "case")
    finding: Finding = found.get(pk=pk)
    return finding


def findings_of(run: Run) -> dict[tuple[str, str], list[Finding]]:
    """Findings of the verification that a run belongs to and that are open, by field and reason."""
    rows = Finding.objects.everywhere().filter(spec=run.spec_id).filter(Q(state__in=ALIVE) | Q(run=run))
    found: dict[tuple[str, str], list[Finding]] = {}
    for row in rows.order_by("number"):
        found.setdefault((row.field, row.reason), []).append(row)
    return found
