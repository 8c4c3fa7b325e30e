"""Made-up projects of the library's kind: by network complexity, resource factor and resource strength."""

import random

from pilotage.planner.levelling.instance import Instance
from pilotage.planner.levelling.priority import earliest_usage


def generated_instance(
    count: int = 30,
    *,
    complexity: float = 1.8,
    factor: float = 0.5,
    strength: float = 0.2,
    resources: int = 4,
    seed: int = 1,
) -> Instance:
    """A project of `count` tasks between a start and an end without duration, always the same for its parameters.

    `complexity` is the mean number of links per task without redundant ones; `factor` the part of the resources that a task
    needs; `strength` where the capacities lie between the least that is possible (0) and what the earliest schedule uses (1).
    Durations are 1 to 10 days, needs 1 to 10 units.
    """
    chance = random.Random(f"{count} {complexity} {factor} {strength} {resources} {seed}")
    last = count + 1
    before = _links(chance, count, complexity)
    durations = [0, *(chance.randint(1, 10) for _ in range(count)), 0]
    needs = [[0] * resources for _ in range(count + 2)]
    pairs = [(place, resource) for place in range(1, last) for resource in range(resources)]
    must = [(place, chance.randrange(resources)) for place in range(1, last)] if factor * resources >= 1 else []
    wanted = max(len(must), round(factor * len(pairs)))
    rest = chance.sample([pair for pair in pairs if pair not in set(must)], wanted - len(must))
    for place, resource in [*must, *rest]:
        needs[place][resource] = chance.randint(1, 10)
    names = [str(place + 1) for place in range(count + 2)]
    free = Instance(names, durations, before, needs, [10 * count] * resources)
    least = [max(row[resource] for row in needs) for resource in range(resources)]
    most = [max(peak, low) for peak, low in zip(earliest_usage(free), least, strict=True)]
    capacities = [max(1, low + round(strength * (high - low))) for low, high in zip(least, most, strict=True)]
    return Instance(names, durations, before, needs, capacities)


def _links(chance: random.Random, count: int, complexity: float) -> list[list[int]]:
    """Every task has something before and after it; more links are added while they say something new."""
    last = count + 1
    above: list[set[int]] = [set() for _ in range(count + 2)]  # everything before a task, directly or not
    before: list[list[int]] = [[] for _ in range(count + 2)]

    def link(first: int, second: int) -> bool:
        if first in above[second] or any(first in above[other] or other in above[first] for other in before[second]):
            return False
        before[second].append(first)
        for place in range(second, last + 1):
            if place == second or second in above[place]:
                above[place] |= above[first] | {first}
        return True

    starts = max(1, count // 10)
    for place in range(1, last):
        link(0 if place <= starts else chance.randint(max(1, place - 12), place - 1), place)
    for place in range(1, last):
        if not any(place in earlier for earlier in before[place + 1 : last]) and place < last - starts:
            link(place, chance.randint(place + 1, min(last - 1, place + 12)))
    for _ in range(20 * count):
        if sum(map(len, before)) >= complexity * (count + 2):
            break
        first = chance.randint(1, last - 2)
        link(first, chance.randint(first + 1, min(last - 1, first + 15)))
    followed = {other for earlier in before for other in earlier}
    before[last] = [place for place in range(1, last) if place not in followed]
    return before
