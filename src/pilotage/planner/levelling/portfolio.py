"""Many projects over the same people: who does what and when, how long it takes at best, and how near that is to the least."""

import heapq
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pilotage.planner.levelling.diary import Diary
from pilotage.planner.levelling.jobs import Job, JobNet, Person, bounds, job_net, skilled_people


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a task stands. `waited` is how many days it waited for a person; `near` names who else was free soonest, and when."""

    start: int
    end: int
    person: str | None
    waited: int
    near: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Portfolio:
    """All tasks placed, by project and id. `gap` says by how much the sum of the projects' ends may at most be shortened.

    `lower_bound` is a sum that no schedule can beat; `makespan_bound` the same for the last day.
    """

    tasks: Mapping[tuple[str, str], Placed]
    ends: Mapping[str, int]
    total: int
    lower_bound: int
    makespan: int
    makespan_bound: int
    rule: str
    rounds: int

    @property
    def gap(self) -> float:
        """The part of the sum by which it may lie above the least."""
        return (self.total - self.lower_bound) / max(1, self.lower_bound)


def level_portfolio(
    jobs: Sequence[Job],
    people: Sequence[Person],
    *,
    releases: Mapping[str, int] | None = None,
    seconds: float = 60.0,
    rounds: int = 10_000,
    seed: int = 1,
    heard: Callable[[float], None] | None = None,
) -> Portfolio:
    """Tasks of all projects placed on people so that the projects end as early as can be found within the time.

    `releases` says on which day each project may begin. The best of several rules, then of orders near the best. `heard` is
    told after each round which share of time or rounds has gone. Errors: `PlanError` for a circle, an unknown id, a skill that
    nobody has, or a lock on somebody unknown.
    """
    net = job_net(jobs, releases or {})
    skilled = skilled_people(jobs, people)
    ends_at = time.monotonic() + seconds
    bound, last_bound = bounds(net, skilled)
    best: Portfolio | None = None
    chance = random.Random(seed)
    keys = dict(_rules(net))
    kept, tried = [0.0] * len(jobs), 0
    while tried < rounds and (tried < len(keys) or time.monotonic() < ends_at):
        if tried < len(keys):
            rule, key = list(keys.items())[tried]
        else:
            rule, key = "near the best", _shaken(chance, net, kept)
        tried += 1
        placed = _place(net, skilled, key)
        ends = _ends(net, placed)
        total = sum(ends.values())
        if best is None or total < best.total:
            kept = list(key)
            tasks = {(job.project, job.id): one for job, one in zip(jobs, placed, strict=True)}
            best = Portfolio(tasks, ends, total, bound, max(ends.values(), default=0), last_bound, rule, tried)
        if heard is not None:
            heard(min(1.0, max(tried / rounds, 1 - (ends_at - time.monotonic()) / max(seconds, 1e-9))))
        if best.total <= bound or (tried >= len(keys) and time.monotonic() >= ends_at):
            break
    if best is None:
        return Portfolio({}, {}, 0, 0, 0, 0, "", 0)
    return Portfolio(best.tasks, best.ends, best.total, bound, best.makespan, last_bound, best.rule, tried)


def _rules(net: JobNet) -> list[tuple[str, list[float]]]:
    """Which task comes first where several could be placed: the least key."""
    jobs, heads, tails = net.jobs, net.heads, net.tails
    ends: dict[str, int] = {}
    works: dict[str, int] = {}
    for place, job in enumerate(jobs):
        ends[job.project] = max(ends.get(job.project, 0), heads[place] + tails[place])
        works[job.project] = works.get(job.project, 0) + (job.days if job.skill else 0)
    ranks = {project: rank for rank, project in enumerate(sorted(works, key=lambda one: (works[one], ends[one])))}
    slack = [ends[job.project] - heads[place] - tails[place] for place, job in enumerate(jobs)]
    return [
        ("least float", [float(one) for one in slack]),
        ("late start first", [float(ends[job.project] - tails[place]) for place, job in enumerate(jobs)]),
        ("least work first", [ranks[job.project] * 1e4 + slack[place] for place, job in enumerate(jobs)]),
        ("first come", [float(heads[place]) for place in range(len(jobs))]),
        (
            "least work, then late start",
            [ranks[job.project] * 3.0 + ends[job.project] - tails[place] for place, job in enumerate(jobs)],
        ),
    ]


def _shaken(chance: random.Random, net: JobNet, key: Sequence[float]) -> list[float]:
    """Some projects a little earlier or later in the line, as whole projects."""
    spread = (max(key, default=1.0) - min(key, default=0.0)) * chance.choice((0.01, 0.03, 0.1))
    projects = sorted({job.project for job in net.jobs})
    moved = {project: chance.gauss(0, spread) for project in projects if chance.random() < 0.3}
    return [value + moved.get(job.project, 0.0) for value, job in zip(key, net.jobs, strict=True)]


def _place(net: JobNet, skilled: Mapping[str, Sequence[Person]], key: Sequence[float]) -> list[Placed]:
    """One schedule: the task with the least key among those whose work before is placed, on whoever is free first."""
    jobs, diaries = net.jobs, {one.name: Diary(one.away) for people in skilled.values() for one in people}
    placed: list[Placed | None] = [None] * len(jobs)
    locked = [place for place, job in enumerate(jobs) if job.person and job.start is not None]
    for place in locked:
        job = jobs[place]
        end = diaries[job.person or ""].take(job.start or 0, job.days)
        placed[place] = Placed(job.start or 0, end, job.person, 0)
    waiting = [len(earlier) for earlier in net.before]
    heap = [(key[place], place) for place, left in enumerate(waiting) if not left]
    heapq.heapify(heap)
    while heap:
        _, place = heapq.heappop(heap)
        job = jobs[place]
        if placed[place] is None:
            ready = max((one.end for other in net.before[place] if (one := placed[other])), default=-job.lag) + job.lag
            ready = max(ready, net.releases.get(job.project, 0), job.start or 0)
            placed[place] = _on_somebody(job, ready, skilled, diaries)
        for later in net.after[place]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(heap, (key[later], later))
    return [one for one in placed if one is not None]


def _on_somebody(job: Job, ready: int, skilled: Mapping[str, Sequence[Person]], diaries: Mapping[str, Diary]) -> Placed:
    if (job.skill is None and job.person is None) or not job.days:
        return Placed(ready, ready + job.days, None, 0)
    people = skilled[f"={job.person}" if job.person else job.skill or ""]
    free = []
    for person in people:
        start = diaries[person.name].first_run(ready, job.days)
        free.append((start, person.name))
        if start == ready and len(free) > 3:
            break
    best = min(free, key=lambda one: one[0])
    end = diaries[best[1]].take(best[0], job.days)
    near = tuple((name, start) for start, name in sorted(one for one in free if one is not best)[:2])
    return Placed(best[0], end, best[1], best[0] - ready, near)


def _ends(net: JobNet, placed: Sequence[Placed]) -> dict[str, int]:
    ends: dict[str, int] = {}
    for job, one in zip(net.jobs, placed, strict=True):
        ends[job.project] = max(ends.get(job.project, 0), one.end)
    return ends
