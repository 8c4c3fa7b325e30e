"""One project under limited resources: files, schedules that hold, bounds that are bounds, and the shortest where it is proved."""

import json
import sys
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from pilotage.config.commands import app
from pilotage.planner.errors import PlanError
from pilotage.planner.levelling import solver
from pilotage.planner.levelling.generator import generated_instance
from pilotage.planner.levelling.instance import Instance
from pilotage.planner.levelling.level import level
from pilotage.planner.levelling.priority import Search, earliest_usage, placed
from pilotage.planner.levelling.psplib import read_instance, sm_text

SM = """\
************************************************************************
jobs (incl. supersource/sink ):  5
************************************************************************
PRECEDENCE RELATIONS:
jobnr.    #modes  #successors   successors
   1        1          2           2   3
   2        1          1           4
   3        1          1           5
   4        1          1           5
   5        1          0
************************************************************************
REQUESTS/DURATIONS:
jobnr. mode duration  R 1  R 2
------------------------------------------------------------------------
  1      1     0       0    0
  2      1     3       2    0
  3      1     4       2    1
  4      1     2       1    1
  5      1     0       0    0
************************************************************************
RESOURCEAVAILABILITIES:
  R 1  R 2
    3    1
************************************************************************
"""
RCP = """\
5 2
3 1
0 0 0 2 2 3
3 2 0 1 4
4 2 1 1 5
2 1 1 1 5
0 0 0 0
"""


@st.composite
def instances(draw, most=7):
    count = draw(st.integers(1, most))
    capacities = draw(st.lists(st.integers(1, 4), min_size=1, max_size=2))
    durations = [draw(st.integers(0, 5)) for _ in range(count)]
    before = [sorted(draw(st.sets(st.integers(0, place - 1), max_size=2))) if place else [] for place in range(count)]
    needs = [[draw(st.integers(0, most)) for most in capacities] for _ in range(count)]
    return Instance([str(place) for place in range(count)], durations, before, needs, capacities)


def shortest(instance):
    """Every order in which tasks can be placed: one of them gives the shortest schedule."""
    best = sum(instance.durations)
    for ranked in permutations(range(len(instance.durations))):
        rank = {place: number for number, place in enumerate(ranked)}
        if all(rank[other] < rank[place] for place, earlier in enumerate(instance.before) for other in earlier):
            best = min(best, instance.makespan(placed(instance, ranked)))
    return best


@pytest.mark.parametrize(("name", "text"), [("five.sm", SM), ("five.rcp", RCP)])
def test_both_kinds_of_file_are_read(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    found = read_instance(tmp_path / name)
    assert found.durations == [0, 3, 4, 2, 0]
    assert found.before == [[], [0], [0], [1], [2, 3]]
    assert found.needs == [[0, 0], [2, 0], [2, 1], [1, 1], [0, 0]]
    assert found.capacities == [3, 1]


def test_a_made_up_project_is_written_and_read_back(tmp_path):
    made = generated_instance(30, seed=4)
    (tmp_path / "made.sm").write_text(sm_text(made))
    again = read_instance(tmp_path / "made.sm")
    assert (again.durations, again.needs, again.capacities) == (made.durations, made.needs, made.capacities)
    assert [sorted(row) for row in again.before] == [sorted(row) for row in made.before]


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.sm", "nothing", "not a project of this kind"),
        ("a.sm", SM.replace("  4      1     2       1    1\n", ""), r"Line \d+: Task 4 has no line of its request"),
        (
            "a.sm",
            SM.replace("  3      1     4       2    1", "  3      1     4       4    1"),
            "Task 3: It needs 4 of resource 1, and there is no more than 3",
        ),
        ("a.sm", SM.replace("   5        1          0", "   5        1          1           1"), "circle"),
        (
            "a.sm",
            SM.replace("   2        1          1           4", "   2        2          1           4"),
            "one mode",
        ),
        (
            "a.sm",
            SM.replace("   2        1          1           4", "   2        1          1           9"),
            r"Line \d+: Task 2 comes before 9, which is not there",
        ),
        (
            "a.sm",
            SM.replace("   2        1          1           4", "   2        1          2           4"),
            r"Line \d+: .* the count is wrong",
        ),
        (
            "a.sm",
            SM.replace("  4      1     2       1    1", "  4      1    -2       1    1"),
            "duration of -2 can't be",
        ),
        (
            "a.sm",
            SM.replace("  4      1     2       1    1", "  4      1   2.5       1    1"),
            "“2.5” is no whole number",
        ),
        ("a.sm", SM.replace("  4      1     2       1    1", "  3      1     2       1    1"), "Task 3 stands on line"),
        (
            "a.sm",
            SM.replace("  4      1     2       1    1", "  4      1     2       1"),
            "2 resources; here are 4 numbers",
        ),
        ("a.sm", "  - nonrenewable              :  2   N\n" + SM, "nonrenewable resources"),
        ("a.rcp", RCP.replace("2", "99999999999", 1), "can't be"),
        ("a.rcp", "99999999999 2\n3 1\n", "number of tasks of 99,999,999,999 can't be"),
        ("a.rcp", "2 1\n3\n0 0 1 0\n1 1 0\n", "Line 3: Task 1 comes before 0, which is not there"),
        ("a.rcp", "2 1\n3\n0 0 1 2\n\n-1 1 0\n", "Line 5: A duration of task 2 of -1 can't be"),
        ("a.rcp", "2 1\n3\n0 0 1 2\n1.5 1 0\n", "Line 4: “1.5” is no whole number"),
        ("a.rcp", f"2 1\n{'9' * 30}\n0 0 1 2\n1 1 0\n", "Line 2: A capacity"),
        ("a.rcp", "2 1\n3\n0 0 1 2\n1 1", "it ends before the number of followers of task 2"),
        ("a.rcp", "5 2\n3 1\n0 0", "not a project of this kind"),
        ("a.rcp", "x", "“x” is no whole number"),
    ],
)
def test_a_broken_file_is_refused_in_one_line(tmp_path, name, text, reason):
    (tmp_path / name).write_text(text)
    with pytest.raises(PlanError, match=reason):
        read_instance(tmp_path / name)
    ran = CliRunner().invoke(app, ["level", str(tmp_path / name), "--json"])
    assert (ran.exit_code, ran.stdout) == (2, "")
    assert len(ran.stderr.splitlines()) == 1


