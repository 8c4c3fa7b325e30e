"""Which billers ahead of their go-live are not going well, by what evidence."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, DateField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce
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
from pilotage.testing.models import TestCase, TestPlan
from pilotage.transition.policy import today as today_of
from pilotage.transition.risk_signs import SIGNED_DAYS, Sign, SignKind, slip_words, words_of_tests

Targets = dict[uuid.UUID, date]
Billers = dict[uuid.UUID, uuid.UUID]
Found = dict[uuid.UUID, list[Sign]]
_RUNNING = (ProjectState.ACTIVE, ProjectState.ON_HOLD)


def risk_signs(phases: Iterable[Phase], now: datetime) -> dict[uuid.UUID, list[Sign]]:
    """What is not going well, by the phase's id; phases without signs are left out. One query for any number.

    The caller has found the phases as its viewer sees them. Phases without a target have no signs.
    """
    rows = [phase for phase in phases if phase.target_go_live_date is not None]
    targets = {phase.pk: phase.target_go_live_date for phase in rows if phase.target_go_live_date is not None}
    if not targets:
        return {}
    billers = {phase.pk: phase.biller_id for phase in rows}
    found: dict[uuid.UUID, list[Sign]] = defaultdict(list)
    read = _rows(targets, billers, now)
    _slips(read, targets, billers, found, now)
    _things(read, billers, found)
    _tests(read, targets, found, now)
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


def _rows(targets: Targets, billers: Billers, now: datetime) -> list[tuple[Any, ...]]:
    """Red entries, critical cases, missed meetings, running plans and tests of these phases, as rows of one shape: one query.

    `(of, key, phase_id, biller_id, title, at, day, failed)`: what is not known of a kind is None.
    """
    shown = ("of", "pk", "phase_id", "biller_id", "title", "at", "day", "failed")
    no_day, no_moment = Cast(Value(None), DateField()), Cast(Value(None), DateTimeField())
    plain = {"day": no_day, "failed": Value(0)}
    phases = list(billers)
    failures = TestCase.objects.everywhere().filter(plan=OuterRef("pk"), outcome=Outcome.FAILED).order_by()
    failures = failures.values("plan").annotate(n=Count("pk")).values("n")
    red = _red().filter(phase__in=phases).annotate(of=Value("raid"), at=F("raised_at"), **plain)
    others: list[QuerySet[Any]] = [
        _critical().filter(biller__in=set(billers.values())).annotate(of=Value("cases"), at=F("opened_at"), **plain),
        _missed(now).filter(phase__in=phases).annotate(of=Value("meetings"), at=F("starts_at"), **plain),
        Project.objects.everywhere()
        .filter(phase__in=list(targets), state__in=_RUNNING)
        .annotate(of=Value("plans"), title=F("name"), at=no_moment, day=F("planned_go_live_date"), failed=Value(0)),
        TestPlan.objects.everywhere()
        .filter(phase__in=list(targets), state=PlanState.RUNNING)
        .annotate(
            of=Value("tests"), title=F("name"), at=no_moment, day=F("ends_on"), failed=Coalesce(Subquery(failures), 0)
        ),
    ]
    found = red.order_by().values_list(*shown)
    return sorted(found.union(*(one.order_by().values_list(*shown) for one in others), all=True), key=_in_order)


def _in_order(row: tuple[Any, ...]) -> tuple[str, str]:
    return row[5].isoformat() if row[5] else "", str(row[1])


def _slips(rows: list[tuple[Any, ...]], targets: Targets, billers: Billers, found: Found, now: datetime) -> None:
    today, told = today_of(now), set()
    for of, key, phase_id, _biller, _title, _at, planned, _failed in rows:
        if of == "plans" and planned is not None and planned > (target := targets[phase_id]):
            url = reverse("onboarding:project", args=[key])
            found[phase_id].append(Sign(SignKind.SLIP, slip_words(planned, target, today), planned, url))
            told.add(phase_id)
    for key, target in targets.items():
        if key not in told and target < today:
            url = reverse("desk:biller", args=[billers[key]])
            found[key].append(Sign(SignKind.SLIP, slip_words(None, target, today), target, url))


def _things(rows: list[tuple[Any, ...]], billers: Billers, found: Found) -> None:
    """A case without a phase counts for all of its biller's."""
    of_biller: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for key, biller in billers.items():
        of_biller[biller].append(key)
    pages = {"raid": "raid:entry", "cases": "support:case", "meetings": "meetings:meeting"}
    for of, key, phase_id, biller, title, at, _day, _failed in rows:
        if of not in pages:
            continue
        sign = Sign(SignKind(of), title, at, reverse(pages[of], args=[key]))
        for one in [phase_id] if phase_id is not None else of_biller[biller]:
            if one in billers:
                found[one].append(sign)


def _tests(rows: list[tuple[Any, ...]], targets: Targets, found: Found, now: datetime) -> None:
    today = today_of(now)
    for of, key, phase_id, _biller, name, _at, ends_on, failed in rows:
        words = words_of_tests(name, failed, ends_on, targets[phase_id], today) if of == "tests" else ""
        if words:
            found[phase_id].append(Sign(SignKind.TESTS, words, ends_on, reverse("testing:plan", args=[key])))
