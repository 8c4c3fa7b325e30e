"""A run's answer as its pages and files show it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from pilotage.core.jobs import status
from pilotage.people.enums import ROLE_NAMES
from pilotage.staffing.enums import RunKind, RunState
from pilotage.staffing.models import Run
from pilotage.staffing.rules import unlike

ASSIGN_HEADERS = ("biller", "role", "points", "person", "why", "locked", "near", "near_costs_more")
LEVEL_HEADERS = ("project", "task", "title", "person", "planned_start", "proposed_start", "waits_days")
Row = dict[str, Any]


def progress_of(found: Run) -> Row:
    """How the run stands, for the page of a run."""
    if found.state == RunState.WAITING:
        job = status(found.job_id) if found.job_id else None
        if job is not None and job.state == "failed":
            why = job.problem.partition(": ")[2]
            return {"tone": "warn", "text": _("This was tried several times and given up"), "detail": why}
        state = {"is_running": True, "text": _("Working it out"), "rate": ""}
        return state | ({"done": job.done, "total": job.total} if job is not None and job.total else {})
    if found.state == RunState.FAILED:
        return {"tone": "bad", "text": _("This can't be worked out"), "detail": found.problem}
    return {}


def assign_shown(found: Run) -> Row:
    """Proposals by role, loads of people, the finding."""
    answer: Row = found.found or {}
    by_role: dict[str, list[Row]] = defaultdict(list)
    people = (found.given or {}).get("people", [])
    for row in sorted(answer["proposals"], key=lambda row: row["biller_name"]):
        choices = [(one["user"], one["name"]) for one in people if row["role"] in one["roles"]]
        is_same = row["user"] is not None and row["user"] == row["had"]
        by_role[row["role"]].append(row | {"choices": choices, "is_same": is_same})
    loads = [
        row | {"share": round(row["after"] / row["capacity"] * 100) if row["capacity"] > 0 else None}
        for row in answer["people"]
    ]
    return {
        "groups": [{"role": role, "name": ROLE_NAMES[role], "rows": rows} for role, rows in by_role.items()],
        "loads": sorted(loads, key=lambda row: -(row["share"] or 0)),
        "finding": _assign_finding(answer, loads),
    }


def _assign_finding(answer: Row, loads: list[Row]) -> str:
    n, empty = len(answer["proposals"]), answer["empty"]
    if not n:
        return _("Every biller under way has its people; there is nothing to propose.")
    most = max((row for row in loads if row["share"] is not None), key=lambda row: row["share"], default=None)
    said = ngettext("%(n)d proposal.", "%(n)d proposals.", n) % {"n": n}
    if empty:
        said += " " + _("For %(n)d of them nobody has room.") % {"n": empty}
    if most is not None:
        words = {"name": most["name"], "share": most["share"]}
        said += " " + _("The fullest is then %(name)s with %(share)d %% of the capacity.") % words
    return said


def assign_export(found: Run) -> Iterator[list[object]]:
    """Proposals as rows of a file."""
    for row in (found.found or {})["proposals"]:
        near = row["near"][0] if row["near"] else {"name": "", "more": ""}
        yield [
            row["biller_name"], row["role"], row["points"], row["name"], row["why"], row["is_locked"], near["name"], near["more"],
        ]  # fmt: skip


def level_shown(found: Run) -> Row:
    """Projects with their go-lives now and then, tasks that wait, the gap to the least."""
    answer: Row = found.found or {}
    tasks: dict[str, list[Row]] = defaultdict(list)
    for row in sorted(answer["tasks"], key=lambda row: row["start"]):
        if row["waited"]:
            tasks[row["project"]].append(_dated(row, "now", "start"))
    projects = []
    for row in answer["projects"]:
        one = _dated(row, "now", "then", "target")
        is_late = one["target"] is not None and one["then"] > one["target"]
        projects.append(one | {"tasks": tasks[row["id"]], "is_late": is_late})
    projects.sort(key=lambda row: (-row["later"], row["name"]))
    return {
        "projects": projects,
        "answer": answer,
        "gap": round(answer["gap"] * 100, 1),
        "finding": _level_finding(projects),
    }


def _level_finding(projects: list[Row]) -> str:
    if not projects:
        return _("No project runs, so there is nothing to level.")
    moved, waiting = [row for row in projects if row["later"] > 0], sum(row["waiting"] for row in projects)
    numbers = {"moved": len(moved), "n": len(projects), "waiting": waiting}
    if not moved:
        return (
            _(
                "The people there are can keep every go-live of %(n)d projects; %(waiting)d tasks wait within their float."
            )
            % numbers
        )
    worst = {"worst": projects[0]["name"], "days": projects[0]["later"]}
    return _(
        "With the people there are, %(moved)d of %(n)d go-lives come later than planned, %(worst)s the most, by %(days)d working days."
        " %(waiting)d tasks wait for somebody."
    ) % (numbers | worst)


def _dated(row: Row, *names: str) -> Row:
    return row | {name: date.fromisoformat(row[name]) if row[name] else None for name in names}


def level_export(found: Run) -> Iterator[list[object]]:
    """Tasks that move, as rows of a file."""
    names = {row["id"]: row["name"] for row in (found.found or {})["projects"]}
    for row in (found.found or {})["tasks"]:
        yield [
            names.get(row["project"], ""), row["code"], row["title"], row["person"], row["now"], row["start"], row["waited"],
        ]  # fmt: skip


def compared(one: Run, other: Run) -> tuple[list[tuple[str, str, str]], list[Row]]:
    """Measures of both, and what differs between them."""
    mine, theirs = one.found or {}, other.found or {}
    measures = ASSIGN_MEASURES if one.kind == RunKind.ASSIGN else LEVEL_MEASURES
    facts = [(_(label), measure(mine), measure(theirs)) for label, measure in measures.items()]
    if one.kind == RunKind.LEVEL:
        return facts, _level_differences(mine, theirs)
    return facts, [
        {
            "what": f"{row['one']['biller_name']}, {ROLE_NAMES[row['one']['role']]}",
            "one": row["one"]["name"],
            "other": row["other"]["name"],
            "why": row["other"]["why"],
        }
        for row in unlike(mine["proposals"], theirs["proposals"])
    ]


def _fullest(found: Row, least: bool = False) -> str:
    shares = [(row["after"] / row["capacity"], row["name"]) for row in found["people"] if row["capacity"] > 0]
    if not shares:
        return "–"
    share, name = min(shares) if least else max(shares)
    return f"{name}, {round(share * 100)} %"


def _mean_later(found: Row) -> str:
    later = [row["later"] for row in found["projects"]]
    return f"{sum(later) / len(later):.1f}" if later else "–"


ASSIGN_MEASURES = {
    "Proposals": lambda found: str(len(found["proposals"])),
    "Without a person": lambda found: str(found["empty"]),
    "Fullest person": _fullest,
    "Emptiest person": lambda found: _fullest(found, least=True),
}
LEVEL_MEASURES = {
    "Go-lives later than planned": lambda found: str(sum(row["later"] > 0 for row in found["projects"])),
    "Working days later, in the mean": _mean_later,
    "Tasks that wait for somebody": lambda found: str(sum(row["waiting"] for row in found["projects"])),
    "Above the least, at most": lambda found: f"{found['gap']:.1%}",
}


def _level_differences(mine: Row, theirs: Row) -> list[Row]:
    others = {row["id"]: row["then"] for row in theirs["projects"]}
    return [
        {
            "what": row["name"],
            "one": date.fromisoformat(row["then"]),
            "other": date.fromisoformat(others[row["id"]]),
            "why": "",
        }
        for row in mine["projects"]
        if row["id"] in others and others[row["id"]] != row["then"]
    ]
