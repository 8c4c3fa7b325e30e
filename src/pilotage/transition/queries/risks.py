"""Which billers ahead of their go-live are not going well, by what evidence."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.urls import reverse

from pilotage.billers.models import Phase
from pilotage.meetings.enums import MeetingState
from pilotage.meetings.models import Meeting
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.raid.enums import EntryState, Rating
from pilotage.raid.models import RaidEntry
from pilotage.support.enums import CaseState, Severity
from pilotage.support.models import Case
from pilotage.testing.enums import Outcome, PlanState
from pilotage.testing.models import TestPlan
from pilotage.transition.policy import today as today_of
from pilotage.transition.risk_signs import SIGNED_DAYS, Sign, SignKind, slip_words, words_of_tests

Targets = dict[uuid.UUID, date]
Billers = dict[uuid.UUID, uuid.UUID]
Found = dict[uuid.UUID, list[Sign]]
_RUNNING = (ProjectState.ACTIVE, ProjectState.ON_HOLD)


def risk_signs(phases: Iterable[Phase], now: datetime) -> dict[uuid.UUID, list[Sign]]:
    """What is not going well, by the phase's id; phases without signs are left out. Three queries for any number.

    The caller has found the phases as its viewer sees them. Phases without a target have no signs.
    """
    rows = [phase for phase in phases if phase.target_go_live_date is not None]
    targets = {phase.pk: phase.target_go_live_date for phase in rows if phase.target_go_live_date is not None}
    if not targets:
        return {}
    billers = {phase.pk: phase.biller_id for phase in rows}
    found: dict[uuid.UUID, list[Sign]] = defaultdict(list)
    _slips(targets, billers, found, now)
    _things(billers, found, now)
    _tests(targets, found, now)
    order = list(SignKind)
    return {key: sorted(signs, key=lambda one: order.index(one.kind)) for key, signs in found.items()}


def is_at_risk(now: datetime) -> Q:
    """Phases with any sign, as a filter: the same conditions as `risk_signs`."""
    today = today_of(now)
    own = OuterRef("pk")
    late = Project.objects.everywhere().filter(
        phase=own, state__in=_RUNNING, planned_go_live_date__gt=OuterRef("target_go_live_date")
    )
    plans = TestPlan.objects.everywhere().filter(phase=own, state=PlanState.RUNNING)
    is_near = Q(target_go_live_date__lte=_ahead(now), target_go_live_date__gte=today)
    return (
        Q(target_go_live_date__lt=today)
        | Exists(late)
        | Exists(_red().filter(phase=own))
        | Exists(_critical().filter(Q(phase=own) | Q(phase=None, biller=OuterRef("biller"))))
        | Exists(_missed(now).filter(phase=own))
        | Exists(plans.filter(Q(ends_on__lt=today) | Q(cases__outcome=Outcome.FAILED)))
        | (is_near & Exists(plans))
    )


def _ahead(now: datetime) -> date:
    return today_of(now) + timedelta(days=SIGNED_DAYS)


def _red() -> QuerySet[RaidEntry]:
    return RaidEntry.objects.everywhere().filter(rating=Rating.HIGH).exclude(state=EntryState.CLOSED)


def _critical() -> QuerySet[Case]:
    return Case.objects.everywhere().filter(severity=Severity.CRITICAL).exclude(state=CaseState.CLOSED)


def _missed(now: datetime) -> QuerySet[Meeting]:
    """Meetings whose time is over and that were neither held nor cancelled."""
    awaited = (MeetingState.PROPOSED, MeetingState.SCHEDULED)
    return Meeting.objects.everywhere().filter(state__in=awaited, starts_at__lt=now)


def _slips(targets: Targets, billers: Billers, found: Found, now: datetime) -> None:
    today, told = today_of(now), set()
    rows = Project.objects.everywhere().filter(phase__in=list(targets), state__in=_RUNNING)
    for project in rows.only("phase_id", "planned_go_live_date").order_by("kickoff_date", "pk"):
        target, planned = targets[project.phase_id], project.planned_go_live_date
        if planned is not None and planned > target:
            url = reverse("onboarding:project", args=[project.pk])
            found[project.phase_id].append(Sign(SignKind.SLIP, slip_words(planned, target, today), planned, url))
            told.add(project.phase_id)
    for key, target in targets.items():
        if key not in told and target < today:
            url = reverse("desk:biller", args=[billers[key]])
            found[key].append(Sign(SignKind.SLIP, slip_words(None, target, today), target, url))


def _things(billers: Billers, found: Found, now: datetime) -> None:
    """Red entries, critical cases and missed meetings: one query. A case without a phase counts for all of its biller's."""
    of_biller: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for key, biller in billers.items():
        of_biller[biller].append(key)
    shown = ("of", "pk", "phase_id", "biller_id", "title", "at")
    red = _red().filter(phase__in=list(billers)).annotate(of=Value("raid"), at=F("raised_at"))
    cases = _critical().filter(biller__in=list(of_biller)).annotate(of=Value("cases"), at=F("opened_at"))
    missed = _missed(now).filter(phase__in=list(billers)).annotate(of=Value("meetings"), at=F("starts_at"))
    rows = (
        red.order_by()
        .values_list(*shown)
        .union(cases.order_by().values_list(*shown), missed.order_by().values_list(*shown), all=True)
    )
    pages = {"raid": "raid:entry", "cases": "support:case", "meetings": "meetings:meeting"}
    for of, key, phase_id, biller, title, at in sorted(rows, key=lambda row: row[5]):
        sign = Sign(SignKind(of), title, at, reverse(pages[of], args=[key]))
        for one in [phase_id] if phase_id is not None else of_biller[biller]:
            if one in billers:
                found[one].append(sign)


def _tests(targets: Targets, found: Found, now: datetime) -> None:
    today = today_of(now)
    failed = Count("cases", filter=Q(cases__outcome=Outcome.FAILED))
    plans = TestPlan.objects.everywhere().filter(phase__in=list(targets), state=PlanState.RUNNING)
    for plan in plans.annotate(failed=failed).order_by("kind", "pk"):
        words = words_of_tests(plan.name, plan.failed, plan.ends_on, targets[plan.phase_id], today)
        if words:
            url = reverse("testing:plan", args=[plan.pk])
            found[plan.phase_id].append(Sign(SignKind.TESTS, words, plan.ends_on, url))
