"""Reads what a merge compares: the plan as it is, the lines it was made from, the lines it would be made from."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from pilotage.onboarding.composing import Basis, Composition, Told, basis_of, compose, recompose
from pilotage.onboarding.lines import Line, link_text, read_link
from pilotage.onboarding.merging import Proposal, Step, TaskNow, merge
from pilotage.onboarding.models import Dependency, PlanTask, PlaybookVersion, Project, ProjectPart
from pilotage.planner.errors import PlanError
from pilotage.planner.network import network
from pilotage.planner.tasks import Link
from pilotage.planner.tasks import Task as Planned
from pilotage.work.enums import TaskState


@dataclass(frozen=True)
class Reading:
    """A project and what a version would do to it. `rows` and `lines` are what an operation needs to do it."""

    proposal: Proposal
    rows: dict[str, PlanTask]
    lines: dict[str, Line]
    facts: dict[str, object]
    version: PlaybookVersion
    parts: tuple[PlaybookVersion, ...]


def made_as(line: Line) -> dict[str, object]:
    """What a plan keeps of the line that it took: the ground on which a later version is compared."""
    return {
        "title": line.title,
        "part": line.part,
        "roles": list(line.roles),
        "duration_days": line.duration_days,
        "milestone": line.milestone,
        "notes": line.notes,
        "parent": line.parent,
        "documents": list(line.documents),
        "links": sorted(link_text(link) for link in line.links),
    }


def read_merge(project: Project, version: PlaybookVersion, *, rows: Sequence[PlanTask] | None = None) -> Reading:
    """What `version` would do to the plan of a project that was made from another version of the same playbook.

    A version of a part that the plan does not have yet is stitched in. `rows` are read unless they were already.
    """
    given = {row.code: row for row in (_rows(project) if rows is None else rows)}
    parts = [one.version for one in _parts(project)]
    main = project.playbook_version
    new_main = version if main is not None and version.playbook_id == main.playbook_id else main
    new_parts = _with(parts, version) if version.playbook.is_part else parts
    ground = f"{main.pk if main else 0}:{sorted(one.pk for one in parts)}>{version.pk}"
    if main is None or new_main is None:
        return Reading(Proposal((), ground, "The project was not made from a playbook."), given, {}, {}, version, ())
    try:
        basis = basis_of(project.phase, [main, new_main, *parts, *new_parts])
        old, new = _as_made(project, main, parts, basis), recompose(project, new_main, new_parts, basis)
    except PlanError as problem:
        return Reading(Proposal((), ground, str(problem)), given, {}, {}, new_main, tuple(new_parts))
    lines = {line.code: line for line in new.lines}
    base = {line.code: made_as(line) for line in old.lines} | {
        code: row.made_as for code, row in given.items() if row.made_as
    }
    mine = _now(project, given)
    proposal = merge(base, mine, {code: made_as(line) for code, line in lines.items()}, ground)
    return Reading(_checked(proposal, mine, lines), given, lines, new.facts, new_main, tuple(new_parts))


def _as_made(project: Project, main: PlaybookVersion, parts: Sequence[PlaybookVersion], basis: Basis) -> Composition:
    kept = project.parameters
    told = Told(project.facts, kept.get("days", {}), kept.get("words", {}))
    return compose(project.phase, main, parts=parts, told=told, basis=basis)


def _rows(project: Project) -> list[PlanTask]:
    found = PlanTask.objects.everywhere().filter(project=project).select_related("task__record", "task__biller")
    return list(found.order_by("position"))


def _parts(project: Project) -> list[ProjectPart]:
    return list(
        ProjectPart.objects.everywhere().filter(project=project).select_related("version__playbook").order_by("pk")
    )


def _with(parts: Sequence[PlaybookVersion], version: PlaybookVersion) -> list[PlaybookVersion]:
    found = [version if one.playbook_id == version.playbook_id else one for one in parts]
    return found if version in found else [*found, version]


def _now(project: Project, rows: dict[str, PlanTask]) -> dict[str, TaskNow]:
    links: dict[str, list[str]] = {}
    for link in Dependency.objects.everywhere().filter(project=project).select_related("predecessor", "successor"):
        text = link_text(Link(link.predecessor.code, link.kind, link.lag_days))
        links.setdefault(link.successor.code, []).append(text)
    return {
        code: TaskNow(
            {
                "title": row.task.title,
                "part": row.part,
                "roles": list(row.roles),
                "duration_days": row.duration_days,
                "milestone": row.milestone,
                "notes": row.notes,
                "parent": row.parent,
                "documents": list(row.documents),
                "links": sorted(links.get(code, [])),
            },
            _state(row),
            row.made_as,
        )
        for code, row in rows.items()
    }


def _state(row: PlanTask) -> str:
    if row.task.state in (TaskState.DONE, TaskState.DROPPED):
        return str(row.task.state)
    has_begun = row.actual_start_date is not None or row.task.state in (TaskState.DOING, TaskState.BLOCKED)
    return "in_progress" if has_begun else "open"


def _checked(proposal: Proposal, mine: dict[str, TaskNow], lines: dict[str, Line]) -> Proposal:
    """With a refusal where links of people and of the playbook would go round in a circle."""
    links = {code: list(task.values["links"]) for code, task in mine.items()}
    for item in proposal.items:
        if item.step == Step.ADDED:
            links[item.code] = [link_text(link) for link in lines[item.code].links]
        elif item.field == "links" and item.is_on:
            links[item.code] = item.new
    try:
        network([Planned(id=code, duration=1, depends_on=_ons(texts, links)) for code, texts in links.items()])
    except PlanError as problem:
        return replace(proposal, refusal=str(problem))
    return proposal


def _ons(texts: Sequence[str], codes: Container[str]) -> tuple[str, ...]:
    found = dict.fromkeys(read_link(text).on for text in texts)
    return tuple(code for code in found if code in codes)
