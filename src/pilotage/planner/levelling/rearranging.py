"""Some projects of a portfolio arranged anew by the solver, all others as they stand. Needs OR-Tools: import this where it is installed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ortools.sat.python import cp_model

from pilotage.planner.levelling.jobs import Job, JobNet, Person

#: Of each task so many people are looked at: who has it, and those who can do least else.
_LOOKED_AT = 5
#: Days past the present end that the solver may use.
_ROOM = 20


class Stand(NamedTuple):
    """Where a task stands, with whom."""

    start: int
    end: int
    person: str | None


@dataclass(frozen=True)
class Rearranged:
    """The new stands by place, the sum of the free projects' ends, and a sum that no arrangement of them beats."""

    stands: dict[int, Stand]
    total: int
    bound: int
    is_proved: bool


def rearrange(
    net: JobNet,
    skilled: Mapping[str, Sequence[Person]],
    stands: Sequence[Stand],
    projects: Collection[str],
    *,
    seconds: float,
    effort: float,
    seed: int = 1,
) -> Rearranged | None:
    """The earliest ends of these projects around the others. `effort` is the solver's own measure of time, the same on every machine.

    `bound` is one of the whole portfolio where all projects are arranged: then everybody who can do a task is looked at. None when
    the solver came to nothing. Locked tasks (person and start) stay.
    """
    return _Model(net, skilled, stands, frozenset(projects)).solved(seconds, effort, seed)


