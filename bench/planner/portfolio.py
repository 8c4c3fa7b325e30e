"""Levels many projects of 92 tasks over a team of people within a time, and tells the gap to the lower bound.

python bench/planner/portfolio.py [--projects 200] [--people 40] [--seconds 60] [--load 0.8]
"""

import argparse
import random
import sys
import time

from pilotage.planner.levelling.jobs import Job, Person
from pilotage.planner.levelling.portfolio import level_portfolio

SKILLS = ("im", "os", "tsm", "engineer", "trainer")


def team(count: int) -> list[Person]:
    """People of five skills, every fourth of two, each with a week off."""
    return [
        Person(
            f"p{place}",
            frozenset([SKILLS[place % 5], *([SKILLS[(place + 1) % 5]] if place % 4 == 0 else [])]),
            frozenset(range(20 + 3 * place, 25 + 3 * place)),
        )
        for place in range(count)
    ]


def jobs_of(projects: int, people: int, load: float, seed: int = 1) -> tuple[list[Job], dict[str, int]]:
    """Projects of 92 tasks, not quite half of them ours, begun over so many days that the team is loaded as asked."""
    chance = random.Random(seed)
    found: list[Job] = []
    for project in range(projects):
        for task in range(92):
            before = chance.sample(range(max(0, task - 12), task), min(task, chance.choice([1, 1, 2])))
            skill = chance.choice(SKILLS) if chance.random() < 0.45 else None
            days = chance.choice([1, 1, 2, 2, 3, 5])
            found.append(Job(f"P{project}", f"T{task}", days, tuple(f"T{other}" for other in before), skill))
    span = round(sum(job.days for job in found if job.skill) / people / load)
    return found, {f"P{project}": chance.randrange(max(1, span)) for project in range(projects)}


def main() -> int:
    """Print one line."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--projects", type=int, default=200)
    asked.add_argument("--people", type=int, default=40)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--load", type=float, default=0.8, help="part of the team's days that the work would fill")
    options = asked.parse_args()
    jobs, releases = jobs_of(options.projects, options.people, options.load)
    begin = time.perf_counter()
    found = level_portfolio(jobs, team(options.people), releases=releases, seconds=options.seconds)
    waits = sum(one.waited for one in found.tasks.values())
    print(
        f"{len(jobs):,} tasks of {options.projects} projects over {options.people} people in {time.perf_counter() - begin:.1f} s "
        f"({found.rounds} schedules, best by: {found.rule}): sum of ends {found.total:,}, none below {found.lower_bound:,}, "
        f"gap {found.gap:.2%}; last day {found.makespan}, none below {found.makespan_bound}; {waits:,} days waited for people"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
