"""How long past tasks really took: ratios of days taken to days planned, pooled where there is little history."""

import datetime as dt
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from statistics import NormalDist
from typing import NamedTuple

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.drivers import could_begin
from pilotage.planner.forward import forward
from pilotage.planner.layout import Layout, frame_of
from pilotage.planner.network import network
from pilotage.planner.schedule import in_years_enough
from pilotage.planner.tasks import Task


class Traits(NamedTuple):
    """What a task has in common with tasks of other projects; `party` is who answers for it."""

    kind: str = ""
    role: str = ""
    party: str = ""


@dataclass(frozen=True)
class PastProject:
    """A project as it went: every task with its actual finish, and with its actual start where it is known."""

    name: str
    tasks: Sequence[Task]
    start: dt.date
    calendar: WorkingCalendar
    product: str = ""
    traits: Mapping[str, Traits] = field(default_factory=dict)
    goal: str | None = None


class Taken(NamedTuple):
    """One past task. `ratio` is the logarithm of days taken (from when it could begin, waits and holds with it) to planned."""

    project: int
    kind: str
    product: str
    role: str
    party: str
    ratio: float


class Centre(NamedTuple):
    """Where the ratios of tasks like this one lie: the mean logarithm, from how many past tasks, and which these are."""

    mean: float
    samples: int
    pool: str


#: A pool counts as much as this many past tasks of the pool around it.
POOLED_AS = 4.0
#: Without any history: tasks take a tenth longer in the middle, with this spread, a third of it shared by a whole project.
PRIOR_MEAN, PRIOR_SPREAD, PRIOR_SHARED = 0.1, 0.45, 0.2
_LEAST_OWN_POOL = 30
_LEAST_TAKEN = 0.5


@dataclass(frozen=True)
class History:
    """What past tasks say. `hits` are (progress, share) pairs: which share of a past forecast had ended before the true finish."""

    centres: Mapping[tuple[str, ...], Centre]
    residuals: Mapping[str, Sequence[float]]
    effects: Sequence[Mapping[str, float]]
    noise: float
    shared: float
    samples: int
    names: Sequence[str] = ()
    hits: Sequence[tuple[float, float]] = ()

    def centre(self, traits: Traits, product: str) -> Centre:
        """From the narrowest pool with any history: kind and product, kind, role, all."""
        for key in (("kind", traits.kind, product), ("kind", traits.kind), ("role", traits.role)):
            if key[1] and key in self.centres:
                return self.centres[key]
        return self.centres[()]

    def spread(self, kind: str) -> Sequence[float]:
        """The sorted deviations of past tasks of a kind from their centre; of all tasks where there are few of a kind."""
        return self.residuals.get(kind) or self.residuals[""]

    def without(self, name: str) -> "History":
        """Without what the projects of this name had in common: to forecast one of them as if it were new."""
        kept = [effect for effect, other in zip(self.effects, self.names, strict=True) if other != name]
        return replace(self, effects=kept or _prior_effects(), names=[other for other in self.names if other != name])

    def levels(self, progress: float) -> Callable[[float], float]:
        """Which share of the simulations to take so that a chance of the true dates falls within, as past forecasts show.

        Past forecasts at a like progress count most; few of them move the share little.
        """
        near = sorted((hit, math.exp(-(((progress - at) / 0.15) ** 2))) for at, hit in self.hits)
        weight = sum(one for _, one in near)
        if not weight:
            return lambda chance: chance
        seen = list(accumulate(one for _, one in near))
        trust = weight / (weight + 10)

        def level(chance: float) -> float:
            place = bisect_left(seen, chance * weight)
            found = near[place][0] if place < len(near) else 1.0
            return trust * found + (1 - trust) * chance

        return level


def history_of(projects: Sequence[PastProject]) -> History:
    """What the finished tasks of past projects say; sound with none at all. Errors: as for `schedule`."""
    return history_from([taken_in(number, project) for number, project in enumerate(projects)], projects)


def history_from(lived: Sequence[Sequence[Taken]], projects: Sequence[PastProject]) -> History:
    """What past projects say whose tasks were read with `taken_in` before, in the order of the projects."""
    taken = [one._replace(project=number) for number, tasks in enumerate(lived) for one in tasks]
    effects: list[dict[str, float]] = [{} for _ in projects]
    noise, shared = PRIOR_SPREAD**2, PRIOR_SHARED**2
    centres = _centres(taken, effects)
    for _ in range(3):  # centres and what a project's tasks share depend on each other
        left = [_residual(one, centres, effects, with_effect=False) for one in taken]
        effects, noise, shared = _effects(taken, left, len(projects))
        centres = _centres(taken, effects)
    residuals = _pools(taken, [_residual(one, centres, effects) for one in taken])
    names = [project.name for project in projects]
    if not projects:
        effects = _prior_effects()
        names = [""] * len(effects)
    return History(centres, residuals, effects, noise, shared, len(taken), names)


