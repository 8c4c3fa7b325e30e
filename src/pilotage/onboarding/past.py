"""What past projects on a CIS product took, phase by phase and task by task, and what a new plan may learn from it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from pilotage.billers.models import Phase
from pilotage.onboarding.lines import Line
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.spreads import Spread, spread
from pilotage.onboarding.working_days import calendar
from pilotage.work.enums import TaskState

#: The newest projects of a product that are looked at.
MOST = 100
#: From so many past tasks on a length is proposed: below that one odd project would set every plan.
LEAST = 3


@dataclass(frozen=True)
class PastProject:
    """One project on a product. `total` is kickoff to go-live; a part or milestone stands here once all of its tasks are done."""

    project: Project
    total: int | None
    parts: dict[str, int]
    milestones: dict[str, int]
    tasks: dict[str, int]


@dataclass(frozen=True)
class Past:
    """All that is known of a product: the projects, the newest first, and the spreads over them in plan order."""

    projects: Sequence[PastProject] = ()
    total: Spread | None = None
    parts: dict[str, Spread] = field(default_factory=dict)
    milestones: dict[str, Spread] = field(default_factory=dict)

    def lengths(self, part: str) -> list[int]:
        """What a part took in each project that finished it."""
        return [one.parts[part] for one in self.projects if part in one.parts]


@dataclass(frozen=True)
class Proposal:
    """A task of a new plan whose past lengths differ from what the playbook says, in working days."""

    code: str
    title: str
    spread: Spread
    playbook_days: int


def past_of_phase(phase: Phase) -> Past:
    """What is known of the phase's CIS product from other phases."""
    return past_of(phase.integration.product_id if phase.integration is not None else None, besides=phase.pk)


def past_of(product_id: uuid.UUID | None, *, besides: uuid.UUID | None = None) -> Past:
    """Two queries. `besides` leaves a phase out, so that a plan does not learn from itself."""
    if product_id is None:
        return Past()
    found = Project.objects.everywhere().filter(phase__integration__product=product_id).exclude(state="cancelled")
    if besides is not None:
        found = found.exclude(phase=besides)
    projects = list(
        found.select_related("biller", "phase__integration__product").order_by("-kickoff_date", "-pk")[:MOST]
    )
    rows: dict[uuid.UUID, list[PlanTask]] = defaultdict(list)
    plans = PlanTask.objects.everywhere().filter(project__in=projects).exclude(task__state=TaskState.DROPPED)
    names = ("project_id", "code", "part", "milestone", "actual_start_date", "actual_finish_date")
    for row in plans.only(*names).order_by("position"):
        rows[row.project_id].append(row)
    held = [_one(project, rows[project.pk]) for project in projects]
    held = [one for one in held if one.total is not None or one.parts]
    order = [row.part for project in projects for row in rows[project.pk]]
    stones = [row.milestone for project in projects for row in rows[project.pk] if row.milestone]
    return Past(
        projects=held,
        total=spread(one.total for one in held if one.total is not None),
        parts=_spreads(order, [one.parts for one in held]),
        milestones=_spreads(stones, [one.milestones for one in held]),
    )


def proposals(past: Past, lines: Sequence[Line], *, accepted: Mapping[str, int] | None = None) -> list[Proposal]:
    """Tasks whose median past length differs from the playbook's, from three past ones on.

    `accepted` are the playbook's own lengths of tasks that carry a past length already.
    """
    lengths: dict[str, list[int]] = defaultdict(list)
    for one in past.projects:
        for code, days in one.tasks.items():
            lengths[code].append(days)
    found = []
    for line in lines:
        known, own = spread(lengths.get(line.code, ())), (accepted or {}).get(line.code, line.duration_days)
        if known is not None and known.count >= LEAST and own and known.days != own:
            found.append(Proposal(line.code, line.title, known, own))
    return found


def _one(project: Project, rows: Sequence[PlanTask]) -> PastProject:
    kickoff, live = project.kickoff_date, project.phase.went_live_date
    stones = {
        name: _days(kickoff, last)
        for name, (_first, last) in _spans((row.milestone, row) for row in rows if row.milestone).items()
        if last >= kickoff
    }
    return PastProject(
        project=project,
        total=_days(kickoff, live) if live is not None and live >= kickoff else None,
        parts={name: _days(*span) for name, span in _spans((row.part, row) for row in rows).items()},
        milestones=stones,
        tasks={row.code: _days(*span) for row in rows if (span := _span(row)) is not None},
    )


def _spans(rows: Iterable[tuple[str, PlanTask]]) -> dict[str, tuple[date, date]]:
    """The first start and last finish of each group; a group with an open task has none yet."""
    found: dict[str, tuple[date, date] | None] = {}
    for name, row in rows:
        own = _span(row)
        before = found.get(name, own)
        found[name] = None if own is None or before is None else (min(before[0], own[0]), max(before[1], own[1]))
    return {name: span for name, span in found.items() if span is not None}


def _span(row: PlanTask) -> tuple[date, date] | None:
    first, last = row.actual_start_date, row.actual_finish_date
    return None if first is None or last is None else (min(first, last), last)


def _days(first: date, last: date) -> int:
    """Working days from the one to the other, both included."""
    days = calendar()
    return max(0, days.position_after(last) - days.position(first))


def _spreads(order: Iterable[str], held: Sequence[dict[str, int]]) -> dict[str, Spread]:
    found = {name: spread(one[name] for one in held if name in one) for name in dict.fromkeys(order)}
    return {name: known for name, known in found.items() if known is not None}
