"""What goes into a run, as plain values: read once, kept with the run, so that the same answer can be worked out again."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pilotage.billers.models import Biller, Care, Integration
from pilotage.catalogue.enums import VERTICAL_NAMES
from pilotage.core.viewer import Viewer
from pilotage.people.models import User
from pilotage.people.queries import users_with_role
from pilotage.staffing.enums import ROLES, Scope
from pilotage.staffing.queries.ahead import days_away, demands, offers_by_user
from pilotage.staffing.rules import Demand, Offer, capacity_ahead, offer_on

#: Time off in the next weeks counts against what somebody can take on.
LOOK_AHEAD = dt.timedelta(days=84)


def assignment_inputs(viewer: Viewer, asked: Mapping[str, Any], *, today: dt.date) -> dict[str, Any]:
    """People, and the needs to fill: `asked` holds roles, scope, without (ids), extra (id → points), locks (need → id)."""
    roles = [role for role in ROLES if role in asked["roles"]]
    found = [one for one in _leading(demands(viewer, today=today)) if one.role in roles]
    chosen = [one for one in found if one.user is None or asked["scope"] == Scope.ALL]
    held = [one for one in found if one.user is not None and asked["scope"] != Scope.ALL]
    billers = _billers({one.url for one in chosen}, chosen)
    people = [user for user in users_with_role(*roles) if user.pk not in asked.get("without", [])]
    return {
        "at": f"{today.isoformat()}T12:00:00+00:00",
        "people": _people(people, held, asked, today, roles),
        "needs": [_need(one, billers[one.biller], asked) for one in chosen],
    }


def _leading(found: Sequence[Demand]) -> list[Demand]:
    """One need for each biller and role: points of its phases together."""
    grouped: dict[tuple[str, str], list[Demand]] = defaultdict(list)
    for one in found:
        grouped[one.biller, one.role].append(one)
    return [
        Demand(
            rows[0].user, role, biller, sum(row.points for row in rows),
            min(row.first for row in rows), max(row.last for row in rows), rows[0].url,
        )
        for (biller, role), rows in grouped.items()
    ]  # fmt: skip


def _billers(urls: set[str], chosen: Sequence[Demand]) -> dict[str, Any]:
    names = {one.biller for one in chosen}
    found = {row.name: row for row in Biller.objects.everywhere().filter(name__in=names)}
    used: dict[Any, list[str]] = defaultdict(list)
    for row in Integration.objects.everywhere().filter(biller__name__in=names).select_related("product"):
        if row.product is not None:
            used[row.biller_id] += [str(row.product), row.product.vendor]
    return {name: (row, used[row.pk]) for name, row in found.items()}


def _need(one: Demand, known: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    biller, products = known
    key = f"{biller.pk}:{one.role}"
    vertical = {str(word): name for word, name in VERTICAL_NAMES.items()}.get(biller.vertical or "")
    return {
        "id": key, "biller": str(biller.pk), "name": biller.name, "role": one.role, "points": one.points,
        "vertical": str(vertical) if vertical else "", "products": products, "zone": biller.time_zone, "url": one.url,
        "first": one.first.isoformat(), "last": one.last.isoformat(), "had": one.user,
        "locked": asked.get("locks", {}).get(key),
    }  # fmt: skip


def _people(
    people: Sequence[User], held: Sequence[Demand], asked: Mapping[str, Any], today: dt.date, roles: Sequence[str]
) -> list[dict[str, Any]]:
    offers, away = offers_by_user(), days_away(today, today + LOOK_AHEAD)
    cares: dict[int, set[str]] = defaultdict(set)
    for biller, user in Care.objects.everywhere().filter(user__in=people).values_list("biller", "user"):
        cares[user].add(str(biller))
    working = sum((today + dt.timedelta(days=number)).weekday() < 5 for number in range(LOOK_AHEAD.days))
    found = []
    for user in people:
        offer: Offer = offer_on(offers.get(user.pk, []), today, user.capacity)
        gone = sum(day.weekday() < 5 for day in away.get(user.pk, ()))
        extra = int(asked.get("extra", {}).get(str(user.pk), 0))
        found.append(
            {
                "user": user.pk, "name": user.name, "roles": [role for role in roles if role in user.roles],
                "capacity": capacity_ahead(offer, gone, working) + extra, "away": gone, "zone": user.time_zone,
                "load": sum(one.points for one in held if one.user == user.pk),
                "skills": sorted({word.strip() for word in user.skills}), "knows": sorted(cares[user.pk]),
            }
        )  # fmt: skip
    return found
