"""Questions about pending transitions, decisions and support windows."""

import uuid
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.meetings.enums import TSM_KINDS, MeetingState
from pilotage.meetings.models import Meeting
from pilotage.transition.enums import DraftState, Support, WindowState
from pilotage.transition.models import PolicyDraft, SupportWindow, TransitionDecision, TsmRequest
from pilotage.transition.window_days import day_now, start_of
from pilotage.work.enums import FINISHED
from pilotage.work.models import Task

SORTS: dict[str, tuple[Any, ...]] = {
    "target": ("target_go_live_date", "pk"),
    "-target": ("-target_go_live_date", "pk"),
    "biller": ("biller__name", "number"),
    "-biller": ("-biller__name", "number"),
    "mrr": (F("biller__mrr_amount").asc(nulls_first=True), "pk"),
    "-mrr": (F("biller__mrr_amount").desc(nulls_last=True), "pk"),
}
WINDOW_SORTS: dict[str, tuple[Any, ...]] = {
    "ends": ("ends_at", "pk"),
    "-ends": ("-ends_at", "pk"),
    "biller": ("biller__name", "pk"),
    "-biller": ("-biller__name", "pk"),
}


def pending(
    viewer: Viewer, *, view: str = "pending", text: str = "", tier: str = "", sort: str = ""
) -> QuerySet[Phase]:
    """Phases ahead of go-live with a target: `view` pending (not decided), upcoming (decided), asked (a TSM is asked for),
    missing (facts missing) or all. A phase is there as soon as its target is set (R5).
    """
    found = Phase.objects.visible_to(viewer).filter(stage__in=BEFORE_LIVE, target_go_live_date__isnull=False)
    if view == "pending":
        found = found.filter(decision__decided_at=None)
    elif view == "upcoming":
        found = found.filter(decision__decided_at__isnull=False)
    elif view == "asked":
        found = found.filter(
            decision__decided_at=None, decision__requests__answered_at=None, decision__requests__isnull=False
        )
    elif view == "missing":
        found = found.filter(decision__support=Support.FACTS_MISSING, decision__decided_at=None)
    if text:
        found = found.filter(Q(biller__name__icontains=text) | Q(biller__external_id__iexact=text))
    if tier:
        found = found.filter(decision__support=tier)
    found = found.select_related("biller", "integration__product", "decision__assignee", "decision__record")
    return found.annotate(asked=Count("decision__requests")).order_by(*SORTS.get(sort, SORTS["target"]))


def decision_for(viewer: Viewer, pk: uuid.UUID) -> TransitionDecision:
    """Raises `TransitionDecision.DoesNotExist` when the viewer doesn't see it."""
    found = TransitionDecision.objects.visible_to(viewer).select_related(
        "record", "biller", "phase__biller", "phase__integration__product", "assignee", "decided_by"
    )
    decision: TransitionDecision = found.get(pk=pk)
    return decision


def decision_of(phase_id: uuid.UUID) -> TransitionDecision | None:
    """The decision of a phase, if it was worked out."""
    found: TransitionDecision | None = (
        TransitionDecision.objects.everywhere().filter(phase_id=phase_id).select_related("assignee", "record").first()
    )
    return found


def tsm_request_for(viewer: Viewer, pk: int) -> TsmRequest:
    """Raises `TsmRequest.DoesNotExist` when the viewer doesn't see it."""
    found: TsmRequest = (
        TsmRequest.objects.visible_to(viewer).select_related("decision__phase__biller", "decision__record").get(pk=pk)
    )
    return found


def windows(
    viewer: Viewer, *, state: str = "open", text: str = "", who: int | None = None, sort: str = ""
) -> QuerySet[SupportWindow]:
    """Support windows, those that end first on top. `state` open, closed or all."""
    found = SupportWindow.objects.visible_to(viewer).select_related("biller", "phase__biller", "owner")
    if state == "open":
        found = found.exclude(state=WindowState.CLOSED)
    elif state == "closed":
        found = found.filter(state=WindowState.CLOSED)
    if text:
        found = found.filter(biller__name__icontains=text)
    if who is not None:
        found = found.filter(owner_id=who)
    return found.order_by(*WINDOW_SORTS.get(sort, WINDOW_SORTS["ends"]))


def window_for(viewer: Viewer, pk: uuid.UUID) -> SupportWindow:
    """Raises `SupportWindow.DoesNotExist` when the viewer doesn't see it."""
    found: SupportWindow = (
        SupportWindow.objects.visible_to(viewer)
        .select_related("record", "biller", "phase__biller", "owner", "handed_to")
        .get(pk=pk)
    )
    return found


def window_facts(window: SupportWindow, now: datetime) -> dict[str, Any]:
    """What is known at the evaluation, in plain values. `production_cases` is None: no source of cases is connected yet.

    Days are counted where the biller is; tasks are those of the whole biller. Three queries.
    """
    zone = window.biller.time_zone
    today = now.astimezone(ZoneInfo(zone)).date()
    tasks = Task.objects.everywhere().filter(biller_id=window.biller_id).exclude(state__in=FINISHED)
    counted = tasks.aggregate(open=Count("pk"), overdue=Count("pk", filter=Q(due_date__lt=today)))
    since = Q(starts_at__gte=start_of(window.go_live_date, zone))
    held = Q(state=MeetingState.HELD)
    meetings = (
        Meeting.objects.everywhere()
        .filter(phase_id=window.phase_id)
        .aggregate(
            before=Count("pk", filter=held & Q(kind__in=TSM_KINDS) & ~since), since=Count("pk", filter=held & since)
        )
    )
    return {
        "go_live": window.go_live_date.isoformat(),
        "open_tasks": counted["open"],
        "overdue_tasks": counted["overdue"],
        "tsm_meetings_before_go_live": meetings["before"],
        "meetings_since_go_live": meetings["since"],
        "extensions": window.extensions.count(),
        "days_since_go_live": day_now(window.go_live_date, zone, now),
        "production_cases": None,
    }


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
