"""What TSMs and TAMs have, week by week: open windows, decided go-lives ahead, accounts that moved to a TAM; and their room."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast

from pilotage.billers.models import Care, Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.people.models import TimeOff, User
from pilotage.people.queries import users_with_role
from pilotage.staffing.models import Capacity
from pilotage.staffing.rules import LARGE_MRR, Offer, points_of
from pilotage.transition.enums import Choice, Support, WindowState
from pilotage.transition.loads import OVERDUE, Full, Stint, Taker, ahead_span, first_full
from pilotage.transition.models import SupportWindow, TransitionDecision

TAKERS = (Choice.TSM, Choice.TAM)
#: How far ahead days away are read.
FAR = dt.timedelta(days=800)


def stints(today: dt.date, users: Iterable[int] | None = None) -> list[Stint]:
    """What everybody has, or these people. One query."""
    windows = SupportWindow.objects.everywhere().exclude(state=WindowState.CLOSED).filter(owner__isnull=False)
    ahead = TransitionDecision.objects.everywhere().filter(
        assignee__isnull=False, choice__in=TAKERS, phase__stage__in=BEFORE_LIVE
    )
    kept = Care.objects.everywhere().filter(
        role=Choice.TAM, biller__supportwindows__handed_to=F("user"), biller__supportwindows__state=WindowState.CLOSED
    )
    if users is not None:
        chosen = list(users)
        windows, ahead = windows.filter(owner__in=chosen), ahead.filter(assignee__in=chosen)
        kept = kept.filter(user__in=chosen)
    rows = _columns(windows, "window", "owner", "phase__", "go_live_date", F("days"), Value(0))
    rows = rows.union(
        _columns(
            ahead, "ahead", "assignee", "phase__", "phase__target_go_live_date", F("chosen_window_days"),
            F("chosen_meetings"),
        ),
        _columns(kept, "account", "user", "biller__supportwindows__phase__", "since", Value(0), Value(0)),
        all=True,
    )  # fmt: skip
    return _without_twice([_stint(row, today) for row in rows])


def undecided(today: dt.date) -> list[Stint]:
    """What go-lives ahead ask for that nobody has decided on, as proposed; without those for the help desk. One query."""
    found = TransitionDecision.objects.everywhere().filter(
        decided_at=None, support__in=[Support.SUCCESS, Support.LIGHT], phase__stage__in=BEFORE_LIVE,
        phase__target_go_live_date__isnull=False,
    )  # fmt: skip
    columns = _columns(
        found, "open", "assignee", "phase__", "phase__target_go_live_date", F("window_days"), F("meetings_required")
    )
    return [_stint(row, today) for row in columns]


def _columns(
    found: QuerySet[Any], kind: str, user: str, phase: str, day: str, days: Any, meetings: Any
) -> QuerySet[Any, Any]:
    """The same columns of each table, so that one question reads them all."""
    points = Value(1) + _one_if(biller__is_enterprise=True) + _one_if(**{f"{phase}is_phased": True})
    return found.order_by().values_list(
        Value(kind, output_field=CharField()),
        F(user),
        F("biller_id"),
        F("biller__name"),
        F(f"{phase}name"),
        F(f"{phase}pk"),
        Cast(points + _one_if(biller__mrr_amount__gte=LARGE_MRR), IntegerField()),
        F(day),
        Cast(days, IntegerField()),
        Cast(meetings, IntegerField()),
    )


def _one_if(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _stint(row: tuple[Any, ...], today: dt.date) -> Stint:
    kind, user, biller, name, phase_name, phase, points, day, days, meetings = row
    url = f"/phases/{phase}/transition/"
    title = f"{name}, {phase_name}"
    if kind == "account":
        return Stint(user, str(biller), name, points, today, None, kind, url)
    if kind == "window":
        last = day + dt.timedelta(days=days or 0)
        return Stint(user, str(biller), title, points, today, last if last >= today else today + OVERDUE, kind, url)
    first, last = ahead_span(day, meetings or 0, days or 0, today)
    return Stint(user, str(biller), title, points, first, last, kind, url)


def _without_twice(found: list[Stint]) -> list[Stint]:
    """An account weighs once for its TAM, and not beside a window or go-live of the same biller."""
    busy = {(one.user, one.biller) for one in found if one.kind != "account"}
    kept: dict[tuple[int | None, str], Stint] = {}
    for one in found:
        if one.kind == "account" and (one.user, one.biller) not in busy:
            kept[one.user, one.biller] = one
    return [one for one in found if one.kind != "account"] + list(kept.values())


def stints_by_user(today: dt.date, users: Iterable[int] | None = None) -> dict[int, list[Stint]]:
    """The same by person. One query."""
    found: dict[int, list[Stint]] = defaultdict(list)
    for one in stints(today, users):
        if one.user is not None:
            found[one.user].append(one)
    return dict(found)


def rooms(today: dt.date, people: Iterable[User]) -> dict[int, Taker]:
    """What these people can take on. One query: periods of capacity and days away as rows of one shape."""
    chosen = list(people)
    begin, end = today.replace(day=1), today + FAR
    periods = Capacity.objects.filter(user__in=chosen).order_by()
    off = TimeOff.objects.filter(user__in=chosen, to_date__gte=begin, from_date__lte=end).order_by()
    number = IntegerField()
    rows = periods.values_list(
        "user", "from_date", "to_date", Cast("points", number), Cast("days_a_week", number), Value(0, number)
    ).union(
        off.values_list("user", "from_date", "to_date", Value(0, number), Value(0, number), Value(1, number)), all=True
    )
    offers: dict[int, list[Offer]] = defaultdict(list)
    away: dict[int, set[dt.date]] = defaultdict(set)
    for user, first, last, points, days, is_off in sorted(rows, key=lambda row: (row[0], row[1])):
        if not is_off:
            offers[user].append(Offer(first, last, points, days))
            continue
        day, until = max(begin, first), min(end, last)
        away[user] |= {day + dt.timedelta(days=n) for n in range((until - day).days + 1)}
    return {
        one.pk: Taker(one.pk, one.name, one.capacity, tuple(offers[one.pk]), frozenset(away[one.pk])) for one in chosen
    }


def tsms_and_tams() -> QuerySet[User]:
    """Active people who take billers around go-live, by name."""
    return users_with_role(*TAKERS)


def asked_by(phase: Phase, *, days: int | None, meetings: int | None, today: dt.date) -> Stint:
    """What a phase would ask of whoever takes it with this window and so many meetings; the biller is read with it."""
    biller = phase.biller
    points = points_of(is_enterprise=biller.is_enterprise, is_phased=phase.is_phased, mrr=biller.mrr_amount)
    first, last = ahead_span(phase.target_go_live_date, meetings or 0, days or 0, today)
    return Stint(
        None, str(phase.biller_id), str(phase), points, first, last, "asked", f"/phases/{phase.pk}/transition/"
    )


def account_of(window: SupportWindow, today: dt.date) -> Stint:
    """What the biller of a window asks of the TAM that it moves to: from today on, without an end."""
    biller, phase = window.biller, window.phase
    points = points_of(is_enterprise=biller.is_enterprise, is_phased=phase.is_phased, mrr=biller.mrr_amount)
    url = f"/phases/{window.phase_id}/transition/"
    return Stint(None, str(window.biller_id), biller.name, points, today, None, "asked", url)


def extension_of(window: SupportWindow, days: int, today: dt.date) -> Stint:
    """What more days of a window ask of its owner: the added days alone, for the others are theirs already."""
    biller, phase = window.biller, window.phase
    points = points_of(is_enterprise=biller.is_enterprise, is_phased=phase.is_phased, mrr=biller.mrr_amount)
    ended = window.go_live_date + dt.timedelta(days=window.days)
    first, last = max(today, ended + dt.timedelta(days=1)), ended + dt.timedelta(days=days)
    url = f"/phases/{window.phase_id}/transition/"
    return Stint(None, str(window.biller_id), str(phase), points, first, max(first, last), "asked", url)


def full_for(
    user: User, more: Stint, today: dt.date, held: Mapping[int, list[Stint]] | None = None, taker: Taker | None = None
) -> Full | None:
    """The first week in which somebody is over the capacity that is set for them, with `more`.

    Two queries unless what they have and their room are given. What `more` follows on (the same phase, or the biller as
    an account) doesn't count twice.
    """
    own = (stints_by_user(today, [user.pk]) if held is None else held).get(user.pk, [])
    others = [one for one in own if one.url != more.url and (one.kind != "account" or one.biller != more.biller)]
    return first_full(taker if taker is not None else rooms(today, [user])[user.pk], others, more)
