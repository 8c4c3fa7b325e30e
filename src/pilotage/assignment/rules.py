"""What it costs that one person takes one biller, and why in words. Plain values, as a run keeps them.

Source: mission R5 and O5: skills (vertical, CIS), time zone, continuity and fairness; TAM is client services' alternative to a
TSM. The prices are ours; the page tells them. Capacity is no price: it is never exceeded but for a lock.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

MISSING_SKILL, OTHER_TIER, HOUR_APART, NEW_PERSON, A_TAM = 3.0, 2.0, 0.5, 4.0, 2.0
#: Fairness: what a point of somebody's fullest week costs more above these shares of their room; all that are passed add up.
FAIR = ((0.15, 0.4), (0.4, 0.6), (0.65, 1.5), (0.9, 4.0))
TIER_SKILLS = {"transition_success": "transition success", "transition_success_light": "transition success light"}
Row = Mapping[str, Any]


def wishes_of(need: Row, people: Sequence[Row]) -> list[str]:
    """Skills that would help, as far as anybody has them: the vertical, and the CIS product or its vendor."""
    known = {skill for person in people for skill in person["skills"]}
    products = [word for word in need["products"] if word.casefold() in known]
    vertical = [need["vertical"]] if need["vertical"].casefold() in known else []
    return [*vertical, *products[:1]]


def parts_of(need: Row, person: Row, wishes: Sequence[str], *, is_known: bool) -> list[tuple[str, float]]:
    """Each circumstance in words with its price; `is_known`: somebody who may be proposed knows the biller."""
    found = [
        (f"knows {word}", 0.0) if word.casefold() in person["skills"] else (f"does not know {word}", MISSING_SKILL)
        for word in wishes
    ]
    tiers = set(TIER_SKILLS.values()) & set(person["skills"])
    if tiers and TIER_SKILLS.get(need["support"], "") not in tiers:
        found.append(("usually supports another tier", OTHER_TIER))
    if is_known:
        knows = need["biller"] in person["knows"]
        found.append(("has looked after the biller", 0.0) if knows else ("is new to the biller", NEW_PERSON))
    hours = hours_apart(need["zone"], person["zone"], dt.date.fromisoformat(need["target"]))
    found.append((f"{hours:g} h apart", hours * HOUR_APART) if hours else ("same time zone", 0.0))
    if person["role"] == "tam" and need["biller"] not in person["knows"]:
        found.append(("a TAM instead of a TSM", A_TAM))
    return found


def hours_apart(one: str, other: str, day: dt.date) -> float:
    """Hours between two zones at noon of a day."""
    noon = dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)
    offsets = [noon.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta() for zone in (one, other)]
    return abs((offsets[0] - offsets[1]).total_seconds()) / 3600


def gain_words(found: Row) -> str:
    """How much better it is than one after the other, and how near the least it is proved to be."""
    if not found["greedy_cost"]:
        return ""
    gain = 1 - found["cost"] / found["greedy_cost"]
    better = f"{gain:.1%} cheaper than one after the other" if gain > 0.0005 else "As good as one after the other"
    if found["is_proved"]:
        return f"{better}; nothing is cheaper (proved)."
    return f"{better}; at most {found['gap']:.1%} above the least that any arrangement can cost."


def months_of(loads: Mapping[dt.date, float], rooms: Mapping[dt.date, float]) -> list[dict[str, Any]]:
    """The fullest week of each month, by its Monday's month: month, monday, load, room; weeks in their order."""
    found: dict[dt.date, dict[str, Any]] = {}
    for monday, load in loads.items():
        room, month = rooms[monday], monday.replace(day=1)
        one = {"month": month, "monday": monday, "load": load, "room": room}
        if month not in found or _share(one) > _share(found[month]):
            found[month] = one
    return list(found.values())


def _share(one: Row) -> float:
    if one["room"] > 0:
        return float(one["load"] / one["room"])
    return float("inf") if one["load"] else 0.0
