"""Good schedules without a solver: lists of tasks, each placed as early as it fits, improved from both ends and recombined."""

import random
import time
from collections.abc import Sequence

from pilotage.planner.levelling.instance import Instance

_POPULATION = 40


def placed(instance: Instance, ranked: Sequence[int]) -> list[int]:
    """Starts when tasks are placed in the order `ranked`, each as early as its links and the resources allow.

    `ranked` puts every task after what it waits for.
    """
    durations, before = instance.durations, instance.before
    horizon = sum(durations) + 1
    free = [[capacity] * horizon for capacity in instance.capacities]
    starts = [0] * len(durations)
    for place in ranked:
        days = durations[place]
        begin = 0
        for other in before[place]:
            end = starts[other] + durations[other]
            if end > begin:
                begin = end
        if days:
            wanted = [(free[resource], much) for resource, much in enumerate(instance.needs[place]) if much]
            begin = _first_fit(wanted, begin, days)
            for left, much in wanted:
                for day in range(begin, begin + days):
                    left[day] -= much
        starts[place] = begin
    return starts


def _first_fit(wanted: Sequence[tuple[list[int], int]], begin: int, days: int) -> int:
    """The first day from which on all resources are free for so many days."""
    end = begin + days
    day = end - 1
    while day >= begin:
        for left, much in wanted:
            if left[day] < much:
                begin = day + 1
                end = begin + days
                day = end
                break
        day -= 1
    return begin


def earliest_usage(instance: Instance) -> list[int]:
    """The most of each resource that is in use at once when everything starts as early as its links allow."""
    length = max((head + days for head, days in zip(instance.heads, instance.durations, strict=True)), default=0)
    used = [[0] * (length + 1) for _ in instance.capacities]
    for place, head in enumerate(instance.heads):
        for resource, much in enumerate(instance.needs[place]):
            for day in range(head, head + instance.durations[place]):
                used[resource][day] += much
    return [max(days) for days in used]


class Search:
    """The best schedule found so far. `best` is never worse than any schedule that was tried."""

    def __init__(self, instance: Instance, seed: int = 1) -> None:
        self.instance, self.back = instance, instance.turned()
        self.random = random.Random(seed)
        self.bound = instance.lower_bound()
        self.before = [frozenset(earlier) for earlier in instance.before]
        self.ranks = {
            id(one): {place: number for number, place in enumerate(one.order)} for one in (instance, self.back)
        }
        self.best: list[int] = []
        self.length = sum(instance.durations) + 1
        self.tried = 0

    def run(self, *, seconds: float, most: int = 1_000_000) -> None:
        """Priority rules first, then lists recombined from the better half, until time or `most` schedules are used up."""
        ends_at = time.monotonic() + seconds
        people = [self._improved(ranked) for ranked in self._rules()]
        while len(people) < _POPULATION and self._goes_on(ends_at, most):
            people.append(self._improved(self._sampled()))
        while self._goes_on(ends_at, most):
            people.sort()
            del people[_POPULATION:]
            better = people[: _POPULATION // 2]
            mother, father = self.random.sample(better, 2) if len(better) > 1 else (better[0], better[0])
            child = self._improved(self._mutated(self._crossed(mother[1], father[1])))
            if all(child[0] != other[0] or child[1] != other[1] for other in people):
                people.append(child)
            elif self.random.random() < 0.3:
                people[-1] = self._improved(self._sampled())

    def _goes_on(self, ends_at: float, most: int) -> bool:
        return self.length > self.bound and self.tried < most and time.monotonic() < ends_at

    def _rules(self) -> list[list[int]]:
        """Late start first; longest path to the end; most work behind it; most that wait."""
        instance = self.instance
        work = [days * (1 + sum(row)) for days, row in zip(instance.durations, instance.needs, strict=True)]
        keys = (
            [-tail for tail in instance.tails],
            [head - tail for head, tail in zip(instance.heads, instance.tails, strict=True)],
            [-tail - 0.1 * much for tail, much in zip(instance.tails, work, strict=True)],
            [-len(later) - tail / 2 for later, tail in zip(instance.after, instance.tails, strict=True)],
        )
        return [self._ranked(key) for key in keys]

    def _ranked(self, key: Sequence[float]) -> list[int]:
        """Always the eligible task with the least key."""
        import heapq

        waiting = [len(earlier) for earlier in self.instance.before]
        heap = [(key[place], place) for place, left in enumerate(waiting) if not left]
        heapq.heapify(heap)
        ranked = []
        while heap:
            _, place = heapq.heappop(heap)
            ranked.append(place)
            for later in self.instance.after[place]:
                waiting[later] -= 1
                if not waiting[later]:
                    heapq.heappush(heap, (key[later], later))
        return ranked

    def _sampled(self) -> list[int]:
        spread = max(self.instance.tails, default=1) * self.random.choice((0.1, 0.25, 0.5))
        return self._ranked([-tail + self.random.uniform(0, spread) for tail in self.instance.tails])

    def _improved(self, ranked: Sequence[int]) -> tuple[int, list[int]]:
        """Placed, then pushed to the end and back to the front for as long as it gets shorter."""
        instance = self.instance
        starts = placed(instance, ranked)
        length = instance.makespan(starts)
        self._note(starts, length)
        while length > self.bound:
            ends = [start + days for start, days in zip(starts, instance.durations, strict=True)]
            turned = placed(self.back, self._by([-end for end in ends], self.back))
            whole = self.back.makespan(turned)
            back = [whole - start - days for start, days in zip(turned, instance.durations, strict=True)]
            again = placed(instance, self._by(back, instance))
            shorter = instance.makespan(again)
            self._note(again, shorter)
            if shorter >= length:
                break
            starts, length = again, shorter
        return length, self._by(starts, instance)

    def _by(self, key: Sequence[int], instance: Instance) -> list[int]:
        rank = self.ranks[id(instance)]
        return sorted(range(len(key)), key=lambda place: (key[place], rank[place]))

    def _note(self, starts: list[int], length: int) -> None:
        self.tried += 1
        if length < self.length or not self.best:
            self.best, self.length = starts, length

    def _crossed(self, mother: Sequence[int], father: Sequence[int]) -> list[int]:
        """A stretch of the one in the order of the other."""
        count = len(mother)
        first, second = sorted(self.random.sample(range(count + 1), 2))
        head = list(mother[:first])
        taken = set(head)
        for place in father:
            if len(head) >= second:
                break
            if place not in taken:
                head.append(place)
                taken.add(place)
        return head + [place for place in mother if place not in taken]

    def _mutated(self, ranked: list[int]) -> list[int]:
        before = self.before
        for number in range(len(ranked) - 1):
            if self.random.random() < 0.05 and ranked[number] not in before[ranked[number + 1]]:
                ranked[number], ranked[number + 1] = ranked[number + 1], ranked[number]
        return ranked
