"""From what was gathered to who takes which biller: the planner's answer with its reasons and the next best, in plain values."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pilotage.assignment.rules import FAIR, parts_of, wishes_of
from pilotage.staffing.rules import Offer
from pilotage.transition.loads import Stint, Taker, mondays, points_by_week

#: Weeks ahead that are looked at; what lasts longer is cut off there.
MOST_WEEKS, NEAR = 104, 3
Row = Mapping[str, Any]


def answer(given: Row) -> dict[str, Any]:
    """`{proposals, people, cost, greedy_cost, bound, gap, is_proved, method, seconds, empty}`. Errors: `PlanError`."""
    from pilotage.planner.assigning import assign_spans  # numpy is loaded where it is needed

    needs, people = given["needs"], given["people"]
    if not people:
        return _nobody(needs)
    weeks = _weeks(given)
    costs = [_costs(need, people) for need in needs]
    problem = _problem(needs, people, weeks, [[sum(p for _w, p in parts) for parts in row] for row in costs])
    column = {person["user"]: number for number, person in enumerate(people)}
    locked = {n: column[need["locked"]] for n, need in enumerate(needs) if need["locked"] in column}
    found = assign_spans(problem, locked=locked, seconds=float(given["seconds"]), workers=1)
    proposals = [
        _proposal(needs[n], people, costs[n], found.chosen[n], n in locked, rest)
        for n, rest in enumerate(_instead(problem, found.chosen))
    ]
    _say_what_is_over(proposals, needs, people)
    return {
        "proposals": proposals, "people": _loads(proposals, needs, people, weeks), "cost": round(found.cost, 2),
        "greedy_cost": round(found.greedy_cost, 2), "bound": round(found.bound, 2), "gap": round(found.gap, 4),
        "is_proved": found.is_proved, "method": found.method, "seconds": round(found.seconds, 1),
        "empty": sum(row["user"] is None for row in proposals),
    }  # fmt: skip


def _nobody(needs: Sequence[Row]) -> dict[str, Any]:
    """The answer where nobody may be proposed."""
    proposals = [_proposal(need, (), (), 0, False, []) for need in needs]
    return {
        "proposals": proposals, "people": [], "cost": 0.0, "greedy_cost": 0.0, "bound": 0.0, "gap": 0.0,
        "is_proved": True, "method": "search", "seconds": 0.0, "empty": len(proposals),
    }  # fmt: skip


def taker_of(person: Row) -> Taker:
    """A person's room, from plain values."""
    offers = tuple(
        Offer(_day(first), _day(last) if last else None, points, days) for first, last, points, days in person["offers"]
    )
    return Taker(person["user"], person["name"], person["usual"], offers, frozenset(map(_day, person["away"])))


def held_by(person: Row) -> list[Stint]:
    """What a person has, from plain values."""
    return [
        Stint(person["user"], "", name, points, _day(first), _day(last) if last else None)
        for points, first, last, name in person["stints"]
    ]


def stint_of(need: Row, user: int | None = None) -> Stint:
    """What a biller asks for."""
    return Stint(user, need["biller"], need["name"], need["points"], _day(need["first"]), _day(need["last"]))


def _weeks(given: Row) -> list[dt.date]:
    today = _day(given["at"])
    last = max((_day(need["last"]) for need in given["needs"]), default=today)
    return mondays(today, last)[:MOST_WEEKS]


def _costs(need: Row, people: Sequence[Row]) -> list[list[tuple[str, float]]]:
    wishes, is_known = wishes_of(need, people), any(need["biller"] in person["knows"] for person in people)
    return [parts_of(need, person, wishes, is_known=is_known) for person in people]


