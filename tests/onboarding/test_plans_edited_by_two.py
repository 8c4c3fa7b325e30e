"""Two people edit one plan at the same moment, or one takes an edit back: nobody's change is lost, and the plan holds together."""

import pytest
import time_machine

from pilotage.onboarding import operations
from pilotage.onboarding.models import PlanTask
from racing import SEEDS, at_once
from story import NOW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.parametrize("seed", SEEDS)]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def read(code: str) -> PlanTask:
    found = PlanTask.objects.everywhere().select_related("task__biller", "task__record", "project__record")
    return found.get(code=code)


def edit(by, rows, **values):
    return operations.edit_plan_tasks(edits=[(row, values) for row in rows], words="Test", by=by, now=NOW)


def test_one_sets_the_days_and_the_other_the_owner(seed, project, pm, person) -> None:
    owner = person("im", name="Ida").pk
    rows = [[read(code) for code in ("T003", "T010")] for _ in range(2)]
    acts = [lambda: edit(pm, rows[0], duration_days=9) and "won", lambda: edit(pm, rows[1], owner=owner) and "won"]
    assert at_once(seed, *acts) == ["won", "won"]
    for code in ("T003", "T010"):
        assert (read(code).duration_days, read(code).task.owner_id) == (9, owner)


def test_an_edit_is_taken_back_while_somebody_changes_one_of_its_tasks(seed, project, pm) -> None:
    was = {code: read(code).duration_days for code in ("T003", "T010")}
    batch = edit(pm, [read("T003"), read("T010")], duration_days=9)
    seen = read("T003")
    acts = [
        lambda: f"{operations.undo_edit(batch=batch, by=pm, now=NOW).left}",
        lambda: edit(pm, [seen], duration_days=14) and "won",
    ]
    left, _ = at_once(seed, *acts)
    assert left in ("()", "('T003',)")
    assert (read("T003").duration_days, read("T010").duration_days) == (14, was["T010"])


def test_what_was_read_before_somebody_else_saved_is_not_what_an_undo_gives_back(seed, project, pm) -> None:
    older = read("T003")
    edit(pm, [read("T003")], duration_days=9 + seed)
    batch = edit(pm, [older], duration_days=20)
    operations.undo_edit(batch=batch, by=pm, now=NOW)
    assert read("T003").duration_days == 9 + seed


def test_a_value_that_stood_there_when_it_was_read_is_set_again(seed, project, pm) -> None:
    older = read("T003")
    edit(pm, [read("T003")], duration_days=older.duration_days + 3 + seed)
    assert edit(pm, [older], duration_days=older.duration_days) is not None
    assert read("T003").duration_days == older.duration_days
