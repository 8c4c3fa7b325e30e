"""Who was integrated with a CIS product, where and when, and how each was judged: new or existing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilotage.billers.enums import Stage
from pilotage.billers.models import Phase
from pilotage.core.viewer import Viewer
from pilotage.onboarding.past import PastProject
from pilotage.transition.facts import propose

MOST = 200


@dataclass(frozen=True)
class Integrated:
    """One phase on the product. `judged` is new, existing or empty where it can't be told; `counted` are the earlier billers."""

    phase: Phase
    judged: str
    why: str
    counted: tuple[str, ...]
    past: PastProject | None


def integrated_with(
    product_id: uuid.UUID, viewer: Viewer, past: Sequence[PastProject], *, today: date
) -> list[Integrated]:
    """Phases on a product, the latest go-live first, at most `MOST`. Five queries."""
    found = Phase.objects.visible_to(viewer).filter(integration__product=product_id).exclude(stage=Stage.CANCELLED)
    phases = list(found.select_related("biller", "integration__product").order_by("-pk")[:MOST])
    judged = propose(phases, today=today) if phases else {}
    by_phase = {one.project.phase_id: one for one in past}
    rows = []
    for phase in phases:
        facts: dict[str, Any] = judged[phase.pk].facts
        rows.append(
            Integrated(
                phase,
                facts["integration"] or "",
                facts["why_integration"],
                tuple(facts["counted"]),
                by_phase.get(phase.pk),
            )
        )
    return sorted(rows, key=_latest_first, reverse=True)


def _latest_first(row: Integrated) -> tuple[bool, date]:
    day = row.phase.went_live_date or row.phase.target_go_live_date
    return day is not None, day or date.min
