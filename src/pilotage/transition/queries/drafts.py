"""Questions about versions of the policy in the making."""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Q

from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.staffing.rules import points_of
from pilotage.transition.enums import DraftState
from pilotage.transition.models import PolicyDraft, TransitionDecision
from pilotage.transition.queries.loads import rooms, stints, tsms_and_tams
from pilotage.transition.what_if import Filled, Standing, WhatIf, filled

YEAR = timedelta(days=365)
#: For so long ahead the load is put against what TSMs and TAMs can take.
AHEAD = timedelta(days=270)


def open_drafts() -> list[PolicyDraft]:
    """Versions of the policy in the making, those in review first. Staff read them all."""
    found = PolicyDraft.objects.filter(state__in=[DraftState.DRAFT, DraftState.REVIEW])
    return list(found.select_related("author", "record").order_by("-state", "effective_date"))


def draft_for(viewer: Viewer, pk: uuid.UUID) -> PolicyDraft:
    """Raises `PolicyDraft.DoesNotExist` when there is none, or the viewer is none of the staff."""
    found = PolicyDraft.objects.select_related("author", "reviewer", "record", "published")
    if not viewer.is_provider:
        found = found.none()
    draft: PolicyDraft = found.get(pk=pk)
    return draft


def standings(viewer: Viewer, now: datetime) -> Iterator[Standing]:
    """What a version of the policy is tried on: all that is pending, and all that was decided within a year. One query."""
    rows = TransitionDecision.objects.visible_to(viewer).filter(
        Q(decided_at__gte=now - YEAR)
        | Q(decided_at=None, phase__stage__in=BEFORE_LIVE, phase__target_go_live_date__isnull=False)
    )
    columns = (
        "phase_id", "biller__name", "phase__name", "facts", "row", "support", "window_days", "meetings_required",
        "phase__went_live_date", "phase__target_go_live_date", "decided_at", "biller__is_enterprise", "phase__is_phased",
        "biller__mrr_amount",
    )  # fmt: skip
    found = rows.order_by("phase__target_go_live_date", "pk").values_list(*columns)
    for key, biller, phase, facts, row, support, days, meetings, live, target, decided_at, large, phased, mrr in found:
        day: date | None = live or target
        yield Standing(
            key, f"{biller}, {phase}", facts, row, support, days, meetings, day, is_decided=decided_at is not None,
            points=points_of(is_enterprise=large, is_phased=phased, mrr=mrr),
        )  # fmt: skip


def months_ahead(found: WhatIf, today: date) -> list[Filled]:
    """The months ahead with any load, against what all TSMs and TAMs can take: now, and with the version that was replayed."""
    takers = list(rooms(today, tsms_and_tams()).values())
    rows = filled(found.pending, stints(today), takers, today, today + AHEAD)
    return [one for one in rows if one.now or one.then]
