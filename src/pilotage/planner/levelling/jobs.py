"""What is levelled over people: jobs of projects, who can do them, and what no schedule of them can beat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pilotage.planner.errors import PlanError


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can do the work of some skills, one task at a time. `away` holds days (numbers from 0) without work."""

    name: str
    skills: frozenset[str]
    away: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Job:
    """A task of a project: how many days of work, by whom (a skill, or nobody of ours), after which others.

    `lag` is in days after the last of them. `person` and `start` lock it.
    """

    project: str
    id: str
    days: int
    after: tuple[str, ...] = ()
    skill: str | None = None
    lag: int = 0
    person: str | None = None
    start: int | None = None


@dataclass
class JobNet:
    """Jobs by their place, ready for one placing after another."""

    jobs: Sequence[Job]
    before: list[list[int]] = field(default_factory=list)
    after: list[list[int]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    tails: list[int] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    releases: Mapping[str, int] = field(default_factory=dict)


def job_net(jobs: Sequence[Job], releases: Mapping[str, int]) -> JobNet:
    """The jobs with what waits for what, the earliest day of each and the days behind it. Errors: `PlanError`."""
    places = {(job.project, job.id): place for place, job in enumerate(jobs)}
    if len(places) < len(jobs):
        raise PlanError("Two tasks of one project have the same id.", "Give every task an id of its own.")
    before: list[list[int]] = []
    after: list[list[int]] = [[] for _ in jobs]
    for place, job in enumerate(jobs):
        for other in job.after:
            if (job.project, other) not in places:
                raise PlanError(f"It waits for {other}, which is not there.", "Correct the id.", task_id=job.id)
        before.append([places[job.project, other] for other in job.after])
        for other_place in before[-1]:
            after[other_place].append(place)
    order = _ordered(jobs, before, after)
    net = JobNet(jobs, before, after, order, [0] * len(jobs), [0] * len(jobs), releases)
    for place in order:
        job = jobs[place]
        ready = max((net.heads[other] + jobs[other].days for other in before[place]), default=-job.lag)
        net.heads[place] = max(releases.get(job.project, 0), ready + job.lag, job.start or 0)
    for place in reversed(order):
        behind = max((net.tails[later] + jobs[later].lag for later in after[place]), default=0)
        net.tails[place] = jobs[place].days + behind
    return net


def _ordered(jobs: Sequence[Job], before: list[list[int]], after: list[list[int]]) -> list[int]:
    waiting = [len(earlier) for earlier in before]
    order = [place for place, left in enumerate(waiting) if not left]
    for place in order:  # grows while it is read
        for later in after[place]:
            waiting[later] -= 1
            if not waiting[later]:
                order.append(later)
    if len(order) < len(jobs):
        ring = jobs[next(place for place, left in enumerate(waiting) if left)]
        raise PlanError("The tasks go round in a circle.", "Remove one of the links.", task_id=ring.id)
    return order


def skilled_people(jobs: Sequence[Job], people: Sequence[Person]) -> dict[str, list[Person]]:
    """Who can do what; the least versatile first, so that the versatile stay free for what others can't do."""
    found: dict[str, list[Person]] = {}
    ranked = sorted(people, key=lambda person: (len(person.skills), person.name))
    for person in ranked:
        for skill in person.skills:
            found.setdefault(skill, []).append(person)
    names = {person.name: person for person in people}
    for job in jobs:
        if job.person is not None:
            if job.person not in names:
                raise PlanError(
                    f"There is nobody named {job.person}.", "Lock it on somebody who is there.", task_id=job.id
                )
            found[f"={job.person}"] = [names[job.person]]
        elif job.skill is not None and job.skill not in found:
            raise PlanError(f"Nobody can do {job.skill}.", "Add somebody with this skill.", task_id=job.id)
    return found


def bounds(net: JobNet, skilled: Mapping[str, Sequence[Person]]) -> tuple[int, int]:
    """The least sum of the projects' ends, and the least last day.

    Every project takes its longest path. For each skill: were all people of the skill one, who does in a day as much as they
    all do, and did it the work of the projects in the order of least work, the sum of the days on which it ends them is the
    least that is possible for that work, whatever it begins with.
    """
    paths: dict[str, int] = {}
    for place, job in enumerate(net.jobs):
        paths[job.project] = max(paths.get(job.project, 0), net.heads[place] + net.tails[place])
    least, last = sum(paths.values()), max(paths.values(), default=0)
    alone = _alone(skilled)
    for skill, people in alone.items():
        work: dict[str, int] = {}
        for job in net.jobs:
            if job.skill == skill and job.person is None:
                work[job.project] = work.get(job.project, 0) + job.days
        gone, total = 0, sum(end for project, end in paths.items() if project not in work)
        first = min((net.releases.get(project, 0) for project in work), default=0)
        for days in sorted(work.values()):
            gone += days
            total += first + -(-gone // len(people))
        least, last = max(least, total), max(last, first + -(-gone // len(people)))
    return least, last


def _alone(skilled: Mapping[str, Sequence[Person]]) -> dict[str, Sequence[Person]]:
    return {skill: people for skill, people in skilled.items() if not skill.startswith("=")}
