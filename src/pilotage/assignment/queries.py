"""Questions about assignment runs, and how full the months ahead are."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from pilotage.assignment.models import AssignmentRun
from pilotage.assignment.rules import months_of
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.transition.enums import Support
from pilotage.transition.loads import Stint, Taker, mondays, points_by_week
from pilotage.transition.models import TransitionDecision
from pilotage.transition.queries import rooms, stints, tsms_and_tams, undecided

MONTHS = 9


def assignment_runs(viewer: Viewer) -> QuerySet[AssignmentRun]:
    """Runs without their inputs and answers, the newest first. Staff only."""
    found = AssignmentRun.objects.select_related("asked_by").defer("given", "found", "kept")
    return (found if viewer.is_provider else found.none()).order_by("-asked_at", "-pk")


def assignment_run_for(viewer: Viewer, pk: uuid.UUID) -> AssignmentRun:
    """Raises `AssignmentRun.DoesNotExist` when the viewer doesn't see it."""
    found = AssignmentRun.objects.select_related("record", "asked_by", "accepted_by", "came_from")
    run: AssignmentRun = (found if viewer.is_provider else found.none()).get(pk=pk)
    return run


def waiting(viewer: Viewer) -> int:
    """How many go-lives ahead wait for a person: undecided ones with a TSM proposed, and those whose person has left."""
    found = TransitionDecision.objects.visible_to(viewer).filter(
        phase__stage__in=BEFORE_LIVE, phase__target_go_live_date__isnull=False
    )
    offered = found.filter(decided_at=None, support__in=[Support.SUCCESS, Support.LIGHT])
    gone = found.filter(decided_at__isnull=False, choice__in=["tsm", "tam"], assignee__is_active=False)
    return offered.count() + gone.count()


@dataclass(frozen=True)
class Months:
    """One row of the map: a person, what nobody has yet (`user` None), each month's fullest week, and all that weighs."""

    user: User | None
    months: list[dict[str, Any]]
    stints: list[Stint]


@dataclass(frozen=True)
class WhatIf:
    """What the map supposes: proposals taken over, go-lives ahead so many days later, a person gone."""

    proposals: Sequence[Mapping[str, Any]] = ()
    later: dt.timedelta = dt.timedelta()
    without: int | None = None


def months_ahead(today: dt.date, suppose: WhatIf = WhatIf(), count: int = MONTHS) -> tuple[list[Months], Months]:
    """Everybody by name with their months, and what nobody has yet. Five queries for any number."""
    people = [user for user in tsms_and_tams() if user.pk != suppose.without]
    taker, weeks = rooms(today, people), _weeks(today, count)
    by_user: dict[int | None, list[Stint]] = {}
    proposed = {f"/phases/{row['phase']}/transition/": row for row in suppose.proposals if row["user"]}
    for one in [*stints(today), *_taken(undecided(today), proposed)]:
        shown = _later(one, suppose.later)
        by_user.setdefault(shown.user if shown.user in taker else None, []).append(shown)
    found = [_row(user, by_user.get(user.pk, []), weeks, taker[user.pk]) for user in people]
    return found, _row(None, by_user.get(None, []), weeks, None)


def _taken(open_ones: Iterable[Stint], proposed: Mapping[str, Mapping[str, Any]]) -> list[Stint]:
    """Undecided ones, those with a proposal at the person it names."""
    return [
        replace(one, user=proposed[one.url]["user"], kind="proposed") if one.url in proposed else one
        for one in open_ones
    ]


def _later(one: Stint, days: dt.timedelta) -> Stint:
    """A go-live ahead that slips; what is live stays."""
    if not days or one.kind not in ("ahead", "open", "proposed"):
        return one
    return replace(one, first=one.first + days, last=None if one.last is None else one.last + days)


def _weeks(today: dt.date, count: int) -> list[dt.date]:
    month = today.replace(day=1)
    for _n in range(count):
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return [one for one in mondays(today, month) if one < month]


def _row(user: User | None, held: list[Stint], weeks: list[dt.date], taker: Taker | None) -> Months:
    loads = dict(zip(weeks, points_by_week(held, weeks), strict=True))
    room = {monday: taker.room(monday) if taker is not None else 0.0 for monday in weeks}
    return Months(user, months_of(loads, room), held)
