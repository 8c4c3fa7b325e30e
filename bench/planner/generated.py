"""Generated plans for the planner's benchmarks: always the same for a size."""

import datetime as dt
import random
from functools import lru_cache
from typing import Any

from pilotage.planner.calendars import WorkingCalendar, us_bank, us_federal
from pilotage.planner.tasks import Hold, Link, Task, hammock, milestone

START = dt.date(2026, 1, 5)
SEED = 90
TASKS_PER_LAYER = 12
KINDS = ("FS", "FS", "FS", "SS", "FF", "SF")


@lru_cache(maxsize=1)
def plan_calendar() -> WorkingCalendar:
    """The calendar of the plan as a whole."""
    return us_federal()


@lru_cache(maxsize=1)
def calendars() -> tuple[WorkingCalendar | None, ...]:
    """The plan's, a bank's, a four-day biller's, a vendor's with a summer break, a person's with time off."""
    summer = [dt.date(2026, 7, 1) + dt.timedelta(days=day) for day in range(14)]
    leave = [dt.date(2026, 4, 6) + dt.timedelta(days=day) for day in range(5)]
    return (
        None,
        None,
        None,
        us_bank(),
        WorkingCalendar("biller", week=range(4)),
        WorkingCalendar("vendor", days_off=summer),
        us_federal().with_days_off("person", leave),
    )


def generated(count: int) -> list[Task]:
    """A plan of `count` tasks without a cycle, always the same for a count."""
    chance = random.Random(SEED + count)
    # Bigger plans are wider, not longer: 1,000 tasks take some 60 layers whatever the count above it.
    width = max(TASKS_PER_LAYER, count // 60)
    tasks: list[Task] = []
    for place in range(count):
        layer_begins = place - place % width
        near = range(max(0, layer_begins - 2 * width), layer_begins)
        before = chance.sample(near, min(len(near), chance.choice([1, 1, 2, 2, 3, 4])))
        tasks.append(_task(chance, place, before, layer_begins < count // 10, place // width))
    return tasks


def _task(chance: random.Random, place: int, before: list[int], is_past: bool, layer: int) -> Task:
    if place % 50 == 49:
        return milestone(f"T{place}", tuple(f"T{other}" for other in before))
    if place % 200 == 150 and before:
        return hammock(f"T{place}", tuple(f"T{other}" for other in before))
    more: dict[str, Any] = {"calendar": chance.choice(calendars())}
    if is_past:
        more |= _lived(chance, layer)
    elif chance.random() < 0.05:
        more["no_earlier_than"] = START + dt.timedelta(days=chance.randint(0, 200))
    elif chance.random() < 0.02:
        more["fixed_start"] = START + dt.timedelta(days=chance.randint(0, 400))
    plain = tuple(f"T{other}" for other in before if chance.random() < 0.7)
    links = tuple(
        Link(f"T{other}", chance.choice(KINDS), chance.choice([0, 0, 1, 2, 5]))
        for other in before
        if f"T{other}" not in plain
    )
    return Task(f"T{place}", chance.randint(1, 10), plain, links=links, **more)


def _lived(chance: random.Random, layer: int) -> dict[str, Any]:
    begun = START + dt.timedelta(days=7 * layer)
    what = chance.random()
    if what < 0.7:
        return {"actual_start": begun, "actual_finish": begun + dt.timedelta(days=chance.randint(0, 9))}
    if what < 0.9:
        return {"actual_start": begun, "percent_done": chance.randint(0, 90)}
    return {"actual_start": begun, "holds": (Hold(begun + dt.timedelta(days=2), "the vendor waits"),)}


def projects(count: int) -> list[list[Task]]:
    """Many plans of 92 tasks, no two the same."""
    found = []
    for number in range(count):
        chance = random.Random(SEED * 1000 + number)
        tasks: list[Task] = []
        for place in range(92):
            before = chance.sample(range(max(0, place - 14), place), min(place, chance.choice([1, 1, 2, 3])))
            tasks.append(_task(chance, place, before, place < 12, place // 8))
        found.append(tasks)
    return found