@given(instances())
@settings(max_examples=60)
def test_the_rules_find_schedules_that_hold_between_the_bound_and_the_shortest(instance):
    search = Search(instance)
    search.run(seconds=5, most=150)
    assert instance.complaints(search.best) == []
    assert instance.lower_bound() <= search.length == instance.makespan(search.best)


@given(instances(most=6))
@settings(max_examples=25)
def test_no_bound_is_above_the_shortest_schedule(instance):
    best = shortest(instance)
    assert instance.lower_bound() <= best
    search = Search(instance)
    search.run(seconds=5, most=300)
    assert search.length == best


@pytest.mark.skipif(not solver.has_solver(), reason="OR-Tools is not installed")
@given(instances(most=6))
@settings(max_examples=15)
def test_what_the_solver_proves_is_the_shortest(instance):
    found = level(instance, seconds=5)
    assert found.proved_optimal
    assert found.makespan == found.lower_bound == shortest(instance)
    assert instance.complaints([found.starts[name] for name in instance.names]) == []


@pytest.mark.parametrize("strength", [0.2, 0.5, 1.0])
def test_made_up_projects_have_the_measures_they_were_asked_for(strength):
    made = generated_instance(60, complexity=1.8, factor=0.5, strength=strength, seed=2)
    inner = range(1, 61)
    used = sum(1 for place in inner for much in made.needs[place] if much)
    assert used / (60 * 4) == pytest.approx(0.5, abs=0.01)
    assert sum(map(len, made.before)) / 62 == pytest.approx(1.8, abs=0.15)
    least = [max(row[resource] for row in made.needs) for resource in range(4)]
    peaks = earliest_usage(made)
    for capacity, low, high in zip(made.capacities, least, peaks, strict=True):
        assert capacity == low + round(strength * (max(high, low) - low))


def test_with_all_the_resources_it_could_use_a_project_is_as_long_as_its_longest_path():
    made = generated_instance(40, strength=1.0, seed=3)
    found = level(made, seconds=1, with_solver=False)
    assert found.makespan == found.lower_bound == made.tails[0]
    assert found.proved_optimal


def test_the_command_answers_with_makespan_starts_proof_and_bound(tmp_path):
    (tmp_path / "five.sm").write_text(SM)
    for more in ([], ["--rules-only"]):
        ran = CliRunner().invoke(app, ["level", str(tmp_path / "five.sm"), "--seconds", "2", "--json", *more])
        found = json.loads(ran.stdout)
        assert found["makespan"] == 9
        assert found["lower_bound"] <= 9
        assert found["proved_optimal"] is (found["lower_bound"] == 9)
        assert found["starts"].keys() == {"1", "2", "3", "4", "5"}
    ran = CliRunner().invoke(app, ["level", str(tmp_path / "five.sm"), "--seconds", "1"])
    assert "Makespan 9" in ran.stdout


def test_without_the_solver_the_rules_serve(monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools", None)
    monkeypatch.setattr(solver, "find_spec", lambda name: None)
    found = level(generated_instance(30, seed=1), seconds=0.5)
    assert found.method == "priority rules"


def test_a_file_saved_on_windows_is_read_as_it_is_meant(tmp_path):
    (tmp_path / "a.rcp").write_bytes(b"\xef\xbb\xbf" + RCP.replace("\n", "\r\n").encode())
    (tmp_path / "b.rcp").write_text(RCP)
    assert read_instance(tmp_path / "a.rcp") == read_instance(tmp_path / "b.rcp")
