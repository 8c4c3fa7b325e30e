"""Does the forecast hold? Past projects are forecast as they stood on earlier days, and the answer is laid beside what came."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from statistics import fmean

from pilotage.planner.forecasting import Forecast, forecast
from pilotage.planner.history import History, PastProject, history_from, history_of, taken_in
from pilotage.planner.layout import Layout, frame_of
from pilotage.planner.network import network
from pilotage.planner.schedule import in_years_enough, schedule
from pilotage.planner.slip import known_on, without_facts
from pilotage.planner.tasks import Task

#: At which part of its true length a project is looked at.
HORIZONS = (0.0, 0.2, 0.4, 0.6, 0.8)
#: Past projects are calibrated on in so many parts, each forecast from the other parts.
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Horizon:
    """All forecasts made at one part of the way. Errors are mean absolute working days between a date and the true one.

    `planned` is the plan's own date on that day, with all that had happened; `baseline` the date of the first day.
    """

    part: float
    forecasts: int
    within_p50: float
    within_p80: float
    within_p95: float
    error: float
    error_planned: float
    error_baseline: float
    p80_days_ahead: float


@dataclass(frozen=True)
class BackTest:
    """All horizons, and how often the true date fell within P50, P80 and P95 over them all."""

    horizons: tuple[Horizon, ...]
    forecasts: int
    projects: int
    learnt_from: int
    within_p50: float
    within_p80: float
    within_p95: float

    @property
    def beats_the_plan(self) -> bool:
        """The forecast is nearer than the plan's date at every horizon."""
        return all(one.error < one.error_planned for one in self.horizons)

    def as_json(self) -> dict[str, object]:
        """Plain values ready for JSON."""
        return {**asdict(self), "beats_the_plan": self.beats_the_plan}


@dataclass(frozen=True, slots=True)
class _Tried:
    part: float
    true: int
    p50: int
    p80: int
    p95: int
    planned: int
    baseline: int


#: Told after each project: how many are done, of how many.
Told = Callable[[int, int], None]


def calibrated(
    projects: Sequence[PastProject], *, simulations: int = 600, most: int = 250, seed: int = 7, told: Told | None = None
) -> History:
    """What past projects say, and where their own true dates fell in forecasts made without them.

    The most recent `most` projects are forecast at every horizon, each from the others alone: a forecast that had learnt from
    the project itself would look better than one of a project that nobody knows yet. Errors: as for `schedule`.
    """
    lived = [taken_in(number, project) for number, project in enumerate(projects)]
    recent = sorted(range(len(projects)), key=lambda place: projects[place].start)[-most:]
    hits: list[tuple[float, float]] = []
    done = 0
    for part in range(min(FOLDS, len(recent))):
        mine = set(recent[part::FOLDS])
        others = [place for place in range(len(projects)) if place not in mine]
        history = history_from([lived[place] for place in others], [projects[place] for place in others])
        for place in sorted(mine):
            hits += _hits(projects[place], history, simulations, seed)
            done += 1
            if told:
                told(done, len(recent))
    return replace(history_from(lived, projects), hits=hits)


def _hits(project: PastProject, history: History, simulations: int, seed: int) -> Iterator[tuple[float, float]]:
    """Progress, and the share of simulations that ended before the project did, on several days of its life."""
    from pilotage.planner.simulation import simulate

    true = true_finish(project)
    for _, today, tasks in seen_along(project):
        net = network(tasks)

        def answer(layout: Layout) -> tuple[float, float]:
            found = simulate(
                layout,
                history=history,
                traits=project.traits,
                product=project.product,
                goal=project.goal,
                count=simulations,
                seed=seed,
            )
            return found.progress, float(found.finishes.searchsorted(layout.plan.position_after(true))) / simulations

        yield in_years_enough(net, frame_of(net, project.start, project.calendar, true, today=today), answer)


def true_finish(project: PastProject) -> dt.date:
    """The day on which the goal was really reached. Errors: `ValueError` when it was not."""
    finishes = [task.actual_finish for task in project.tasks if project.goal in (None, task.id)]
    if not finishes or None in finishes:
        raise ValueError(f"{project.name} is not finished.")
    return max(day for day in finishes if day is not None)


