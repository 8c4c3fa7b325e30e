"""The pending-transition list: who is on it, in which order, and what changed since a day."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from pilotage.billers.models import Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.models import Event
from pilotage.core.viewer import Viewer
from pilotage.transition.enums import SUPPORT_NAMES, Support
from pilotage.transition.models import TransitionDecision
from pilotage.transition.queries.risks import is_at_risk

#: Weekly review: what changed is shown for the days since the last one.
REVIEW_SPAN = timedelta(days=7)
SORTS: dict[str, tuple[Any, ...]] = {
    "target": ("target_go_live_date", "pk"),
    "-target": ("-target_go_live_date", "pk"),
    "biller": ("biller__name", "number"),
    "-biller": ("-biller__name", "number"),
    "mrr": (F("biller__mrr_amount").asc(nulls_first=True), "pk"),
    "-mrr": (F("biller__mrr_amount").desc(nulls_last=True), "pk"),
    "row": (F("decision__row").asc(nulls_first=True), "target_go_live_date", "pk"),
    "-row": (F("decision__row").desc(nulls_last=True), "target_go_live_date", "pk"),
}
_OF_PHASE = ("billers.target_go_live_set",)
_OF_DECISION = {
    "transition.decided": "decided",
    "transition.reopened": "decided anew",
    "transition.kept": "kept on other facts",
    "transition.facts_changed": "facts changed after the decision",
    "transition.tsm_asked": "TSM asked for",
    "transition.tsm_answered": "request answered",
}
_WORKED_OUT = "transition.worked_out"


def pending(
    viewer: Viewer,
    *,
    view: str = "pending",
    text: str = "",
    tier: str = "",
    vertical: str = "",
    until: date | None = None,
    since: datetime | None = None,
    now: datetime | None = None,
    sort: str = "",
) -> QuerySet[Phase]:
    """Phases ahead of go-live with a target: `view` pending (not decided), upcoming (decided), asked (a TSM is asked for),
    missing (facts missing), risky (not decided, with a risk sign at `now`), overtaken (decided on other facts), changed
    (since `since`) or all. A phase is there as soon as its target is set (R5). `until` is the last target day.
    """
    found = Phase.objects.visible_to(viewer).filter(stage__in=BEFORE_LIVE, target_go_live_date__isnull=False)
    if view == "risky" and now is not None:
        found = found.filter(is_at_risk(now), decision__decided_at=None)
    found = _of_view(found, view, since)
    if text:
        found = found.filter(Q(biller__name__icontains=text) | Q(biller__external_id__iexact=text))
    if tier:
        found = found.filter(decision__support=tier)
    if vertical:
        found = found.filter(biller__vertical=vertical)
    if until is not None:
        found = found.filter(target_go_live_date__lte=until)
    found = found.select_related("biller", "integration__product", "decision__assignee", "decision__record")
    asked = Count("decision__requests", filter=Q(decision__requests__answered_at=None))
    return found.annotate(asked=asked).order_by(*SORTS.get(sort, SORTS["target"]))


def _of_view(found: QuerySet[Phase], view: str, since: datetime | None) -> QuerySet[Phase]:
    if view == "pending":
        return found.filter(decision__decided_at=None)
    if view == "upcoming":
        return found.filter(decision__decided_at__isnull=False)
    if view == "asked":
        return found.filter(decision__requests__answered_at=None, decision__requests__isnull=False)
    if view == "missing":
        return found.filter(decision__support=Support.FACTS_MISSING, decision__decided_at=None)
    if view == "overtaken":
        return found.filter(decision__newer_at__isnull=False)
    if view == "changed" and since is not None:
        kinds = [_WORKED_OUT, *_OF_DECISION]
        of_phase = Event.objects.filter(record_id=OuterRef("pk"), at__gte=since, kind__in=_OF_PHASE)
        of_decision = Event.objects.filter(record_id=OuterRef("decision__pk"), at__gte=since, kind__in=kinds)
        return found.filter(Exists(of_phase) | Exists(of_decision))
    return found


def changes_since(phases: Iterable[Phase], since: datetime) -> dict[uuid.UUID, list[str]]:
    """What changed about each phase on the list, in words, by the phase's id. One query."""
    of_record: dict[uuid.UUID, uuid.UUID] = {}
    for phase in phases:
        of_record[phase.pk] = phase.pk
        if (decision := getattr(phase, "decision", None)) is not None:
            of_record[decision.pk] = phase.pk
    kinds = [*_OF_PHASE, _WORKED_OUT, *_OF_DECISION]
    events = Event.objects.filter(record_id__in=list(of_record), at__gte=since, kind__in=kinds).order_by("seq")
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    for event in events.only("record_id", "kind", "payload"):
        words, told = _said(event), found[of_record[event.record_id]]
        if words and words not in told:
            told.append(words)
    return found


def _said(event: Event) -> str:
    payload = event.payload or {}
    before, after = payload.get("before") or {}, payload.get("after") or {}
    if event.kind in _OF_PHASE:
        was, now = before.get("target_go_live_date"), after.get("target_go_live_date")
        return f"target was {_day(was)}" if was and now else "target set"
    if event.kind != _WORKED_OUT:
        return _OF_DECISION.get(event.kind, "")
    if not before:
        return "new on the list"
    if "support" in before or "row" in before:
        was = before.get("row") or SUPPORT_NAMES.get(before.get("support", ""), "")
        return f"proposal was {was.lower() if len(was) > 3 else was}" if was else "facts are complete now"
    return ""


def _day(written: str) -> str:
    return f"{date.fromisoformat(written[:10]):%-d %b %Y}"


def next_to_decide(viewer: Viewer, after: Phase) -> TransitionDecision | None:
    """The pending transition that follows a phase by target go-live; the first one behind the last. At most two queries."""
    found = pending(viewer).filter(decision__isnull=False).exclude(pk=after.pk)
    day = after.target_go_live_date
    behind = Q(target_go_live_date__gt=day) | Q(target_go_live_date=day, pk__gt=after.pk) if day else Q()
    one = found.filter(behind).first() or found.first()
    return one.decision if one is not None else None
