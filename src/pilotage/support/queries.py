"""Questions about cases."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from pilotage.billers.models import Care, Phase
from pilotage.core.viewer import Viewer
from pilotage.people.enums import Role
from pilotage.people.models import User
from pilotage.support.enums import CallState, CaseState
from pilotage.support.freshness import fresh_days
from pilotage.support.models import Case, TriageAttendance, TriageCall, TriageOutcome
from pilotage.support.rhythm import length

SORTS: dict[str, tuple[Any, ...]] = {
    "severity": ("severity", "opened_at", "pk"),
    "-severity": ("-severity", "opened_at", "pk"),
    "title": ("title", "pk"),
    "-title": ("-title", "pk"),
    "biller": ("biller__name", "severity", "opened_at", "pk"),
    "-biller": ("-biller__name", "severity", "opened_at", "pk"),
    "opened": ("opened_at", "pk"),
    "-opened": ("-opened_at", "-pk"),
    "noted": ("noted_at", "pk"),
    "-noted": ("-noted_at", "pk"),
    "due": (F("path_due_date").asc(nulls_last=True), "pk"),
    "-due": (F("path_due_date").desc(nulls_last=True), "pk"),
}

SUPPORTERS = (Role.TSM, Role.TAM, Role.CS_AGENT)


def cases(viewer: Viewer, asked: dict[str, Any], *, now: datetime, sort: str = "") -> QuerySet[Case]:
    """Cases with biller, phase and owner: critical first, then the oldest.

    `asked`: q, biller, phase (ids), state (`alive` unless given; `all` for every one), severity, category, path (`none`: not triaged),
    owner (user id), notes (`stale`).
    """
    found = Case.objects.visible_to(viewer).select_related("record", "biller", "phase", "owner")
    if text := (asked.get("q") or "").strip():
        number = text.upper().removeprefix("C-")
        same = Q(number=int(number)) if number.isdecimal() and len(number) < 10 else Q()
        found = found.filter(
            same | Q(title__icontains=text) | Q(biller__name__icontains=text) | Q(tracker_key__iexact=text)
        )
    state = asked.get("state") or "alive"
    if state == "alive":
        found = found.exclude(state=CaseState.CLOSED)
    elif state != "all":
        found = found.filter(state=state)
    for name in ("biller", "phase", "severity", "category", "owner"):
        if asked.get(name):
            found = found.filter(**{name: asked[name]})
    if asked.get("path"):
        found = found.filter(path="" if asked["path"] == "none" else asked["path"])
    if asked.get("notes") == "stale":
        found = found.filter(stale(now))
    return found.order_by(*SORTS.get(sort, SORTS["severity"]))


def stale(now: datetime) -> Q:
    """Open cases whose notes should have been written anew."""
    due = Q()
    for severity, days in fresh_days().items():
        due |= Q(severity=severity, noted_at__lte=now - timedelta(days=days))
    return due & ~Q(state=CaseState.CLOSED)


def case_for(viewer: Viewer, pk: uuid.UUID) -> Case:
    """Raises `Case.DoesNotExist` when the viewer doesn't see it."""
    found: Case = (
        Case.objects.visible_to(viewer).select_related("record", "biller", "phase__biller", "owner").get(pk=pk)
    )
    return found


def stale_cases(now: datetime, *, is_owned: bool = True) -> QuerySet[Case]:
    """Open cases with stale notes; those with an owner alone, unless told otherwise."""
    found = Case.objects.everywhere().filter(stale(now))
    found = found.filter(owner__isnull=False) if is_owned else found
    return found.select_related("biller", "owner", "record").order_by("severity", "opened_at", "pk")


def supporters_of(billers: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[User]]:
    """Who supports these billers in production: TSM, TAM, client services. One query; none for no biller."""
    found: dict[uuid.UUID, list[User]] = {}
    keys = list(billers)
    for row in (
        Care.objects.everywhere().filter(biller__in=keys, role__in=SUPPORTERS).select_related("user") if keys else []
    ):
        found.setdefault(row.biller_id, []).append(row.user)
    return found


def phases_to_choose(biller_id: uuid.UUID) -> list[tuple[str, str]]:
    """The biller's phases for a select box."""
    rows = Phase.objects.everywhere().filter(biller_id=biller_id).order_by("number")
    return [(str(row.pk), row.name) for row in rows]


def phase_of(biller_id: uuid.UUID, key: str) -> Phase | None:
    """The phase that a form names; None for the biller as a whole."""
    return Phase.objects.everywhere().filter(biller_id=biller_id, pk=key).first() if key else None


def agenda(viewer: Viewer, now: datetime) -> QuerySet[Case]:
    """What triage looks at: open cases without a way, and those whose day has passed; critical first, then the oldest."""
    found = Case.objects.visible_to(viewer).exclude(state=CaseState.CLOSED)
    found = found.filter(Q(path="") | Q(path_due_date__lt=now.date()))
    return found.select_related("record", "biller", "phase", "owner").order_by(*SORTS["severity"])


def call_for(pk: uuid.UUID) -> TriageCall:
    """A triage call; all staff see it. Raises `TriageCall.DoesNotExist`."""
    return TriageCall.objects.select_related("record").get(pk=pk)


def calls() -> QuerySet[TriageCall]:
    """Triage calls, the latest first, with how many cases got their way in them."""
    return TriageCall.objects.annotate(outcome_count=Count("outcomes")).order_by("-starts_at", "pk")


def calls_to_record(now: datetime) -> list[TriageCall]:
    """Calls whose time has passed and of which nobody has said whether they were held, the latest first."""
    begun = TriageCall.objects.filter(state=CallState.SCHEDULED, starts_at__lte=now).select_related("record")
    return [call for call in begun.order_by("-starts_at", "pk") if call.ends_at <= now]


def next_call(now: datetime) -> TriageCall | None:
    """The call that runs or comes next."""
    ends = now - timedelta(minutes=length())
    return TriageCall.objects.filter(state=CallState.SCHEDULED, starts_at__gt=ends).order_by("starts_at").first()


def attendances_of(call: TriageCall) -> list[TriageAttendance]:
    """Who is invited: leaders first, then by name."""
    return list(call.attendances.select_related("user").order_by("-is_leader", "user__name", "pk"))


def outcomes_of(viewer: Viewer, call: TriageCall) -> list[TriageOutcome]:
    """How cases left the call, critical first."""
    rows = TriageOutcome.objects.visible_to(viewer).filter(call=call).select_related("case", "biller", "owner")
    return list(rows.order_by("case__severity", "case__opened_at", "pk"))
