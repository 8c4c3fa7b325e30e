"""Made-up plans and how they went, by a process that no forecast here assumes: for back-tests and trials.

Vendors have good and bad months that all projects of that month share; tasks have heavy tails; people stop for weeks and say
why; tests are done over; work waits for a person who is elsewhere. Nothing of it is a factor on a planned duration alone.
"""

import datetime as dt
import math
import random
from dataclasses import replace

from pilotage.planner.calendars import us_federal
from pilotage.planner.history import PastProject, Traits
from pilotage.planner.schedule import schedule
from pilotage.planner.tasks import Hold, Link, Task

#: Kind, role, who answers, planned days, and how often a task of the kind is done over.
KINDS = (
    ("contract", "pm", "us", 2, 0.0),
    ("questionnaire", "biller", "biller", 4, 0.1),
    ("work order", "vendor", "vendor", 10, 0.05),
    ("import job", "vendor", "vendor", 8, 0.15),
    ("mapping", "engineer", "us", 5, 0.15),
    ("bank set-up", "bank", "bank", 9, 0.05),
    ("branding", "biller", "biller", 3, 0.2),
    ("configuration", "engineer", "us", 4, 0.1),
    ("test", "biller", "biller", 5, 0.35),
    ("training", "trainer", "us", 2, 0.0),
    ("notice", "biller", "biller", 6, 0.1),
    ("cut-over", "pm", "us", 1, 0.1),
)
PRODUCTS = ("Aqua", "Civic", "Meter", "Ledger")


def lives(count: int, *, seed: int, tasks: int = 36) -> list[PastProject]:
    """`count` finished projects over six years, always the same for a seed."""
    chance = random.Random(seed)
    world = _World(chance)
    return [_life(chance, world, f"P{number}", tasks) for number in range(count)]


class _World:
    """What projects share: how busy each vendor was in each month, and how billers are."""

    def __init__(self, chance: random.Random) -> None:
        self.busy: dict[tuple[str, int], float] = {}
        for product in PRODUCTS:
            load = 0.0
            for month in range(90):
                load = 0.8 * load + chance.gauss(0.05, 0.18)
                self.busy[product, month] = math.exp(max(-0.3, load))

    def load(self, product: str, day: dt.date) -> float:
        """By how much the vendor's work takes longer in this month."""
        return self.busy[product, min(89, max(0, (day.year - 2019) * 12 + day.month - 1))]


def plan_of(chance: random.Random, count: int) -> tuple[list[Task], dict[str, Traits]]:
    """A plan in some eight layers with links of several kinds."""
    found: list[Task] = []
    traits: dict[str, Traits] = {}
    for place in range(count - 1):
        kind, role, party, days, _ = KINDS[min(len(KINDS) - 1, chance.randrange(len(KINDS)))]
        task_id = f"T{place}"
        earlier = chance.sample(range(max(0, place - 9), place), min(place, chance.choice([1, 1, 2])))
        plain = tuple(f"T{other}" for other in earlier if chance.random() < 0.85)
        links = tuple(
            Link(f"T{other}", chance.choice(("SS", "FF", "FS")), chance.randint(0, 3))
            for other in earlier
            if f"T{other}" not in plain
        )
        found.append(Task(task_id, max(1, days + chance.randint(-2, 3)), plain, links=links))
        traits[task_id] = Traits(kind, role, party)
    found.append(Task("live", 1, tuple(task.id for task in found[-8:])))
    traits["live"] = Traits("cut-over", "pm", "us")
    return found, traits


def _life(chance: random.Random, world: _World, name: str, count: int) -> PastProject:
    tasks, traits = plan_of(chance, count)
    product = chance.choice(PRODUCTS)
    start = dt.date(2020, 1, 6) + dt.timedelta(days=chance.randrange(1_900))
    slow_biller = chance.choice((0.8, 1.0, 1.0, 1.3, 2.0))
    calendar = us_federal()
    away = start + dt.timedelta(days=chance.randrange(120))
    lived: dict[str, Task] = {}
    for task in tasks:
        done = [lived[other] for other in (*task.depends_on, *(link.on for link in task.links))]
        seen = schedule([*done_before(lived.values()), task], start=start, calendar=calendar).by_id[task.id].start
        begin = calendar.add_working_days(seen, chance.choice((0, 0, 0, 1, 2, 5)) if done else 0)
        if away <= begin < away + dt.timedelta(days=10) and traits[task.id].party == "us" and chance.random() < 0.5:
            begin = calendar.next_working_day(away + dt.timedelta(days=10))
        lived[task.id] = _lived(chance, world, task, traits[task.id], begin, product, slow_biller)
    return PastProject(name, [lived[task.id] for task in tasks], start, calendar, product, traits, "live")


def done_before(tasks: "object") -> list[Task]:
    """Tasks that are over, without their links: their dates say all."""
    return [replace(task, depends_on=(), links=()) for task in tasks]  # type: ignore[attr-defined]


def _lived(
    chance: random.Random, world: _World, task: Task, traits: Traits, begin: dt.date, product: str, slow_biller: float
) -> Task:
    """How one task went: slowness of the month or the person, a heavy tail, a second try, a stop for weeks."""
    days = task.duration * (0.55 + 0.45 * chance.paretovariate(2.2))
    if traits.party == "vendor":
        days *= world.load(product, begin)
    elif traits.party == "biller":
        days *= slow_biller
    elif traits.party == "bank":
        days += chance.choice((0, 0, 3, 10))
    again = next(one[4] for one in KINDS if one[0] == traits.kind)
    while chance.random() < again:
        days += task.duration * 0.6
        again /= 2
    holds: tuple[Hold, ...] = ()
    worked = max(1, round(min(days, 12 * task.duration + 20)))
    calendar = us_federal()
    if chance.random() < 0.03:
        since = calendar.add_working_days(begin, chance.randint(0, max(0, worked - 1)))
        length = min(60, 3 + int(chance.expovariate(1 / 8)))
        holds = (Hold(since, "Waits for a decision.", calendar.add_working_days(since, length), traits.party),)
        worked += length
    finish = calendar.add_working_days(begin, worked - 1)
    return replace(task, actual_start=begin, actual_finish=finish, holds=holds)
