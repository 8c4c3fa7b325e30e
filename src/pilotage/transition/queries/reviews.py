"""Questions about weekly reviews: what is on the agenda, and what was decided in one."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from pilotage.billers.models import Care, Phase
from pilotage.core.viewer import Viewer
from pilotage.transition.enums import CHOICE_NAMES, FACT_NAMES, SUPPORT_NAMES, Choice, ReviewState, Support
from pilotage.transition.models import TransitionDecision, WeeklyReview
from pilotage.transition.queries.pending import REVIEW_SPAN, changes_since, pending
from pilotage.transition.queries.risks import risk_signs
from pilotage.transition.risk_signs import SIGN_NAMES

#: More than this nobody looks at in one review.
MOST_ITEMS = 200
#: Who looks after a biller and hears of its decision.
CONCERNED = ("pm", "im", "csm", "tsm", "tam")


def agenda(viewer: Viewer, now: datetime) -> list[dict[str, Any]]:
    """What is pending by go-live date, in plain values: facts, proposal, what changed in the week, signs, requests.

    At most the `MOST_ITEMS` nearest; four queries for any number.
    """
    phases = list(pending(viewer).prefetch_related("decision__requests")[:MOST_ITEMS])
    changes, signs = changes_since(phases, now - REVIEW_SPAN), risk_signs(phases, now)
    return [_item(phase, changes.get(phase.pk, []), signs.get(phase.pk, [])) for phase in phases]


def _item(phase: Phase, changes: list[str], signs: Iterable[Any]) -> dict[str, Any]:
    decision, biller = getattr(phase, "decision", None), phase.biller
    asked = [one.reason for one in decision.requests.all() if one.answered_at is None] if decision else []
    return {
        "phase": str(phase.pk),
        "decision": str(decision.pk) if decision else "",
        "name": f"{biller.name}, {phase.name}",
        "target": phase.target_go_live_date.isoformat(),
        "mrr": str(biller.mrr_amount) if biller.mrr_amount is not None else "",
        "cis": str(phase.integration) if phase.integration else "",
        "is_enterprise": biller.is_enterprise,
        "proposed": _proposed(decision),
        "changes": changes,
        "asked": asked,
        "signs": [
            {"kind": SIGN_NAMES[one.kind], "words": one.words, "when": _iso(one.when), "url": one.url} for one in signs
        ],
    }


def _proposed(decision: TransitionDecision | None) -> str:
    if decision is None:
        return "being worked out"
    if decision.missing:
        return "facts missing: " + ", ".join(FACT_NAMES.get(fact, fact) for fact in decision.missing)
    window = f", {decision.window_days} days" if decision.window_days else ""
    return f"{SUPPORT_NAMES[Support(decision.support)]} ({decision.row}{window})"


def _iso(when: Any) -> str:
    return when.isoformat()[:10] if when is not None else ""


def decided_between(viewer: Viewer, first: datetime, last: datetime) -> list[dict[str, Any]]:
    """What was decided in a span, in plain values, by go-live date; `people` are the ids of those concerned. Two queries."""
    found = TransitionDecision.objects.visible_to(viewer).filter(decided_at__gte=first, decided_at__lte=last)
    rows = list(
        found.select_related("phase__biller", "assignee", "decided_by").order_by("phase__target_go_live_date", "pk")
    )
    concerned: dict[uuid.UUID, set[int]] = defaultdict(set)
    cares = Care.objects.visible_to(viewer).filter(biller__in={row.biller_id for row in rows}, role__in=CONCERNED)
    for biller, user in cares.values_list("biller", "user"):
        concerned[biller].add(user)
    return [
        {
            "decision": str(row.pk),
            "name": f"{row.biller.name}, {row.phase.name}",
            "target": row.phase.target_go_live_date.isoformat() if row.phase.target_go_live_date else "",
            "choice": CHOICE_NAMES[Choice(row.choice)],
            "assignee": row.assignee.name if row.assignee else "",
            "row": row.row,
            "is_override": row.is_override,
            "reason": row.override_reason,
            "decided_by": row.decided_by.name if row.decided_by else "",
            "people": sorted(concerned[row.biller_id] | ({row.assignee_id} if row.assignee_id else set())),
        }
        for row in rows
    ]


def reviews(viewer: Viewer) -> QuerySet[WeeklyReview]:
    """Weekly reviews, the newest first, without their lists. Staff only."""
    found = WeeklyReview.objects.select_related("opened_by", "closed_by").defer("agenda")
    return (found if viewer.is_provider else found.none()).order_by("-opened_at", "-pk")


def review_for(viewer: Viewer, pk: uuid.UUID) -> WeeklyReview:
    """Raises `WeeklyReview.DoesNotExist` when the viewer doesn't see it."""
    found = WeeklyReview.objects.select_related("record", "opened_by", "closed_by")
    review: WeeklyReview = (found if viewer.is_provider else found.none()).get(pk=pk)
    return review


def open_review_of(viewer: Viewer) -> WeeklyReview | None:
    """The review that is open now."""
    return reviews(viewer).filter(state=ReviewState.OPEN).first()
