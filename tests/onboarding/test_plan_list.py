"""A plan as a list: groups, rows edited in place, who was overtaken is told, and a large plan asks no more than a small one."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotage.onboarding import operations
from pilotage.onboarding.models import Dependency
from story import NOW


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


def row_form(row, **fields):
    links = "; ".join(
        Dependency.objects.everywhere().filter(successor=row).order_by("pk").values_list("predecessor__code", flat=True)
    )
    same = {"duration_days": row.duration_days, "waits_for": links, "version": row.task.record.version}
    return same | fields


def test_a_row_is_edited_in_place_and_what_moves_is_told(page, project, plan_task) -> None:
    row = plan_task("T002")
    for address in (f"/projects/{project.pk}/?edit={row.pk}", f"/plan-tasks/{row.pk}/row/"):
        assert f'action="/plan-tasks/{row.pk}/row/"' in page.get(address).content.decode()
    before = plan_task("T006").task.due_date
    answer = page.post(
        f"/plan-tasks/{row.pk}/row/", row_form(row, duration_days=30, waits_for="T001 SS+2"), follow=True
    )
    assert "tasks moved" in answer.content.decode() and plan_task("T006").task.due_date > before
    assert "T001 SS+2" in answer.content.decode()


def test_what_can_not_be_is_told_in_the_row_and_nothing_changes(page, project, plan_task) -> None:
    row = plan_task("T001")
    answer = page.post(f"/plan-tasks/{row.pk}/row/", row_form(row, waits_for="T002"))
    assert answer.status_code == 422 and "circle" in answer.content.decode()
    assert not Dependency.objects.everywhere().filter(successor=row).exists()


def test_who_was_overtaken_keeps_what_was_typed_and_loses_nobodys_change(page, pm, project, plan_task) -> None:
    row = plan_task("T002")
    typed = row_form(row, duration_days=9)
    operations.change_plan_task(plan_task=plan_task("T002"), duration_days=4, by=pm, now=NOW)
    answer = page.post(f"/plan-tasks/{row.pk}/row/", typed)
    assert answer.status_code == 409 and "Somebody else changed this task" in answer.content.decode()
    assert plan_task("T002").duration_days == 4 and 'value="9"' in answer.content.decode()


def test_a_date_that_can_not_hold_is_told_when_it_is_saved(page, project, plan_task) -> None:
    row = plan_task("T006")
    answer = page.post(f"/plan-tasks/{row.pk}/row/", row_form(row, fixed_date="2026-11-03"), follow=True)
    assert plan_task("T006").conflict.split(",")[0] in answer.content.decode()


@pytest.mark.parametrize(("by", "word"), [("party", "CIS vendor"), ("state", "Open"), ("milestone", "No milestone")])
def test_the_list_is_grouped_as_asked(page, project, by, word) -> None:
    text = page.get(f"/projects/{project.pk}/?group={by}").content.decode()
    assert f'colspan="11">{word} ' in text


def test_the_list_asks_as_often_for_many_tasks_as_for_few(page, project, pm) -> None:
    page.get(f"/projects/{project.pk}/")
    with CaptureQueriesContext(connection) as many:
        page.get(f"/projects/{project.pk}/")
    from pilotage.onboarding.models import PlanTask

    for row in PlanTask.objects.everywhere().filter(project=project, code__gt="T010").select_related("task__record"):
        row.task.state = "dropped"
        row.task.save()
    with CaptureQueriesContext(connection) as few:
        page.get(f"/projects/{project.pk}/")
    assert len(many) == len(few)
