"""Who has how much in which week: what runs and what comes, what people can take on, when they are away."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from pilotage.billers.models import Care, Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.onboarding.enums import ProjectState
from pilotage.onboarding.models import Project
from pilotage.people.models import TimeOff, User
from pilotage.people.queries import users_with_role
from pilotage.staffing.enums import ROLES
from pilotage.staffing.models import Capacity
from pilotage.staffing.rules import (
    USUAL_LENGTH,
    Demand,
    Offer,
    Week,
    points_of,
    week_of,
    weeks_from,
)

HEAT_WEEKS = 26


@dataclass(frozen=True)
class Ahead:
    """One person's weeks; `user` is None for what nobody has in the role."""

    user: User | None
    role: str
    weeks: list[Week]
    demands: list[Demand]


def ahead(
    viewer: Viewer, *, today: dt.date, count: int = HEAT_WEEKS, roles: Sequence[str] = ROLES, only: int | None = None
) -> list[Ahead]:
    """Everybody of the roles by role and name, then what nobody has; or `only` one person. As many queries for any number."""
    people = [user for user in users_with_role(*roles) if only in (None, user.pk)]
    mondays = weeks_from(today, count)
    by_user, by_role = _grouped(demands(viewer, today=today))
    offers, away = offers_by_user(), days_away(mondays[0], mondays[-1] + dt.timedelta(days=6))
    rows = []
    for role in roles:
        for user in people:
            if _main_role(user, roles) == role:
                own, gone = by_user[user.pk], away.get(user.pk, frozenset())
                weeks = [week_of(day, own, offers.get(user.pk, []), user.capacity, gone) for day in mondays]
                rows.append(Ahead(user, role, weeks, own))
        if only is None and (own := by_role[role]):
            rows.append(Ahead(None, role, [week_of(day, own, [], 0, frozenset()) for day in mondays], own))
    return rows


def _grouped(found: Sequence[Demand]) -> tuple[dict[int, list[Demand]], dict[str, list[Demand]]]:
    """What each person has, and what nobody has in each role."""
    by_user: dict[int, list[Demand]] = defaultdict(list)
    by_role: dict[str, list[Demand]] = defaultdict(list)
    for one in found:
        if one.user is None:
            by_role[one.role].append(one)
        else:
            by_user[one.user].append(one)
    return by_user, by_role


def _main_role(user: User, roles: Sequence[str]) -> str:
    return next(role for role in roles if role in user.roles)


def demands(viewer: Viewer, *, today: dt.date) -> list[Demand]:
    """What running projects and phases to come ask of each role: four queries."""
    projects = list(
        Project.objects.visible_to(viewer)
        .filter(state__in=(ProjectState.ACTIVE, ProjectState.ON_HOLD))
        .select_related("phase__biller")
    )
    running = Project.objects.everywhere().filter(phase=OuterRef("pk")).exclude(state=ProjectState.CANCELLED)
    coming = list(
        Phase.objects.visible_to(viewer)
        .filter(~Exists(running), stage__in=BEFORE_LIVE, target_go_live_date__gte=today)
        .select_related("biller")
    )
    carers = {
        (care.biller_id, care.role): care.user_id
        for care in Care.objects.visible_to(viewer).filter(role__in=ROLES, user__is_active=True)
    }
    found: list[Demand] = []
    for project in projects:
        last = project.planned_go_live_date or project.kickoff_date + USUAL_LENGTH
        if project.phase.went_live_date:
            continue
        found += _spans(project.phase, carers, max(today, project.kickoff_date), last, today, project)
    for phase in coming:
        target = phase.target_go_live_date
        found += _spans(phase, carers, max(today, target - USUAL_LENGTH), target, today, None)
    return found


def _spans(
    phase: Phase,
    carers: dict[Any, int],
    first: dt.date,
    last: dt.date,
    today: dt.date,
    project: Any,
) -> list[Demand]:
    biller, found = phase.biller, []
    points = points_of(is_enterprise=biller.is_enterprise, is_phased=phase.is_phased, mrr=biller.mrr_amount)
    url = f"/projects/{project.pk}/" if project else f"/billers/{biller.pk}/"
    for role in ROLES:
        found.append(Demand(carers.get((biller.pk, role)), role, biller.name, points, first, max(last, today), url))
    return found


def offers_by_user() -> dict[int, list[Offer]]:
    """Everybody's periods of capacity."""
    found: dict[int, list[Offer]] = defaultdict(list)
    for row in Capacity.objects.order_by("from_date"):
        found[row.user_id].append(Offer(row.from_date, row.to_date, row.points, row.days_a_week, row.at_once))
    return dict(found)


def days_away(first: dt.date, last: dt.date) -> dict[int, frozenset[dt.date]]:
    """Days on which people are away, from `first` to `last`."""
    found: dict[int, set[dt.date]] = defaultdict(set)
    for row in TimeOff.objects.filter(to_date__gte=first, from_date__lte=last):
        begin, end = max(first, row.from_date), min(last, row.to_date)
        found[row.user_id] |= {begin + dt.timedelta(days=number) for number in range((end - begin).days + 1)}
    return {user: frozenset(days) for user, days in found.items()}
