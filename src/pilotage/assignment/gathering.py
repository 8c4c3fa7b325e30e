"""What goes into a run, as plain values: read once and kept, so that the same answer can be worked out again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q

from pilotage.assignment.enums import TAKER_NAMES
from pilotage.billers.models import Care, Phase
from pilotage.billers.rules import BEFORE_LIVE
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.transition.enums import Choice, Support
from pilotage.transition.loads import Stint, Taker
from pilotage.transition.models import SupportWindow, TransitionDecision
from pilotage.transition.queries import asked_by, rooms, stints_by_user, tsms_and_tams

#: More than these nearest go-lives are not proposed at once.
MOST_NEEDS = 500
#: Where the policy proposes the help desk and a TSM is prompted all the same: the shortest row's terms.
_DAYS, _MEETINGS = 30, 1


def inputs(viewer: Viewer, asked: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    """People and the billers to assign, with all that the answer depends on. Ten queries for any number."""
    found, left_out = [], []
    for phase in _phases(viewer, asked, today):
        why = _why_not(phase)
        if why:
            left_out.append({"name": str(phase), "url": f"/phases/{phase.pk}/transition/", "why": why})
        else:
            found.append(phase)
    return {
        "at": today.isoformat(),
        "seconds": asked["seconds"],
        "people": _people(asked, today),
        "needs": [_need(phase, asked, today) for phase in found[:MOST_NEEDS]],
        "left_out": left_out,
        "more": len(found[MOST_NEEDS:]),
    }


def _phases(viewer: Viewer, asked: Mapping[str, Any], today: dt.date) -> list[Phase]:
    """Ahead with a target: undecided, or decided with a TSM or TAM who has left; the nearest first."""
    gone = Q(decision__choice__in=TAKER_NAMES, decision__assignee__is_active=False)
    rows = Phase.objects.visible_to(viewer).filter(
        Q(decision__decided_at=None) | gone, stage__in=BEFORE_LIVE, target_go_live_date__isnull=False,
        decision__isnull=False,
    )  # fmt: skip
    if asked.get("within"):
        rows = rows.filter(target_go_live_date__lte=today + dt.timedelta(days=asked["within"]))
    rows = rows.select_related("biller", "integration__product", "decision__assignee", "decision__record")
    return list(rows.prefetch_related("decision__requests").order_by("target_go_live_date", "pk"))


def _why_not(phase: Phase) -> str:
    """Why nobody is proposed; "" where somebody is."""
    one = phase.decision
    if one.decided_at is not None:
        return ""
    if one.missing:
        return "Facts are missing; nothing is guessed."
    if one.support == Support.HELP_DESK and not _prompt(phase):
        return "The help desk is proposed, which needs nobody."
    return ""


def _prompt(phase: Phase) -> str:
    """Why a TSM is proposed where the policy proposes the help desk; "" where nothing prompts one."""
    if any(one.answered_at is None for one in phase.decision.requests.all()):
        return "A TSM is asked for; the policy proposes the help desk."
    if phase.biller.is_enterprise:
        return "An enterprise, which prompts a TSM; the policy proposes the help desk."
    return ""


def _need(phase: Phase, asked: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    one, biller, used = phase.decision, phase.biller, phase.integration
    is_left = one.decided_at is not None
    days = one.chosen_window_days if is_left else one.window_days
    meetings = one.chosen_meetings if is_left else one.meetings_required
    differs = _prompt(phase) if not is_left and one.support == Support.HELP_DESK else ""
    if differs:
        days, meetings = _DAYS, _MEETINGS
    more = asked_by(phase, days=days, meetings=meetings, today=today)
    vertical = {str(word): str(name) for word, name in VERTICAL_NAMES.items()}.get(biller.vertical or "", "")
    products = [str(used.product), used.product.vendor] if used is not None and used.product is not None else []
    support = one.chosen_support if is_left else Support.SUCCESS.value if differs else one.support
    return {
        "id": str(one.pk), "phase": str(phase.pk), "biller": str(biller.pk), "name": str(phase), "url": f"/transition/{one.pk}/",
        "target": _iso(phase.target_go_live_date), "version": one.record.version, "support": support,
        "row": one.row, "days": days, "meetings": meetings, "points": more.points, "first": more.first.isoformat(),
        "last": (more.last or more.first).isoformat(), "vertical": vertical, "products": products,
        "zone": biller.time_zone, "state": biller.state, "differs": differs,
        "left": one.assignee.name if is_left and one.assignee else "", "locked": asked["locks"].get(str(one.pk)),
    }  # fmt: skip


def _people(asked: Mapping[str, Any], today: dt.date) -> list[dict[str, Any]]:
    people = [
        user for user in tsms_and_tams() if user.pk not in asked["without"] and set(user.roles) & set(asked["roles"])
    ]
    held, taker, knows = stints_by_user(today), rooms(today, people), _knows(people)
    return [
        {
            "user": user.pk, "name": user.name, "zone": user.time_zone,
            "role": "tsm" if "tsm" in user.roles and "tsm" in asked["roles"] else "tam",
            "skills": sorted({word.strip().casefold() for word in user.skills}), "knows": sorted(knows[user.pk]),
            **room_values(taker[user.pk]), "stints": [stint_values(one) for one in held.get(user.pk, [])],
        }
        for user in people
    ]  # fmt: skip


def _knows(people: Sequence[User]) -> dict[int, set[str]]:
    """Billers that somebody looks after or has looked after around a go-live."""
    found: dict[int, set[str]] = defaultdict(set)
    cares = Care.objects.everywhere().filter(user__in=people, role__in=TAKER_NAMES).order_by()
    windows = SupportWindow.objects.everywhere().filter(owner__in=people).order_by()
    decided = TransitionDecision.objects.everywhere().filter(assignee__in=people, choice__in=[Choice.TSM, Choice.TAM])
    rows = cares.values_list("user", "biller").union(
        windows.values_list("owner", "biller"), decided.order_by().values_list("assignee", "biller")
    )
    for user, biller in rows:
        found[user].add(str(biller))
    return found


def room_values(one: Taker) -> dict[str, Any]:
    """A person's room in plain values; `taker_of` reads them back."""
    offers = [[_iso(o.first), _iso(o.last), o.points, o.days_a_week] for o in one.offers]
    return {"usual": one.usual, "offers": offers, "away": sorted(day.isoformat() for day in one.away)}


def stint_values(one: Stint) -> list[Any]:
    """What somebody has, in plain values: points, first, last, name."""
    return [one.points, _iso(one.first), _iso(one.last), one.name]


def _iso(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
