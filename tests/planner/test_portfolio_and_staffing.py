"""Many projects over the same people, and who takes which project."""

import datetime as dt
import random
from itertools import product

import pytest

from pilotage.planner.errors import PlanError
from pilotage.planner.levelling.jobs import Job, Person
from pilotage.planner.levelling.portfolio import level_portfolio
from pilotage.planner.levelling.staffing import Colleague, Need, assign

NOON = dt.datetime(2026, 3, 2, 17, tzinfo=dt.UTC)


def person(name, *skills, away=()):
    return Person(name, frozenset(skills), frozenset(away))


def many(projects, people, tasks=20, seed=1):
    chance, skills = random.Random(seed), ["im", "os", "tsm"]
    jobs = [
        Job(
            f"P{project}",
            f"T{task}",
            chance.randint(1, 4),
            tuple(f"T{other}" for other in chance.sample(range(max(0, task - 6), task), min(task, 2))),
            chance.choice([*skills, None]),
        )
        for project in range(projects)
        for task in range(tasks)
    ]
    team = [
        person(f"p{place}", skills[place % 3], *(["im"] if place % 4 == 0 else []), away=range(place, place + 3))
        for place in range(people)
    ]
    return jobs, team


def complaints(jobs, people, found):
    """Links broken, days worked twice, days off worked, work by those who can't do it."""
    wrong, taken, by_name = [], set(), {one.name: one for one in people}
    for job in jobs:
        mine = found.tasks[job.project, job.id]
        for other in job.after:
            if mine.start < found.tasks[job.project, other].end + job.lag:
                wrong.append(f"{job.project} {job.id} starts before {other} ends")
        if mine.person is None:
            continue
        who = by_name[mine.person]
        if job.skill and job.skill not in who.skills and job.person is None:
            wrong.append(f"{who.name} can't do {job.skill}")
        worked = [day for day in range(mine.start, mine.end) if day not in who.away]
        if len(worked) != job.days or taken & {(who.name, day) for day in worked}:
            wrong.append(f"{who.name} works twice or wrongly long on {job.project} {job.id}")
        taken |= {(who.name, day) for day in worked}
    return wrong


@pytest.mark.parametrize(("projects", "people"), [(1, 3), (6, 4), (25, 6)])
def test_nobody_does_two_things_at_once_and_no_link_is_broken(projects, people):
    jobs, team = many(projects, people)
    found = level_portfolio(jobs, team, seconds=1)
    assert complaints(jobs, team, found) == []
    assert found.lower_bound <= found.total == sum(found.ends.values())
    assert found.makespan_bound <= found.makespan
    assert found.gap == (found.total - found.lower_bound) / found.lower_bound


def test_no_bound_is_above_the_best_of_all_orders():
    jobs = [
        Job("A", "1", 3, (), "im"),
        Job("A", "2", 1, ("1",), "im"),
        Job("B", "1", 2, (), "im"),
        Job("C", "1", 4, (), "im"),
    ]
    found = level_portfolio(jobs, [person("ann", "im")], seconds=1)
    assert found.lower_bound == found.total == 2 + 6 + 10


def test_a_day_away_is_not_worked_and_the_days_that_a_task_waited_are_told():
    jobs = [Job("A", "1", 3, (), "im"), Job("B", "1", 1, (), "im")]
    found = level_portfolio(jobs, [person("ann", "im", away=[1, 2]), person("bob", "os")], seconds=0.2)
    short, long = found.tasks["B", "1"], found.tasks["A", "1"]
    assert (short.start, short.end, short.person) == (0, 1, "ann")
    assert (long.start, long.end, long.waited) == (3, 6, 3)


def test_who_else_was_near_is_told_and_a_lock_holds_when_run_again():
    jobs = [Job("A", "1", 3, (), "im")]
    team = [person("ann", "im"), person("bob", "im", away=[0]), person("cy", "os")]
    first = level_portfolio(jobs, team, seconds=0.1).tasks["A", "1"]
    assert (first.person, first.start, first.near) == ("ann", 0, (("bob", 1),))
    locked = [Job("A", "1", 3, (), "im", person="bob"), Job("B", "1", 1, (), "im", person="ann", start=4)]
    again = level_portfolio(locked, team, seconds=0.1)
    assert (again.tasks["A", "1"].person, again.tasks["A", "1"].start) == ("bob", 1)
    assert (again.tasks["B", "1"].person, again.tasks["B", "1"].start) == ("ann", 4)


