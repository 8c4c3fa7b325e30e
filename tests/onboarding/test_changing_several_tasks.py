"""Several tasks changed at once, with a preview that keeps nothing and a way back; a bar that is dragged."""

import re
import uuid
from datetime import date

import pytest
import time_machine

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.notices.models import Notice
from pilotage.onboarding import operations
from pilotage.onboarding.models import PlanEdit, PlanTask, Project
from pilotage.people.models import User
from story import NOW


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


def plan_as_it_is(project) -> list[tuple]:
    columns = (
        "code", "task__state", "task__owner", "task__start_date", "task__due_date", "duration_days", "fixed_date",
        "no_earlier_date", "actual_start_date", "actual_finish_date", "is_critical", "float_days",
    )  # fmt: skip
    rows = PlanTask.objects.everywhere().filter(project=project).order_by("position")
    return list(rows.values_list(*columns))


def edit(pm, rows, values, **more) -> uuid.UUID | None:
    return operations.edit_plan_tasks(edits=[(row, values) for row in rows], words="Test", by=pm, now=NOW, **more)


def test_a_preview_says_what_moves_and_keeps_nothing(page, project, plan_task) -> None:
    row = plan_task("T001")
    before, events, notices = plan_as_it_is(project), Event.objects.count(), Notice.objects.count()
    given = {"selected": [str(row.pk)], "do": "preview", "duration_days": row.duration_days + 5}
    text = page.post("/plan-tasks/edit/", given).content.decode()
    assert "The go-live moves from" in text and "5 working days later" in text and "Working days: " in text
    assert (plan_as_it_is(project), Event.objects.count(), Notice.objects.count()) == (before, events, notices)


def test_what_a_preview_says_is_what_then_happens(pm, project, plan_task) -> None:
    def run() -> object:
        return edit(pm, [plan_task("T003"), plan_task("T010")], {"duration_days": 9})

    told = operations.rehearse(projects=[project], run=run, by=pm, now=NOW)[0]
    was = {row[0]: row[3:5] for row in plan_as_it_is(project)}
    run()
    became = {row[0]: row[3:5] for row in plan_as_it_is(project)}
    moved = {code for code in was if was[code] != became[code]}
    assert moved and {move.becomes.code for move in told.moves} == moved
    assert {move.becomes.code: (move.becomes.start, move.becomes.due) for move in told.moves} == {
        code: became[code] for code in moved
    }
    assert told.go_live == Project.objects.everywhere().get(pk=project.pk).planned_go_live_date


@pytest.mark.parametrize(
    "given",
    [{"duration_days": 12}, {"shift_days": 7}, {"state": "doing"}, {"state": "done"}, {"owner": "pat"}],
    ids=str,
)
def test_an_edit_is_made_all_at_once_and_taken_back_whole(page, project, plan_task, given) -> None:
    if "owner" in given:
        given = {"owner": str(User.objects.get(name="Pat").pk)}
    before = plan_as_it_is(project)
    chosen = [str(plan_task(code).pk) for code in ("T001", "T002", "T003")]
    answer = page.post("/plan-tasks/edit/", {"selected": chosen, "do": "save", **given})
    assert answer.status_code == 302
    made = PlanEdit.objects.everywhere().get()
    assert made.tasks_total == 3 and plan_as_it_is(project) != before
    said = page.get("/projects/tasks/").content.decode()
    assert f"/plan-edits/{made.batch}/" in said
    told = page.get(f"/plan-edits/{made.batch}/").content.decode()
    assert "→" in told and not re.search(r"→ \d{4}-", told)  # days as people say them
    page.post(f"/plan-edits/{made.batch}/")
    assert plan_as_it_is(project) == before
    made.refresh_from_db()
    assert made.undone_at == NOW