def _problem(needs: Sequence[Row], people: Sequence[Row], weeks: list[dt.date], costs: list[list[float]]) -> Any:
    from pilotage.planner.assigning import problem_of

    end = len(weeks) - 1
    spans = []
    for need in needs:
        first, last = ((_day(need[word]) - weeks[0]).days // 7 for word in ("first", "last"))
        spans.append((min(end, max(0, first)), min(end, max(0, last))))
    room, load = [], []
    for person in people:
        taker = taker_of(person)
        room.append([taker.room(monday) for monday in weeks])
        load.append([float(one) for one in points_by_week(held_by(person), weeks)])
    return problem_of([need["points"] for need in needs], spans, room, load, costs, FAIR)


def _instead(problem: Any, chosen: tuple[int, ...]) -> list[list[float | None]]:
    """For each need, what each person would cost more with all else as it is; None without room."""
    from pilotage.planner.assigning import instead

    return [[None if one is None else round(one, 2) for one in row] for row in instead(problem, chosen)]


def _proposal(
    need: Row, people: Sequence[Row], costs: Sequence[Any], chosen: int, is_locked: bool, rest: list[float | None]
) -> dict[str, Any]:
    who = people[chosen] if chosen < len(people) else None
    others = sorted(
        (more, number) for number, more in enumerate(rest[: len(people)]) if more is not None and number != chosen
    )
    near = [
        {"user": people[n]["user"], "name": people[n]["name"], "more": more, "why": _words(costs[n])}
        for more, n in others[:NEAR]
    ]
    why = _words(costs[chosen]) if who is not None else "Nobody has room in every week of it."
    return {
        "need": need["id"], "phase": need["phase"], "name": need["name"], "url": need["url"], "target": need["target"], "row": need["row"],
        "support": need["support"], "points": need["points"], "first": need["first"], "last": need["last"],
        "user": who["user"] if who else None, "person": who["name"] if who else "",
        "role": who["role"] if who else "", "why": why, "near": near, "is_locked": is_locked, "over": "",
        "differs": need["differs"], "left": need["left"],
    }  # fmt: skip


def _words(parts: Sequence[tuple[str, float]]) -> str:
    """What speaks for somebody first, then what against."""
    return ", ".join(words for words, _price in sorted(parts, key=lambda part: part[1]))


def _say_what_is_over(proposals: list[dict[str, Any]], needs: Sequence[Row], people: Sequence[Row]) -> None:
    """Marks locked ones that put somebody over their capacity, with the first week."""
    for person in people:
        mine = [n for n, row in enumerate(proposals) if row["user"] == person["user"]]
        if not any(proposals[n]["is_locked"] for n in mine):
            continue
        taker, held = taker_of(person), held_by(person)
        for n in sorted(mine, key=lambda n: proposals[n]["is_locked"]):
            more = stint_of(needs[n])
            for monday, load in zip(
                weeks := mondays(more.first, more.last or more.first), points_by_week(held, weeks), strict=True
            ):
                if load + more.points > taker.room(monday) + 1e-6:
                    words = f"{load + more.points:g} of {taker.room(monday):g} points in the week of {monday:%-d %b %Y}"
                    proposals[n]["over"] = proposals[n]["over"] or words
            held.append(more)


def _loads(
    proposals: Sequence[Row], needs: Sequence[Row], people: Sequence[Row], weeks: list[dt.date]
) -> list[dict[str, Any]]:
    """Each person's fullest week before and after, in points and as a share of the room."""
    found = []
    for person in people:
        taker, held = taker_of(person), held_by(person)
        mine = [stint_of(need) for need, row in zip(needs, proposals, strict=True) if row["user"] == person["user"]]
        rooms = [taker.room(monday) for monday in weeks]
        before = _fullest(points_by_week(held, weeks), rooms)
        after = _fullest(points_by_week([*held, *mine], weeks), rooms)
        monday = weeks[after[1]].isoformat() if weeks else ""
        found.append(
            {
                "user": person["user"], "name": person["name"], "role": person["role"], "takes": len(mine),
                "before": before[0], "after": after[0], "monday": monday,
            }
        )  # fmt: skip
    return found


def _fullest(loads: Sequence[float], rooms: Sequence[float]) -> tuple[int | None, int]:
    """The share in percent of the fullest week (None: a load without room), and which week it is."""
    shares = [
        (load / room if room > 0 else float("inf") if load else 0.0) for load, room in zip(loads, rooms, strict=True)
    ]
    if not shares:
        return 0, 0
    week = max(range(len(shares)), key=lambda n: shares[n])
    return (None if shares[week] == float("inf") else round(shares[week] * 100)), week


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)