def seen_along(project: PastProject) -> Iterator[tuple[float, dt.date, list[Task]]]:
    """The project as it was known on a day of each horizon."""
    length = (true_finish(project) - project.start).days
    for part in HORIZONS:
        today = project.start + dt.timedelta(days=round(length * part))
        yield part, today, [known_on(task, today) for task in project.tasks]


def backtest(
    projects: Sequence[PastProject],
    history: History,
    *,
    learnt_from: int,
    simulations: int = 2_000,
    seed: int = 1,
    told: Told | None = None,
) -> BackTest:
    """Forecasts every project at every horizon with a history that does not hold it. Errors: as for `schedule`."""
    tried: list[_Tried] = []
    for done, project in enumerate(projects, 1):
        tried += _tried(project, history.without(project.name), simulations, seed)
        if told:
            told(done, len(projects))
    return _summed(tried, len(projects), learnt_from)


def _summed(tried: Sequence[_Tried], projects: int, learnt_from: int) -> BackTest:
    horizons = tuple(_horizon(part, [one for one in tried if one.part == part]) for part in HORIZONS if tried)
    whole = _horizon(-1, tried) if tried else None
    return BackTest(
        horizons,
        len(tried),
        projects,
        learnt_from,
        whole.within_p50 if whole else 0.0,
        whole.within_p80 if whole else 0.0,
        whole.within_p95 if whole else 0.0,
    )


def _tried(project: PastProject, history: History, simulations: int, seed: int) -> Iterator[_Tried]:
    calendar, after = project.calendar, project.calendar.position_after
    first = schedule([without_facts(task) for task in project.tasks], start=project.start, calendar=calendar)
    baseline = first.by_id[project.goal].finish if project.goal in first.by_id else first.finish
    for part, today, tasks in seen_along(project):
        found: Forecast = forecast(
            tasks,
            start=project.start,
            calendar=calendar,
            today=today,
            history=history,
            traits=project.traits,
            product=project.product,
            goal=project.goal,
            simulations=simulations,
            seed=seed,
        )
        days = (true_finish(project), found.p50, found.p80, found.p95, found.planned, baseline or found.planned)
        yield _Tried(part, *(after(day) for day in days))


def _horizon(part: float, tried: Sequence[_Tried]) -> Horizon:
    return Horizon(
        part,
        len(tried),
        fmean(one.true <= one.p50 for one in tried),
        fmean(one.true <= one.p80 for one in tried),
        fmean(one.true <= one.p95 for one in tried),
        fmean(abs(one.true - one.p50) for one in tried),
        fmean(abs(one.true - one.planned) for one in tried),
        fmean(abs(one.true - one.baseline) for one in tried),
        fmean(one.p80 - one.p50 for one in tried),
    )


def learn_and_test(
    learn: Sequence[PastProject], test: Sequence[PastProject], *, told: Told | None = None, **how: int
) -> BackTest:
    """A calibrated history of the first, tried on the second. Errors: as for `schedule`."""
    whole = len(learn) + len(test)
    history = calibrated(learn, told=told and (lambda done, _: told(done, whole)))
    return backtest(
        test, history, learnt_from=len(learn), told=told and (lambda done, _: told(len(learn) + done, whole)), **how
    )


def cross_test(projects: Sequence[PastProject], *, parts: int = 5, simulations: int = 600, seed: int = 1) -> BackTest:
    """Each project forecast from a calibrated history of those in the other `parts`. Errors: as for `schedule`."""
    tried: list[_Tried] = []
    for part in range(parts):
        others = [project for place, project in enumerate(projects) if place % parts != part]
        mine = [project for place, project in enumerate(projects) if place % parts == part]
        history = calibrated(others, simulations=simulations // 2) if mine else history_of([])
        tried += [one for project in mine for one in _tried(project, history, simulations, seed)]
    return _summed(tried, len(projects), len(projects) - -(-len(projects) // parts))
