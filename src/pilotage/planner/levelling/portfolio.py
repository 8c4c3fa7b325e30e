"""Many projects over the same people: who does what and when, how long it takes at best, and how near that is to the least."""

import heapq
import random
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pilotage.planner.levelling.diary import Diary
from pilotage.planner.levelling.jobs import Job, JobNet, Person, bounds, job_net, skilled_people
from pilotage.planner.levelling.solver import has_solver

if TYPE_CHECKING:
    from pilotage.planner.levelling.rearranging import Stand

#: With the solver, rules have this part of the time.
_RULES_PART = 0.6
#: Tasks of people that the solver arranges at once, and its own measure of time for some projects and for all of them.
_AT_ONCE, _SHORT, _LONG = 60, 0.5, 30.0


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
    with_solver: bool = True,
) -> Portfolio:
    """Tasks of all projects placed on people so that the projects end as early as can be found within the time.

    `releases` says on which day each project may begin. The best of several rules, then of orders near the best; where OR-Tools is
    installed, then projects that share people are arranged anew by it. `heard` is told after each round which share of time or
    rounds has gone. Errors: `PlanError` for a circle, an unknown id, a skill that nobody has, or a lock on somebody unknown.
    """
    net = job_net(jobs, releases or {})
    skilled = skilled_people(jobs, people)
    bound, last_bound = bounds(net, skilled)
    uses_solver = with_solver and has_solver()
    begun = time.monotonic()
    ends_at = begun + seconds * (_RULES_PART if uses_solver else 1.0)
    chance = random.Random(seed)
    rules, kept, tried = _rules(net), [0.0] * len(jobs), 0
    best, total, named = list[Placed](), 0, ""

    def tell() -> None:
        if heard is not None:
            heard(min(1.0, max(tried / rounds, (time.monotonic() - begun) / max(seconds, 1e-9))))

    while tried < rounds and (tried < len(rules) or time.monotonic() < ends_at):
        rule, key = rules[tried] if tried < len(rules) else ("near the best", _shaken(chance, net, kept))
        tried += 1
        placed = _place(net, skilled, key)
        sum_of_ends = sum(_ends(net, placed).values())
        if not best or sum_of_ends < total:
            kept, best, total, named = list(key), placed, sum_of_ends, rule
        tell()
        if total <= bound or (tried >= len(rules) and time.monotonic() >= ends_at):
            break
    if uses_solver and total > bound:
        solved = _Solving(net, skilled, best, random.Random(seed))
        solved.run(ends_at=begun + seconds, most=rounds, heard=tell)
        bound = max(bound, solved.bound)
        if solved.total < total:
            best, named = solved.placed, "constraint solver"
    return _portfolio(net, best, bound, last_bound, named, tried)


def _portfolio(net: JobNet, placed: Sequence[Placed], bound: int, last_bound: int, rule: str, rounds: int) -> Portfolio:
    ends = _ends(net, placed)
    tasks = {(job.project, job.id): one for job, one in zip(net.jobs, placed, strict=True)}
    return Portfolio(tasks, ends, sum(ends.values()), bound, max(ends.values(), default=0), last_bound, rule, rounds)


class _Solving:
    """Projects that share people, arranged anew by the solver some at a time, for as long as that shortens the sum of the ends."""

    def __init__(
        self, net: JobNet, skilled: Mapping[str, Sequence[Person]], placed: list[Placed], chance: random.Random
    ) -> None:
        self.net, self.skilled, self.placed, self.chance = net, skilled, placed, chance
        self.total, self.bound = sum(_ends(net, placed).values()), 0
        self.sizes = Counter(job.project for job, one in zip(net.jobs, placed, strict=True) if one.person is not None)

    def run(self, *, ends_at: float, most: int, heard: Callable[[], None]) -> None:
        """All of it at once where it is little, with a bound; else some projects at a time."""
        from pilotage.planner.levelling.rearranging import Stand, rearrange

        every = {job.project for job in self.net.jobs}
        is_little = sum(self.sizes.values()) <= _AT_ONCE
        for _ in range(1 if is_little else most):
            left = ends_at - time.monotonic()
            if left <= 0:
                return
            stands = [Stand(one.start, one.end, one.person) for one in self.placed]
            projects, effort = (every, _LONG) if is_little else (self._neighbours(), _SHORT)
            found = rearrange(self.net, self.skilled, stands, projects, seconds=left, effort=effort)
            if found is not None:
                self.bound = found.bound if is_little else 0
                self._take({**dict(enumerate(stands)), **found.stands})
            heard()

    def _take(self, stands: Mapping[int, "Stand"]) -> None:
        """Placed again in this order, as early as it fits: never later than the solver says."""
        key = [float(stands[place].start) for place in range(len(self.placed))]
        wished = {place: stand.person for place, stand in stands.items() if stand.person}
        placed = _place(self.net, self.skilled, key, wished)
        total = sum(_ends(self.net, placed).values())
        if total < self.total:
            self.placed, self.total = placed, total

    def _neighbours(self) -> list[str]:
        """A project that waits for somebody, and others that share its people, as many as the solver handles at once."""
        waits: Counter[str] = Counter()
        people: dict[str, set[str]] = {}
        for job, one in zip(self.net.jobs, self.placed, strict=True):
            waits[job.project] += one.waited
            people.setdefault(job.project, set()).add(one.person or "")
        names = sorted(self.sizes)
        first = self.chance.choices(names, [waits[name] + 0.1 for name in names])[0]
        shared = {name: len((people[name] & people[first]) - {""}) * self.chance.random() for name in names}
        chosen, size = [first], self.sizes[first]
        for name in sorted(names, key=lambda one: -shared[one]):
            if name != first and size + self.sizes[name] <= _AT_ONCE:
                chosen.append(name)
                size += self.sizes[name]
        return chosen


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


def _place(
    net: JobNet, skilled: Mapping[str, Sequence[Person]], key: Sequence[float], wished: Mapping[int, str] | None = None
) -> list[Placed]:
    """One schedule: the task with the least key among those whose work before is placed, on whoever is free first.

    `wished` names who takes a task whoever is free.
    """
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
            placed[place] = _on_somebody(job, ready, skilled, diaries, (wished or {}).get(place))
        for later in net.after[place]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(heap, (key[later], later))
    return [one for one in placed if one is not None]


def _on_somebody(
    job: Job,
    ready: int,
    skilled: Mapping[str, Sequence[Person]],
    diaries: Mapping[str, Diary],
    wished: str | None = None,
) -> Placed:
    if (job.skill is None and job.person is None) or not job.days:
        return Placed(ready, ready + job.days, None, 0)
    people = skilled[f"={job.person}" if job.person else job.skill or ""]
    free = []
    for person in people:
        start = diaries[person.name].first_run(ready, job.days)
        free.append((start, person.name))
        if start == ready and len(free) > 3 and wished is None:
            break
    best = min(free, key=lambda one: (one[1] != wished if wished else False, one[0]))
    end = diaries[best[1]].take(best[0], job.days)
    near = tuple((name, start) for start, name in sorted(one for one in free if one is not best)[:2])
    return Placed(best[0], end, best[1], best[0] - ready, near)


def _ends(net: JobNet, placed: Sequence[Placed]) -> dict[str, int]:
    ends: dict[str, int] = {}
    for job, one in zip(net.jobs, placed, strict=True):
        ends[job.project] = max(ends.get(job.project, 0), one.end)
    return ends
