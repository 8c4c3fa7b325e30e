"""Open tasks of running projects over the people there are: what waits, what is accepted, what is taken back."""

from datetime import date

import pytest

from pilotage.core.errors import Refused
from pilotage.onboarding.models import PlanTask, Project
from pilotage.staffing.operations import accept_starts, add_capacity, ask_for_run, undo_run, work_out_run
from story import NOW

TODAY = NOW.date()


@pytest.fixture
def busy(running, person, pm):
    """One IM with one task at a time, and three projects that begin on one day."""
    ina = person("im", name="Ina")
    add_capacity(user=ina, from_date=TODAY, points=20, at_once=1, by=pm, now=NOW)
    return ina, [running(name, im=ina) for name in ("Hill Water", "Lake Power", "Town of Oak")]


def test_one_person_does_one_thing_at_a_time(busy, worked_out) -> None:
    ina, _projects = busy
    run = worked_out("level", seconds=2)
    waiting = [row for row in run.found["tasks"] if row["waited"]]
    assert waiting and all(row["person"] == "Ina" for row in waiting)
    assert run.found["gap"] >= 0 and run.found["total"] >= run.found["lower_bound"] > 0
    ours = [job for job in run.given["jobs"] if job["skill"] == f"user:{ina.pk}"]
    assert len(ours) > len(waiting)


def test_more_tasks_at_once_wait_less(busy, pm, worked_out) -> None:
    ina, _projects = busy
    before = sum(row["waited"] for row in worked_out("level", seconds=2).found["tasks"])
    add_capacity(user=ina, from_date=date(2026, 11, 3), points=20, at_once=9, by=pm, now=NOW)
    later = NOW.replace(day=4)
    run = ask_for_run(kind="level", asked={"seconds": 2}, by=pm, now=later)
    work_out_run(run=run, by=pm, now=later)
    run.refresh_from_db()
    assert sum(row["waited"] for row in run.found["tasks"]) < before


def test_the_worker_tells_how_far_it_is(busy, pm) -> None:
    told: list[tuple[int, int]] = []
    run = ask_for_run(kind="level", asked={"seconds": 1}, by=pm, now=NOW)
    work_out_run(run=run, tell_progress=lambda done, total: told.append((done, total)), by=pm, now=NOW)
    assert told and all(0 <= done <= total == 100 for done, total in told)


def test_only_ticked_tasks_move_and_they_come_back(busy, pm, worked_out) -> None:
    run = worked_out("level", seconds=2)
    row = next(row for row in run.found["tasks"] if row["waited"] and not row["has_begun"])
    before = {one.pk: one.no_earlier_date for one in PlanTask.objects.everywhere()}
    assert accept_starts(run=run, tasks=[row["key"]], by=pm, now=NOW) == 1
    moved = PlanTask.objects.everywhere().select_related("task").get(pk=row["key"])
    assert moved.no_earlier_date.isoformat() == row["start"] and moved.task.start_date.isoformat() >= row["start"]
    assert PlanTask.objects.everywhere().exclude(no_earlier_date=None).count() == 1
    assert undo_run(run=run, by=pm, now=NOW) == 1
    assert {one.pk: one.no_earlier_date for one in PlanTask.objects.everywhere()} == before


def test_nothing_ticked_is_refused(busy, pm, worked_out) -> None:
    run = worked_out("level", seconds=1)
    with pytest.raises(Refused, match="Tick"):
        accept_starts(run=run, tasks=[], by=pm, now=NOW)


def test_no_project_no_answer_but_no_failure(person, worked_out) -> None:
    person("im", name="Ina")
    run = worked_out("level", seconds=1)
    assert run.state == "done" and run.found["projects"] == [] and not Project.objects.everywhere().exists()
