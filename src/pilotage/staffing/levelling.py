"""From gathered tasks to when each can be done by the people there are: the planner's answer in days and plain values."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

from pilotage.planner.levelling.jobs import Job, Person
from pilotage.planner.levelling.portfolio import Placed, Portfolio, level_portfolio

Heard = Callable[[float], None]
#: Rounds after which the search ends, so that the same inputs give the same answer where the time allows.
ROUNDS = 400


def levelled(given: Mapping[str, Any], heard: Heard | None = None) -> dict[str, Any]:
    """`{projects, tasks, gap, lower_bound, total, rounds, rule}`. `heard` is told the share of the time that has gone.

    Errors: `PlanError`.
    """
    found = level_portfolio(
        [_job(row) for row in given["jobs"]],
        [hand for row in given["people"] for hand in _hands(row)],
        seconds=given["seconds"],
        rounds=ROUNDS,
        heard=heard,
    )
    tasks = _tasks(given, found)
    return {
        "projects": _projects(given, found, tasks),
        "tasks": tasks,
        "gap": found.gap,
        "lower_bound": found.lower_bound,
        "total": found.total,
        "rounds": found.rounds,
        "rule": found.rule,
        "people": len(given["people"]),
        "jobs": len(given["jobs"]),
        "left_out": given["left_out"],
    }


def _job(row: Mapping[str, Any]) -> Job:
    return Job(
        row["project"], row["id"], row["days"], tuple(row["after"]), row["skill"], row["lag"], start=row["start"]
    )


def _hands(row: Mapping[str, Any]) -> list[Person]:
    """As many as tasks that the person has in hand at once: the planner gives one task at a time to each."""
    skills, away = frozenset([*row["roles"], f"user:{row['user']}"]), frozenset(row["away"])
    return [Person(f"{row['user']}#{number}", skills, away) for number in range(row["at_once"])]


def _tasks(given: Mapping[str, Any], found: Portfolio) -> list[dict[str, Any]]:
    """Tasks that begin later than the plan says, or wait for a person."""
    names = {row["user"]: row["name"] for row in given["people"]}
    shown = []
    for row in given["jobs"]:
        placed: Placed = found.tasks[row["project"], row["id"]]
        if placed.start <= row["now"] and not placed.waited:
            continue
        shown.append(
            {
                "project": row["project"], "code": row["id"], "key": row["key"], "title": row["title"],
                "now": _day(given, row["now"]), "start": _day(given, placed.start), "later": placed.start - row["now"],
                "waited": placed.waited, "person": _name(names, placed.person), "has_begun": row["has_begun"],
                "near": _near(names, placed),
            }
        )  # fmt: skip
    return shown


def _near(names: Mapping[int, str], placed: Placed) -> list[dict[str, Any]]:
    """Who else was free soonest, and how many days later."""
    own = _name(names, placed.person)
    found: dict[str, dict[str, Any]] = {}
    for person, start in placed.near:
        name = _name(names, person)
        if name and name != own:
            found.setdefault(name, {"name": name, "later": start - placed.start})
    return list(found.values())


def _name(names: Mapping[int, str], hand: str | None) -> str:
    return names[int(hand.partition("#")[0])] if hand else ""


def _projects(given: Mapping[str, Any], found: Portfolio, tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    waits: dict[str, list[int]] = defaultdict(list)
    for task in tasks:
        if task["waited"]:
            waits[task["project"]].append(task["waited"])
    rows = []
    for row in given["projects"]:
        goal = found.tasks.get((row["id"], row["goal"])) if row["goal"] else None
        end = goal.end if goal is not None else found.ends.get(row["id"])
        if end is None:
            continue
        then = _day(given, max(0, end - 1))
        later = given["dates"].index(then) - _place(given, row["now"])
        rows.append(
            row | {"then": then, "later": later, "waiting": len(waits[row["id"]]), "waited": sum(waits[row["id"]])}
        )
    return rows


def _day(given: Mapping[str, Any], place: int) -> str:
    dates: list[str] = given["dates"]
    return dates[min(place, len(dates) - 1)]


def _place(given: Mapping[str, Any], day: str) -> int:
    """The number of the first working day from this one on."""
    return next((place for place, one in enumerate(given["dates"]) if one >= day), 0)
