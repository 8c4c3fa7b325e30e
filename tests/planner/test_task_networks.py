"""What a network refuses, and leaving tasks out of it."""

import datetime as dt

import networkx as nx
import pytest
from generated_plans import as_graph, plans
from hypothesis import given
from hypothesis import strategies as st

from pilotage.planner.errors import PlanError
from pilotage.planner.network import network, without
from pilotage.planner.tasks import Task


def refusal(*tasks):
    with pytest.raises(PlanError) as caught:
        network(tasks)
    return caught.value


def test_a_cycle_is_refused_and_every_task_in_it_named_with_its_row():
    found = refusal(
        Task("T0", 1, row=2),
        Task("T1", 1, ("T0", "T3"), row=3),
        Task("T2", 1, ("T1",), row=4),
        Task("T3", 1, ("T2",), row=5),
        Task("T4", 1, ("T3",), row=6),
    )
    assert (found.row, found.task_id) == (3, "T1")
    assert str(found) == (
        "Row 3 (T1): The tasks go round in a circle: T1 depends on T3 (row 5), which depends on T2 (row 4),"
        " which depends on T1. Remove one of these dependencies."
    )


def test_a_task_that_depends_on_itself_is_refused():
    found = refusal(Task("A", 1), Task("B", 1, ("A", "B")))
    assert found.task_id == "B"
    assert "depends on itself" in str(found)


def test_a_very_long_cycle_is_told_in_one_short_line():
    ring = [Task(f"T{n}", 1, (f"T{(n + 1) % 5000}",)) for n in range(5000)]
    assert "4988 more" in str(refusal(*ring))
    assert len(str(refusal(*ring))) < 500


@pytest.mark.parametrize(
    ("tasks", "task_id", "says"),
    [
        ([Task("A", 1, ("B",), row=2)], "A", "depends on B, and no task has that id"),
        ([Task("A", 1, row=2), Task("A", 2, row=7)], "A", "used already in row 2"),
        ([Task("A", 0)], "A", "duration is 0"),
        ([Task("A", -1)], "A", "duration is -1"),
        ([Task("A", 1.5)], "A", "duration is 1.5"),
        ([Task("A", True)], "A", "duration is True"),
        (
            [Task("A", 1, fixed_start=dt.date(2026, 3, 3), fixed_finish=dt.date(2026, 3, 2))],
            "A",
            "fixed finish 2026-03-02 is before the fixed start 2026-03-03",
        ),
        (
            [Task("A", 1, actual_start=dt.date(2026, 3, 3), actual_finish=dt.date(2026, 3, 2))],
            "A",
            "actual finish 2026-03-02 is before the actual start 2026-03-03",
        ),
    ],
)
def test_a_bad_task_is_refused_and_named(tasks, task_id, says):
    found = refusal(*tasks)
    assert found.task_id == task_id
    assert says in str(found)
    assert found.row == tasks[-1].row
    assert "\n" not in str(found)


def test_a_start_and_a_finish_on_one_day_are_no_contradiction():
    day = dt.date(2026, 3, 3)
    assert network([Task("A", 1, fixed_start=day, fixed_finish=day, actual_start=day, actual_finish=day)]).order == [0]


def test_a_dependency_named_twice_counts_once():
    assert network([Task("A", 1), Task("B", 1, ("A", "A"))]).before == [[], [0]]


def test_what_depended_on_a_task_left_out_depends_on_what_that_one_depended_on():
    tasks = [
        Task("E", 1, ("C", "A")),
        Task("A", 1),
        Task("B", 1, ("A",)),
        Task("C", 1, ("B", "X")),
        Task("D", 1, ("C",), row=9),
        Task("X", 1),
    ]
    kept = {task.id: task.depends_on for task in without(tasks, {"B", "C"})}
    assert kept == {"E": ("A", "X"), "A": (), "D": ("A", "X"), "X": ()}
    assert [task.row for task in without(tasks, {"B", "C"}) if task.id == "D"] == [9], "everything else stays"


def test_leaving_out_nothing_changes_nothing_and_an_unknown_id_is_refused():
    tasks = [Task("A", 1), Task("B", 1, ("A",))]
    assert without(tasks, []) == tasks
    with pytest.raises(PlanError, match="Task Z: There is no such task"):
        without(tasks, ["Z"])


def test_leaving_out_a_chain_of_ten_thousand_works():
    chain = [Task("0", 1)] + [Task(str(n), 1, (str(n - 1),)) for n in range(1, 10_000)]
    assert without(chain, [str(n) for n in range(1, 9_999)]) == [chain[0], Task("9999", 1, ("0",))]


@given(plans(), st.data())
def test_the_tasks_that_stay_keep_their_order_of_dependence(tasks, data):
    gone = data.draw(st.sets(st.sampled_from([task.id for task in tasks])))
    kept = without(tasks, gone)
    assert [task.id for task in kept] == [task.id for task in tasks if task.id not in gone]
    before, after = nx.transitive_closure(as_graph(tasks)), nx.transitive_closure(as_graph(kept))
    assert set(after.edges) == {(a, b) for a, b in before.edges if a not in gone and b not in gone}