def test_what_somebody_changed_since_stays_when_an_edit_is_taken_back(pm, project, plan_task) -> None:
    batch = edit(pm, [plan_task("T001"), plan_task("T002")], {"duration_days": 8})
    operations.change_plan_task(plan_task=plan_task("T001"), duration_days=3, by=pm, now=NOW)
    undone = operations.undo_edit(batch=batch, by=pm, now=NOW)
    assert (undone.tasks, undone.left) == (1, ("T001",)) and plan_task("T001").duration_days == 3
    with pytest.raises(Refused):
        operations.undo_edit(batch=batch, by=pm, now=NOW)


def test_a_refusal_names_the_task_and_changes_nothing(pm, project, plan_task) -> None:
    operations.complete_plan_task(plan_task=plan_task("T002"), by=pm, now=NOW)
    before = plan_as_it_is(project)
    with pytest.raises(Refused, match="T002"):
        edit(pm, [plan_task("T001"), plan_task("T002")], {"duration_days": 9})
    assert plan_as_it_is(project) == before


def test_only_who_plans_moves_dates_and_a_stale_version_is_refused(viewer, pm, plan_task) -> None:
    with pytest.raises(Forbidden):
        edit(viewer("csm"), [plan_task("T001")], {"duration_days": 9})
    row = plan_task("T001")
    with pytest.raises(Stale):
        edit(pm, [row], {"duration_days": 9}, expect={row.pk: row.task.record.version + 1})


def test_nothing_changed_leaves_no_edit(pm, plan_task) -> None:
    row = plan_task("T001")
    assert edit(pm, [row], {"duration_days": row.duration_days}) is None
    assert not PlanEdit.objects.everywhere().exists()


def test_a_shift_leaves_out_what_has_begun_or_is_done(page, pm, project, plan_task) -> None:
    operations.start_plan_task(plan_task=plan_task("T001"), by=pm, now=NOW)
    operations.complete_plan_task(plan_task=plan_task("T002"), by=pm, now=NOW)
    chosen = [str(plan_task(code).pk) for code in ("T001", "T002", "T020")]
    was = plan_task("T020").task.start_date
    page.post("/plan-tasks/edit/", {"selected": chosen, "do": "save", "shift_days": 5})
    assert plan_task("T020").task.start_date > was and plan_task("T001").no_earlier_date is None
    assert PlanEdit.objects.everywhere().get().tasks_total == 1


def test_empty_hands_and_empty_choices_are_told(page, project, plan_task) -> None:
    assert page.post("/plan-tasks/edit/", {}).status_code == 302
    answer = page.post("/plan-tasks/edit/", {"selected": [str(plan_task("T001").pk)], "do": "preview"})
    assert answer.status_code == 422 and b"Nothing is chosen" in answer.content


def test_a_dragged_bar_opens_its_form_on_the_next_working_day(page, project, plan_task) -> None:
    row = plan_task("T020")
    text = page.get(f"/plan-tasks/{row.pk}/shift/?start=2026-12-05").content.decode()
    assert 'value="2026-12-07"' in text and row.fixed_date is None
    text = page.get(f"/plan-tasks/{row.pk}/shift/?due={row.task.due_date}").content.decode()
    shown = re.search(r"<input[^>]*duration_days[^>]*>", text)
    assert shown and f'value="{row.duration_days}"' in shown.group(), shown


def test_a_bar_moves_by_the_form_after_a_preview_and_back_again(page, project, plan_task) -> None:
    row = plan_task("T020")
    given = {"start": "2026-12-21", "hold": "no_earlier", "duration_days": 2, "version": row.task.record.version}
    text = page.post(f"/plan-tasks/{row.pk}/shift/", given | {"do": "preview"}).content.decode()
    assert "T020" in text and "21 Dec" in text and plan_task("T020").no_earlier_date is None
    back = f"/projects/{project.pk}/timeline/?zoom=week"
    answer = page.post(f"/plan-tasks/{row.pk}/shift/", given | {"back": back})
    assert answer["Location"] == back and plan_task("T020").task.start_date == date(2026, 12, 21)
    assert page.post(f"/plan-tasks/{row.pk}/shift/", given).status_code == 409
    page.post(f"/plan-edits/{PlanEdit.objects.everywhere().get().batch}/")
    assert plan_task("T020").task.start_date == row.task.start_date
