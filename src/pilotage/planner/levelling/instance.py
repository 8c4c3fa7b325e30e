"""A project whose tasks share limited resources, and what is true of every schedule of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pilotage.planner.errors import PlanError


@dataclass(frozen=True)
class Instance:
    """Tasks by their place: how long, which must be finished before, how much of each resource while it runs.

    Every resource has a capacity that comes back every day. Times are whole days from 0. Tasks without duration are allowed.
    Errors: `PlanError` for a circle, an unknown place, or a task that needs more than there is.
    """

    names: Sequence[str]
    durations: Sequence[int]
    before: Sequence[Sequence[int]]
    needs: Sequence[Sequence[int]]
    capacities: Sequence[int]
    after: list[list[int]] = field(init=False, repr=False)
    order: list[int] = field(init=False, repr=False)
    tails: list[int] = field(init=False, repr=False)
    heads: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        after = self._after()
        object.__setattr__(self, "after", after)
        object.__setattr__(self, "order", self._ordered())
        for place, needed in enumerate(self.needs):
            for number, (much, most) in enumerate(zip(needed, self.capacities, strict=True), 1):
                if much > most:
                    words = f"It needs {much} of resource {number}, and there is no more than {most}."
                    raise PlanError(words, "Raise the capacity.", task_id=self.names[place])
        heads, tails = [0] * len(after), [0] * len(after)
        for place in self.order:
            heads[place] = max((heads[other] + self.durations[other] for other in self.before[place]), default=0)
        for place in reversed(self.order):
            tails[place] = self.durations[place] + max((tails[later] for later in after[place]), default=0)
        object.__setattr__(self, "heads", heads)
        object.__setattr__(self, "tails", tails)

    def _after(self) -> list[list[int]]:
        after: list[list[int]] = [[] for _ in self.durations]
        for place, earlier in enumerate(self.before):
            for other in earlier:
                if not 0 <= other < len(after):
                    raise PlanError("It waits for a task that is not there.", "Correct it.", task_id=self.names[place])
                after[other].append(place)
        return after

    def _ordered(self) -> list[int]:
        waiting = [len(earlier) for earlier in self.before]
        order = [place for place, left in enumerate(waiting) if not left]
        for place in order:  # grows while it is read
            for later in self.after[place]:
                waiting[later] -= 1
                if not waiting[later]:
                    order.append(later)
        if len(order) < len(waiting):
            ring = next(place for place, left in enumerate(waiting) if left)
            raise PlanError("The tasks go round in a circle.", "Remove one of the links.", task_id=self.names[ring])
        return order

    def turned(self) -> "Instance":
        """The same project run backward."""
        return Instance(self.names, self.durations, self.after, self.needs, self.capacities)

    def makespan(self, starts: Sequence[int]) -> int:
        """The end of the last task."""
        return max((start + days for start, days in zip(starts, self.durations, strict=True)), default=0)

    def lower_bound(self) -> int:
        """No schedule is shorter: the longest path, the work of each resource, and both for what lies between two times."""
        longest = max((head + tail for head, tail in zip(self.heads, self.tails, strict=True)), default=0)
        found = longest
        for resource, capacity in enumerate(self.capacities):
            users = [place for place in self.order if self.needs[place][resource] and self.durations[place]]
            found = max(found, self._energy(users, resource, capacity))
        return found

    def _energy(self, users: Sequence[int], resource: int, capacity: int) -> int:
        """For tasks with a head and a tail of at least so much: both ends, and their work between them."""
        best = 0
        heads = sorted({self.heads[place] for place in users})[:40]
        rests = {place: self.tails[place] - self.durations[place] for place in users}
        for head in heads:
            inside = sorted((place for place in users if self.heads[place] >= head), key=lambda place: -rests[place])
            work = 0
            for place in inside:
                work += self.needs[place][resource] * self.durations[place]
                best = max(best, head + -(-work // capacity) + rests[place])
        return best

    def complaints(self, starts: Sequence[int]) -> list[str]:
        """What is wrong with a schedule; empty when it holds."""
        found = [f"{self.names[place]} starts before 0" for place, start in enumerate(starts) if start < 0]
        for place, earlier in enumerate(self.before):
            found += [
                f"{self.names[place]} starts before {self.names[other]} ends"
                for other in earlier
                if starts[place] < starts[other] + self.durations[other]
            ]
        for resource, capacity in enumerate(self.capacities):
            used: dict[int, int] = {}
            for place, start in enumerate(starts):
                for day in range(start, start + self.durations[place]):
                    used[day] = used.get(day, 0) + self.needs[place][resource]
            over = [day for day, much in used.items() if much > capacity]
            if over:
                found.append(f"resource {resource + 1} is over its capacity on day {min(over)}")
        return found
