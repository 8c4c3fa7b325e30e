"""What a pack says of production cases: those of the phase and of the biller as a whole, critical first (R17)."""

from datetime import date
from typing import Any

from django.db.models import Q

from pilotage.billers.models import Phase
from pilotage.support.enums import CaseState
from pilotage.support.models import Case

MOST_ROWS = 12


def cases_of(phase: Phase, today: date) -> dict[str, Any]:
    """`open`: the first twelve as plain values, `count`: how many are open, `critical`: how many of them are critical."""
    rows = Case.objects.everywhere().filter(Q(phase=phase) | Q(phase=None), biller_id=phase.biller_id)
    found = list(rows.exclude(state=CaseState.CLOSED).select_related("owner").order_by("severity", "opened_at", "pk"))
    return {
        "count": len(found),
        "critical": sum(1 for one in found if one.severity == 1),
        "open": [
            {
                "code": one.code, "title": one.title, "severity": one.get_severity_display(), "days": (today - one.opened_at.date()).days,
                "way": one.path_words or one.get_path_display(), "owner": one.owner.name if one.owner else "",
                "by": one.path_due_date.isoformat() if one.path_due_date else None,
            }
            for one in found[:MOST_ROWS]
        ],
    }  # fmt: skip