def taken_in(number: int, project: PastProject) -> list[Taken]:
    """The finished tasks of one project, and how long each took from when it could begin."""
    net = network(project.tasks)
    frame = frame_of(net, project.start, project.calendar, today=None)

    def runs(layout: Layout) -> list[tuple[int, int]]:
        passed = forward(layout)
        return [
            (min(could_begin(layout, passed, place), passed.starts[place]), passed.finishes[place])
            for place in range(len(layout.tasks))
        ]

    found = []
    for task, (begin, end) in zip(project.tasks, in_years_enough(net, frame, runs), strict=True):
        if task.actual_finish is not None and task.duration:
            traits = project.traits.get(task.id, Traits())
            ratio = math.log(max(_LEAST_TAKEN, end - begin) / task.duration)
            found.append(Taken(number, traits.kind, project.product, traits.role, traits.party, ratio))
    return found


def _centres(taken: Iterable[Taken], effects: Sequence[Mapping[str, float]]) -> dict[tuple[str, ...], Centre]:
    """The mean of every pool, drawn towards the pool around it as if that were a few past tasks more."""
    sums: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0])
    for one in taken:
        value = one.ratio - effects[one.project].get(one.party, 0.0)
        for key in ((), ("role", one.role), ("kind", one.kind), ("kind", one.kind, one.product)):
            sums[key][0] += value
            sums[key][1] += 1
    names = {0: "all", 2: "", 3: "and product"}
    total, count = sums.get((), [0.0, 0])
    found: dict[tuple[str, ...], Centre] = {
        (): Centre((total + POOLED_AS * PRIOR_MEAN) / (count + POOLED_AS), int(count), "all")
    }
    for pool in sorted(sums, key=len):
        if pool:
            parent = found[pool[:2] if len(pool) == 3 else ()].mean
            total, count = sums[pool]
            name = f"{pool[0]} {names[len(pool)]}".strip()
            found[pool] = Centre((total + POOLED_AS * parent) / (count + POOLED_AS), int(count), name)
    return found


def _residual(
    one: Taken,
    centres: Mapping[tuple[str, ...], Centre],
    effects: Sequence[Mapping[str, float]],
    with_effect: bool = True,
) -> float:
    key: tuple[str, ...] = ("kind", one.kind, one.product) if one.kind else ("role", one.role) if one.role else ()
    return one.ratio - centres[key].mean - (effects[one.project].get(one.party, 0.0) if with_effect else 0.0)


def _effects(taken: Sequence[Taken], left: Sequence[float], count: int) -> tuple[list[dict[str, float]], float, float]:
    """What the tasks of one party in one project share, drawn towards nothing by how noisy it is; with both variances."""
    groups: dict[tuple[int, str], list[float]] = defaultdict(list)
    for one, value in zip(taken, left, strict=True):
        groups[one.project, one.party].append(value)
    means = {key: sum(values) / len(values) for key, values in groups.items()}
    inner = sum((value - means[key]) ** 2 for key, values in groups.items() for value in values)
    free = len(left) - len(groups)
    noise = (inner + 10 * PRIOR_SPREAD**2) / (free + 10)
    outer = sum(mean**2 - noise / len(groups[key]) for key, mean in means.items())
    shared = max(1e-4, (outer + 5 * PRIOR_SHARED**2) / (len(groups) + 5))
    effects: list[dict[str, float]] = [{} for _ in range(count)]
    for (project, party), mean in means.items():
        effects[project][party] = mean * shared / (shared + noise / len(groups[project, party]))
    return effects, noise, shared


def _pools(taken: Sequence[Taken], residuals: Sequence[float]) -> dict[str, list[float]]:
    by_kind: dict[str, list[float]] = defaultdict(list)
    for one, value in zip(taken, residuals, strict=True):
        by_kind[one.kind].append(value)
    found = {kind: sorted(values) for kind, values in by_kind.items() if kind and len(values) >= _LEAST_OWN_POOL}
    prior = [NormalDist(0, PRIOR_SPREAD).inv_cdf((place + 0.5) / 20) for place in range(20)]
    found[""] = sorted([*residuals, *(prior if len(residuals) < 200 else [])])
    return found


def _prior_effects() -> list[dict[str, float]]:
    return [{"": NormalDist(0, PRIOR_SHARED).inv_cdf((place + 0.5) / 20)} for place in range(20)]