@pytest.mark.parametrize(
    ("jobs", "reason"),
    [
        ([Job("A", "1", 1, ("2",))], "waits for 2"),
        ([Job("A", "1", 1, ("2",)), Job("A", "2", 1, ("1",))], "circle"),
        ([Job("A", "1", 1, (), "magic")], "Nobody can do magic"),
        ([Job("A", "1", 1, (), "im", person="zoe")], "nobody named zoe"),
        ([Job("A", "1", 1), Job("A", "1", 1)], "same id"),
    ],
)
def test_what_cannot_be_levelled_is_refused_by_name(jobs, reason):
    with pytest.raises(PlanError, match=reason):
        level_portfolio(jobs, [person("ann", "im")], seconds=0.1)


def colleague(name, load=0.0, skills=(), zone="America/New_York", knows=(), roles=("IM",), capacity=10.0):
    return Colleague(name, frozenset(roles), capacity, load, frozenset(skills), zone, frozenset(knows))


def need(number, biller="B", points=2.0, must=(), wish=(), zone="America/New_York", locked=None, role="IM"):
    return Need(f"N{number}", f"{biller}{number}", role, points, frozenset(must), frozenset(wish), zone, locked)


def test_work_is_spread_evenly():
    found = assign([need(number) for number in range(6)], [colleague(name) for name in "abc"], at=NOON)
    assert sorted(one.name for one in found) == ["a", "a", "b", "b", "c", "c"]


@pytest.mark.parametrize(
    ("people", "chosen", "why"),
    [
        ([colleague("a"), colleague("b", 4)], "a", "load 20%"),
        ([colleague("a"), colleague("b", skills=["Aqua"])], "b", "load 20%, has Aqua"),
        ([colleague("a", knows=["B1"]), colleague("b")], "a", "load 20%, knows the biller, lacks Aqua"),
        ([colleague("a", zone="America/Los_Angeles"), colleague("b")], "b", "load 20%, lacks Aqua"),
    ],
)
def test_load_skills_continuity_and_time_zone_decide_and_are_told(people, chosen, why):
    [found] = assign([need(1, wish=["Aqua"])], people, at=NOON)
    assert found.name == chosen
    assert found.why.startswith(why.split(",")[0])
    assert all(part in found.why for part in why.split(", "))
    [(other, more, words)] = found.near
    assert other != chosen and more > 0 and words


def test_a_lock_stays_and_the_rest_is_arranged_around_it():
    needs = [need(1, locked="a"), need(2), need(3)]
    found = assign(needs, [colleague("a"), colleague("b")], at=NOON)
    assert (found[0].name, found[0].is_locked) == ("a", True)
    assert {found[1].name, found[2].name} == {"a", "b"} or [one.name for one in found] == ["a", "b", "b"]


def test_nobody_is_proposed_beyond_capacity_or_without_what_must_be_and_it_says_so():
    full = [colleague("a", load=9)]
    assert assign([need(1)], full, at=NOON)[0].why == "Everybody who could is full: 2 points are too many for a."
    assert assign([need(1, must=["PCI"])], full, at=NOON)[0].why == "Nobody with the role IM has PCI."
    assert assign([need(1, role="TSM")], full, at=NOON)[0].why == "Nobody has the role TSM."
    with pytest.raises(PlanError, match="nobody named zoe"):
        assign([need(1, locked="zoe")], full, at=NOON)


def test_for_small_teams_no_other_arrangement_is_much_better():
    chance = random.Random(3)
    for _ in range(20):
        people = [
            colleague(
                name,
                chance.randint(0, 4),
                chance.sample(["x", "y"], 1),
                chance.choice(["America/New_York", "America/Denver"]),
            )
            for name in "abc"
        ]
        needs = [need(number, wish=chance.sample(["x", "y"], 1)) for number in range(4)]
        found = assign(needs, people, at=NOON)

        def cost(names, people=people, needs=needs):
            loads = {one.name: one.load for one in people}
            by_name = {one.name: one for one in people}
            total = 0.0
            for one, name in zip(needs, names, strict=True):
                loads[name] += one.points
                total += 3.0 * len(one.wish - by_name[name].skills) + (by_name[name].zone != one.zone) * 1.0
            # The whole cost of load, as the sum of what each step on the way cost: 10 * capacity / points * part squared.
            return total + sum(10 * 10 / 2 * ((loads[one.name] / 10) ** 2 - (one.load / 10) ** 2) for one in people)

        best = min(cost(names) for names in product("abc", repeat=4))
        assert cost([one.name for one in found]) <= best + 1e-6
