"""Thousands of ways in which a plan may go, at once: one column of numbers per task. Imports numpy: import this when you need it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pilotage.planner.analogues import shared_parts
from pilotage.planner.drivers import ties_into
from pilotage.planner.forward import Passed, forward
from pilotage.planner.history import History, Traits
from pilotage.planner.layout import Layout, Tie
from pilotage.planner.spans import Span
from pilotage.planner.tasks import Task

Numbers = NDArray[np.int32]
#: A number where all simulations agree, because it has happened; else one per simulation.
Ends = int | Numbers

_LONGEST = 6.0  # no task takes more than e**6 times what was planned
#: How long an open hold lasts on, in working days, where nobody has said.
OPEN_HOLD_DAYS = 5.0


@dataclass(frozen=True)
class Simulated:
    """Positions of the goal's finish in the plan's calendar, sorted, and per task how often it decided the goal."""

    finishes: Numbers
    criticality: dict[str, float]
    progress: float


def simulate(
    layout: Layout,
    *,
    history: History,
    traits: Mapping[str, Traits],
    product: str,
    goal: str | None,
    count: int,
    seed: int,
) -> Simulated:
    """`count` ways in which what is left of the plan may go. Errors: `OutgrownError`."""
    return _Simulation(layout, history, traits, product, count, seed).run(goal)


class _Simulation:
    def __init__(
        self,
        layout: Layout,
        history: History,
        traits: Mapping[str, Traits],
        product: str,
        count: int,
        seed: int,
    ) -> None:
        self.layout, self.plan, self.history = layout, layout.plan, history
        self.traits, self.product, self.count = traits, product, count
        self.random = np.random.default_rng(seed)
        self.known: Passed = forward(layout)
        size = len(layout.tasks)
        self.starts: list[Ends] = [0] * size
        self.finishes: list[Ends] = [0] * size
        self.begins: list[Ends] = [0] * size
        self.reached: list[list[tuple[Tie, Ends]]] = [[] for _ in range(size)]
        self.tables: dict[tuple[int, str], Numbers] = {}
        self.pools: dict[str, NDArray[np.float32]] = {}
        self.shared: dict[str, NDArray[np.float32]] = {}

    def run(self, goal: str | None) -> Simulated:
        """The whole of it, task after task."""
        done = self._done_so_far()
        parties = sorted({self.traits.get(task.id, Traits()).party for task in self.layout.tasks} | {""})
        self.shared = shared_parts(self.history, parties, done, count=self.count, random=self.random)
        for place in self.layout.net.order:
            self._simulate(place)
        goals = self._goals(goal)
        ends = [self._in_plan(place) for place in goals]
        finish = ends[0]
        for other in ends[1:]:
            finish = np.maximum(finish, other)
        total = sum(self.layout.durations) or 1
        over = sum(
            days
            for days, task in zip(self.layout.durations, self.layout.tasks, strict=True)
            if task.actual_finish is not None
        )
        column = np.broadcast_to(np.asarray(finish, dtype=np.int32), (self.count,))
        return Simulated(np.sort(column), self._criticality(goals, ends, column), over / total)

    # ---- what the project shows so far ----

    def _done_so_far(self) -> dict[str, list[float]]:
        """Deviations of the finished tasks of this project from what history says, by party."""
        found: dict[str, list[float]] = {}
        for place, task in enumerate(self.layout.tasks):
            if task.actual_finish is None or not task.duration:
                continue
            begin = min(self._first(place), self.known.starts[place])
            days = max(0.5, self.known.finishes[place] - begin)
            traits = self.traits.get(task.id, Traits())
            centre = self.history.centre(traits, self.product).mean
            found.setdefault(traits.party, []).append(math.log(days / task.duration) - centre)
        return found

    def _first(self, place: int) -> int:
        """When a finished task could begin: the kickoff over, and what it waits for done."""
        task, span = self.layout.tasks[place], self.layout.spans[place]
        first = span.position(max(self.layout.start, task.no_earlier_than or self.layout.start))
        reached = [self._known_reach(tie) for tie in ties_into(self.layout, place) if not tie.to_finish]
        return max([first, *reached])

    def _known_reach(self, tie: Tie) -> int:
        end = (self.known.finishes if tie.from_finish else self.known.starts)[tie.before]
        return int(self._across(tie, end)) + tie.lag

    # ---- one task ----

    def _simulate(self, place: int) -> None:
        layout, task = self.layout, self.layout.tasks[place]
        if place in layout.members:
            members = layout.members[place]
            self.starts[place] = self._all([self._in(place, m, self.starts[m], "day") for m in members], np.minimum)
            self.finishes[place] = self._all([self._in(place, m, self.finishes[m], "end") for m in members], np.maximum)
            self.begins[place] = self.starts[place]
            return
        possible, bound = self._bounds(place)
        if task.actual_finish is not None:
            self.starts[place], self.finishes[place] = self.known.starts[place], self.known.finishes[place]
        elif not task.duration:
            self.starts[place] = self.finishes[place] = self._at_least(
                self._at_least(possible, bound), self._now(place)
            )
        else:
            self._work(place, task, possible, bound)
        self.begins[place] = possible

    def _now(self, place: int) -> int:
        now = self.layout.nows[place]
        return 0 if now is None else self.layout.spans[place].position(now)

    def _bounds(self, place: int) -> tuple[Ends, Ends]:
        """When a task could begin, and before when it can't finish."""
        layout, task, span = self.layout, self.layout.tasks[place], self.layout.spans[place]
        given = [day for day in (layout.start, task.no_earlier_than, task.fixed_start) if day is not None]
        possible: Ends = span.position(max(given))
        bound: Ends = 0 if task.fixed_finish is None else span.position_after(task.fixed_finish)
        for tie in ties_into(layout, place):
            end = (self.finishes if tie.from_finish else self.starts)[tie.before]
            reached = self._across(tie, end) + tie.lag
            self.reached[place].append((tie, reached))
            if tie.to_finish:
                bound = self._at_least(bound, reached)
            else:
                possible = self._at_least(possible, reached)
        return possible, bound

    def _work(self, place: int, task: Task, possible: Ends, bound: Ends) -> None:
        """From when it could begin to when it is finished, as past tasks of its kind went."""
        now, span = self._now(place), self.layout.spans[place]
        if not isinstance(possible, int):
            possible = self._at_least(possible, now)
        start: Ends = span.position(task.actual_start) if task.actual_start is not None else possible
        begin = start if task.actual_start is None or not isinstance(possible, int) else min(start, possible)
        held: Ends = 0
        for hold in task.holds:
            if hold.until is None:
                held = 1 + self.random.exponential(OPEN_HOLD_DAYS, self.count).astype(np.int32)
            elif hold.until > (self.layout.nows[place] or hold.since):
                held = max(0, span.position(hold.until) - max(now, span.position(hold.since)))
        traits = self.traits.get(task.id, Traits())
        scale = self.history.centre(traits, self.product).mean + self.shared[traits.party] + math.log(task.duration)
        finish: Ends
        if task.actual_start is not None and task.percent_done:
            left = math.log(max(0.5, task.duration * (100 - task.percent_done) / 100)) - math.log(task.duration)
            finish = max(now, int(np.max(start))) + self._days(traits.kind, scale + left, 0)
        elif isinstance(begin, int) and begin < now:
            finish = begin + self._days(traits.kind, scale, now - begin)
        else:
            finish = begin + self._days(traits.kind, scale, 0)
        finish = self._at_least(finish + held, now + 1 if now else 0)
        self.finishes[place] = self._at_least(finish, bound)
        if task.actual_start is None:  # bound to finish later, it begins later; it does not take longer
            start = self._at_least(start, now) + (self.finishes[place] - finish)
        self.starts[place] = start

    def _days(self, kind: str, scale: NDArray[Any], gone: int) -> Numbers:
        """Whole days, of which `gone` are over without a finish."""
        pool = self.pools.get(kind)
        if pool is None:
            pool = self.pools[kind] = np.asarray(self.history.spread(kind), dtype=np.float32)
        if not gone:
            drawn = pool[self.random.integers(0, len(pool), self.count, dtype=np.int32)]
            return np.maximum(1, np.rint(np.exp(np.minimum(scale + drawn, _LONGEST)))).astype(np.int32)
        least = np.searchsorted(pool, math.log(gone + 0.5) - scale)
        inside = least < len(pool)
        at = least + self.random.random(self.count) * (len(pool) - least)
        drawn = pool[np.minimum(at.astype(np.int32), len(pool) - 1)]
        days = np.rint(np.exp(np.minimum(scale + drawn, _LONGEST)))
        # Later than anything seen: half as long again as it has lasted, give or take.
        beyond = gone + 1 + self.random.exponential(max(1.0, gone / 2), self.count)
        return np.maximum(gone + 1, np.where(inside, days, beyond)).astype(np.int32)

    # ---- numbers of one calendar in another ----

    def _table(self, span: Span, name: str) -> Numbers:
        key = id(span), name
        if key not in self.tables:
            columns = {"position": span.position_on, "day": span.day_of, "end": span.end_of}
            self.tables[key] = np.asarray(columns[name], dtype=np.int32)
        return self.tables[key]

    def _take(self, span: Span, name: str, numbers: Ends) -> Ends:
        table = self._table(span, name)
        if isinstance(numbers, int):
            return int(table[min(max(0, numbers), len(table) - 1)])
        return table.take(numbers, mode="clip")

    def _across(self, tie: Tie, end: Ends) -> Ends:
        """An end of the task before, in the calendar of the task after."""
        if not tie.is_far:
            return end
        theirs, mine = self.layout.spans[tie.before], self.layout.spans[tie.after]
        if not tie.from_finish or not self.layout.durations[tie.before]:
            return self._take(mine, "position", self._take(theirs, "day", end))
        if tie.to_finish:
            return self._take(mine, "position", self._take(theirs, "day", end - 1)) + 1
        return self._take(mine, "position", self._take(theirs, "end", end))

    def _in(self, place: int, member: int, end: Ends, name: str) -> Ends:
        theirs, mine = self.layout.spans[member], self.layout.spans[place]
        return end if theirs is mine else self._take(mine, "position", self._take(theirs, name, end))

    def _in_plan(self, place: int) -> Ends:
        span = self.layout.spans[place]
        finish = self.finishes[place]
        return finish if span is self.plan else self._take(self.plan, "position", self._take(span, "end", finish))

    @staticmethod
    def _at_least(one: Ends, other: Ends) -> Ends:
        if isinstance(one, int) and isinstance(other, int):
            return max(one, other)
        return np.maximum(one, other)

    @staticmethod
    def _all(ends: Sequence[Ends], join: Any) -> Ends:
        found = ends[0]
        for other in ends[1:]:
            found = join(found, other)
        return found if isinstance(found, np.ndarray) else int(found)

    # ---- what decided ----

    def _goals(self, goal: str | None) -> list[int]:
        places = self.layout.net.places
        if goal in places:
            return [places[goal or ""]]
        return list(range(len(self.layout.tasks)))  # by a link to its start, what is waited for may well end last

    def _criticality(self, goals: Sequence[int], ends: Sequence[Ends], finish: Numbers) -> dict[str, float]:
        """In which share of the simulations each open task stood on the path that decided the goal."""
        decided: dict[int, Any] = {place: np.equal(end, finish) for place, end in zip(goals, ends, strict=True)}
        found = {}
        for place in reversed(self.layout.net.order):
            mine = decided.pop(place, None)
            task = self.layout.tasks[place]
            if mine is None or task.actual_finish is not None:
                continue
            found[task.id] = float(np.broadcast_to(mine, (self.count,)).mean())
            for member in self.layout.members.get(place, ()):
                share = mine & np.equal(self._in(place, member, self.finishes[member], "end"), self.finishes[place])
                decided[member] = decided.get(member, False) | share
            if task.actual_start is not None:
                continue
            for tie, reached in self.reached[place]:
                if self.layout.tasks[tie.before].actual_finish is None:
                    met = self.finishes[place] if tie.to_finish else self.begins[place]
                    decided[tie.before] = decided.get(tie.before, False) | (mine & np.equal(reached, met))
        return found