class _Model:
    def __init__(
        self, net: JobNet, skilled: Mapping[str, Sequence[Person]], stands: Sequence[Stand], projects: frozenset[str]
    ) -> None:
        self.net, self.skilled, self.stands, self.model = net, skilled, stands, cp_model.CpModel()
        self.free = [place for place, job in enumerate(net.jobs) if job.project in projects]
        self.is_whole = len(self.free) == len(net.jobs)
        self.horizon = self._latest() if self.is_whole else max((one.end for one in stands), default=0) + _ROOM
        self.starts: dict[int, Any] = {}
        self.ends: dict[int, Any] = {}
        self.chosen: dict[int, list[tuple[Person, Any]]] = {}
        self.runs: dict[str, list[Any]] = {}
        for place in self.free:
            self._add(place, net.jobs[place])
        self._link()
        self._keep_the_others()
        for runs in self.runs.values():
            self.model.add_no_overlap(runs)
        self.length = self._sum_of_ends(sorted(projects))

    def _latest(self) -> int:
        """Past this day no project ends in an arrangement that is as good as the present one: the others take their longest paths."""
        ends: dict[str, int] = {}
        paths: dict[str, int] = {}
        for place, job in enumerate(self.net.jobs):
            ends[job.project] = max(ends.get(job.project, 0), self.stands[place].end)
            paths[job.project] = max(paths.get(job.project, 0), self.net.heads[place] + self.net.tails[place])
        slack = sum(ends.values()) - sum(paths.values())
        return max((path + slack for path in paths.values()), default=0) + 1

    def _add(self, place: int, job: Job) -> None:
        stand, model, first = self.stands[place], self.model, self.net.heads[place]
        if _is_locked(job):  # where a person wanted it, whatever else stands there
            self.starts[place], self.ends[place] = stand.start, stand.end
            run = model.new_fixed_size_interval_var(stand.start, stand.end - stand.start, "")
            self.runs.setdefault(stand.person or "", []).append(run)
            return
        start = model.new_int_var(first, max(first, self.horizon), "")
        self.starts[place] = start
        model.add_hint(start, stand.start)
        if stand.person is None:
            self.ends[place] = start + job.days
            return
        end = model.new_int_var(first, 2 * self.horizon, "")
        size = model.new_int_var(job.days, 2 * self.horizon, "")
        self.ends[place] = end
        model.add_hint(end, stand.end)
        model.add_hint(size, stand.end - stand.start)
        people = self._people(job, stand.person)
        self.chosen[place] = []
        for person in people:
            takes = model.new_bool_var("")
            model.add_hint(takes, person.name == stand.person)
            self.chosen[place].append((person, takes))
            self.runs.setdefault(person.name, []).append(model.new_optional_interval_var(start, size, end, takes, ""))
            self._last_as_long_as_it_does(person, job.days, (start, size, end), takes, stand.start)
        model.add_exactly_one(takes for _person, takes in self.chosen[place])

    def _people(self, job: Job, holder: str) -> list[Person]:
        able = self.skilled[f"={job.person}" if job.person else job.skill or ""]
        others = [person for person in able if person.name != holder]
        looked_at = len(able) if self.is_whole else _LOOKED_AT
        return [person for person in able if person.name == holder] + others[: looked_at - 1]

    def _last_as_long_as_it_does(
        self, person: Person, days: int, run: tuple[Any, Any, Any], takes: Any, began: int
    ) -> None:
        """Days away are skipped over: then the end depends on the start."""
        start, size, end = run
        if not any(day <= 2 * self.horizon for day in person.away):
            self.model.add(size == days).only_enforce_if(takes)
            return
        worked = [day for day in range(2 * self.horizon + days + len(person.away) + 1) if day not in person.away]
        numbers = {day: number for number, day in enumerate(worked)}
        begins = [day for day in worked if day <= self.horizon]
        last = self.model.new_int_var(0, worked[-1] + 1, "")
        ends = [worked[numbers[day] + days - 1] + 1 if day in numbers else 0 for day in range(self.horizon + 1)]
        self.model.add_element(start, ends, last)
        self.model.add_hint(last, ends[began])
        self.model.add(end == last).only_enforce_if(takes)
        allowed = cp_model.Domain.from_values(begins)
        self.model.add_linear_expression_in_domain(start, allowed).only_enforce_if(takes)

    def _link(self) -> None:
        for place in self.free:
            lag = self.net.jobs[place].lag
            if _is_locked(self.net.jobs[place]):
                continue
            for other in self.net.before[place]:
                self.model.add(self.starts[place] >= self.ends[other] + lag)

    def _keep_the_others(self) -> None:
        free = set(self.free)
        for place, stand in enumerate(self.stands):
            if place not in free and stand.person in self.runs and stand.end > stand.start:
                run = self.model.new_fixed_size_interval_var(stand.start, stand.end - stand.start, "")
                self.runs[stand.person].append(run)

    def _sum_of_ends(self, projects: Sequence[str]) -> Any:
        last = {project: self.model.new_int_var(0, 2 * self.horizon, "") for project in projects}
        ends: dict[str, int] = {}
        for place in self.free:
            project = self.net.jobs[place].project
            ends[project] = max(ends.get(project, 0), self.stands[place].end)
            if not self.net.after[place]:
                self.model.add(last[project] >= self.ends[place])
        for project, end in ends.items():
            self.model.add_hint(last[project], end)
        whole = sum(last.values())
        self.model.minimize(whole)
        return whole

    def solved(self, seconds: float, effort: float, seed: int) -> Rearranged | None:
        """The answer within the time; one thread, so that the same question has the same answer."""
        solver = cp_model.CpSolver()
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        solver.parameters.max_deterministic_time = effort
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = seed
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        state = solver.solve(self.model)
        if state not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        found = {}
        for place in self.free:
            takers = [person.name for person, takes in self.chosen.get(place, []) if solver.boolean_value(takes)]
            start, end = int(solver.value(self.starts[place])), int(solver.value(self.ends[place]))
            found[place] = Stand(start, end, takers[0] if takers else self.stands[place].person)
        bound = int(-(-solver.best_objective_bound // 1))
        return Rearranged(found, int(solver.value(self.length)), bound, state == cp_model.OPTIMAL)


def _is_locked(job: Job) -> bool:
    return job.person is not None and job.start is not None
