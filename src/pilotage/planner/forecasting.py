"""When a plan will be done, with how much certainty, and which tasks decide it. Needs numpy, which is loaded on the first call."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pilotage.planner.calendars import WorkingCalendar
from pilotage.planner.history import History, Traits
from pilotage.planner.layout import Layout, frame_of
from pilotage.planner.network import network
from pilotage.planner.schedule import in_years_enough, schedule
from pilotage.planner.tasks import Task

#: The chances that a forecast names.
CHANCES = (0.5, 0.8, 0.95)
#: The chances whose dates make the curve.
_CURVE = tuple(place / 40 for place in range(1, 40))
_FINE = 200


@dataclass(frozen=True, slots=True)
class TaskRisk:
    """What history says of one open task, and in which share of the simulations it decided the goal.

    `ratio` is days taken to days planned in the middle of `samples` past tasks of the named pool.
    """

    task_id: str
    criticality: float
    ratio: float
    samples: int
    pool: str


@dataclass(frozen=True)
class Forecast:
    """The dates that the goal meets with a chance of 50, 80 and 95 %, beside the date that the plan says.

    `chance_by_target` is the chance of the target, where one was given, corrected as the dates are. `curve` holds more
    chances with their dates, from 2.5 to 97.5 %. `samples` counts the past tasks behind it all.
    """

    p50: dt.date
    p80: dt.date
    p95: dt.date
    planned: dt.date
    chance_by_target: float | None
    tasks: tuple[TaskRisk, ...]
    simulations: int
    samples: int
    curve: tuple[tuple[float, dt.date], ...] = ()


def forecast(
    tasks: Sequence[Task],
    *,
    start: dt.date,
    calendar: WorkingCalendar,
    today: dt.date,
    history: History,
    traits: Mapping[str, Traits] | None = None,
    product: str = "",
    goal: str | None = None,
    target: dt.date | None = None,
    simulations: int = 10_000,
    seed: int = 1,
) -> Forecast:
    """When `goal` (the end of the plan, where none is named) will be reached, as far as past tasks tell.

    The same seed gives the same answer. Errors: as for `schedule`.
    """
    from pilotage.planner.simulation import Simulated, simulate

    traits = traits or {}
    net = network(tasks)
    frame = frame_of(net, start, calendar, target, today=today)
    planned = schedule(tasks, start=start, calendar=calendar, today=today)

    def answer(layout: Layout) -> tuple[Simulated, list[dt.date], float | None]:  # dates of CHANCES, then of the curve
        plan = layout.plan
        found = simulate(
            layout, history=history, traits=traits, product=product, goal=goal, count=simulations, seed=seed
        )
        level_of = history.levels(found.progress)

        def position(chance: float) -> int:
            return int(found.finishes[min(simulations - 1, int(min(0.999, level_of(chance)) * simulations))])

        at = [position(chance) for chance in (*CHANCES, *_CURVE)]
        met = None if target is None else _met(plan.position_after(target), position)
        return found, [plan.date_at(max(0, position - 1)) for position in at], met

    frame = frame._replace(years=frame.years._replace(last=min(2499, frame.years.last + 6)))
    found, dates, met = in_years_enough(net, frame, answer)
    named = [task for task in tasks if task.id in found.criticality]
    risks = [_risk(task, found.criticality[task.id], history, traits, product) for task in named]
    risks.sort(key=lambda risk: -risk.criticality)
    day = (planned.by_id[goal].finish if goal in planned.by_id else planned.finish) or start
    curve = tuple(zip(_CURVE, dates[len(CHANCES) :], strict=True))
    return Forecast(dates[0], dates[1], dates[2], day, met, tuple(risks), simulations, history.samples, curve)


def _met(target: int, position: Callable[[float], int]) -> float:
    """The greatest chance whose date is not past the target, in steps of half a percent; 0 and 1 at the ends."""
    low, high = 0, _FINE
    while low < high:
        middle = (low + high + 1) // 2
        if position(min(0.999, middle / _FINE)) <= target:
            low = middle
        else:
            high = middle - 1
    return low / _FINE


def _risk(task: Task, criticality: float, history: History, traits: Mapping[str, Traits], product: str) -> TaskRisk:
    import math

    centre = history.centre(traits.get(task.id, Traits()), product)
    return TaskRisk(task.id, criticality, math.exp(centre.mean), centre.samples, centre.pool)
