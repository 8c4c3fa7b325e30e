"""A project's pages: the plan as a list, as a picture and as a file; several tasks at once; holds; dates that a person fixed."""

import csv
import io
from datetime import date

import pytest
import time_machine

from pilotage.onboarding.link_text import links_in_words
from pilotage.onboarding.models import Dependency, PlanTask, Project
from pilotage.planner.tasks import Link
from pilotage.work.models import Task
from story import NOW


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


def has(page, address: str, *words: str) -> bool:
    """Whether all the words stand on the page."""
    text = page.get(address).content.decode()
    return all(word in text for word in words)


def test_the_list_shows_every_task_under_its_part(page, project) -> None:
    rows = list(PlanTask.objects.everywhere().filter(project=project).select_related("task"))
    assert len(rows) == 92
    text = page.get(f"/projects/{project.pk}/").content.decode()
    assert all(f'id="{row.code}"' in text for row in rows)


@pytest.mark.parametrize(
    ("query", "test"),
    [
        ("show=critical", lambda row: row.is_critical),
        ("show=biller", lambda row: row.task.side == "biller"),
        ("q=T006", lambda row: row.code == "T006"),
        ("show=late", lambda row: False),
    ],
)
def test_filters_keep_what_they_say(page, project, query, test) -> None:
    text = page.get(f"/projects/{project.pk}/?{query}").content.decode()
    rows = PlanTask.objects.everywhere().filter(project=project).select_related("task")
    assert {row.code for row in rows if f'id="{row.code}"' in text} == {row.code for row in rows if test(row)}


def test_the_timeline_draws_each_task_on_the_server_without_scripts(page, project) -> None:
    text = page.get(f"/projects/{project.pk}/timeline/").content.decode()
    rows = PlanTask.objects.everywhere().filter(project=project).select_related("task")
    assert "<svg" in text and all(row.code in text for row in rows)
    assert "<script>" not in text and " style=" not in text


def test_the_plan_is_a_file_that_plans_anew(page, project) -> None:
    rows = list(csv.DictReader(io.StringIO(b"".join(page.get(f"/projects/{project.pk}/?as=csv")).decode("utf-8-sig"))))
    assert len(rows) == 92 and rows[0]["start"] == "2026-11-02"


def test_ticked_tasks_get_an_owner_or_are_done_all_at_once(page, project, person, plan_task) -> None:
    ina = person("im", name="Ina")
    chosen = [str(plan_task(code).pk) for code in ("T001", "T002")]
    page.post(f"/projects/{project.pk}/tasks/", {"selected": chosen, "do": "assign", "owner": ina.pk})
    assert Task.objects.everywhere().filter(owner=ina).count() == 2
    page.post(f"/projects/{project.pk}/tasks/", {"selected": [chosen[0]], "do": "complete"})
    assert plan_task("T001").task.state == "done"
    assert has(page, f"/projects/{project.pk}/", "1 of 92") or Project.objects.everywhere().get().tasks_done == 1


def plan_form(row, **fields):
    """What the form of a task's plan sends, with some fields changed."""
    links = links_in_words(
        Link(one.predecessor.code, one.kind, one.lag_days)
        for one in Dependency.objects.everywhere().filter(successor=row).select_related("predecessor")
    )
    same = {"duration_days": row.duration_days, "shape": "task", "waits_for": links, "version": row.task.record.version}
    return same | fields


def test_a_fixed_date_stays_and_a_conflict_is_told(page, project, plan_task) -> None:
    row = plan_task("T002")
    form = plan_form(row, fixed_date="2027-01-11")
    assert page.post(f"/plan-tasks/{row.pk}/dates/", form).status_code == 302
    assert plan_task("T002").task.start_date == date(2027, 1, 11)
    last = plan_task("T092") if PlanTask.objects.everywhere().filter(code="T092").exists() else plan_task("T091")
    form = plan_form(last, fixed_date="2026-11-03")
    page.post(f"/plan-tasks/{last.pk}/dates/", form)
    held = plan_task(last.code)
    assert held.task.start_date == date(2026, 11, 3) and held.conflict
    assert has(page, f"/projects/{project.pk}/", held.conflict.split(",")[0][:40])


def test_on_hold_with_a_reason_and_on_again(page, project) -> None:
    assert page.post(f"/projects/{project.pk}/hold/", {"reason": "", "party": "biller"}).status_code == 422
    page.post(f"/projects/{project.pk}/hold/", {"reason": "Council votes in January", "party": "biller"})
    assert has(page, f"/projects/{project.pk}/", "Council votes in January")
    page.post(f"/projects/{project.pk}/resume/")
    assert Project.objects.everywhere().get().state == "active"


def test_projects_are_found_by_name_state_and_biller(page, project) -> None:
    here = f"/projects/{project.pk}/"
    assert (
        has(page, "/projects/", here)
        and has(page, "/projects/?q=hill", here)
        and has(page, "/projects/?state=active", here)
    )
    assert not has(page, "/projects/?q=nowhere", here) and not has(page, "/projects/?state=done", here)


def test_viewers_without_the_role_read_but_do_not_plan(signed_in, person, project, plan_task) -> None:
    marketing, row = signed_in(person("marketing", name="Mia")), plan_task("T002")
    assert marketing.get(f"/projects/{project.pk}/").status_code == 200
    form = plan_form(row, fixed_date="2027-01-11")
    assert marketing.post(f"/plan-tasks/{row.pk}/dates/", form).status_code == 403
    assert plan_task("T002").fixed_date is None


@pytest.mark.parametrize(
    ("target", "planned", "said"),
    [
        ((2027, 2, 26), (2027, 2, 26), None),
        ((2027, 2, 26), (2027, 3, 1), "1 day late"),
        ((2027, 2, 28), (2027, 3, 1), "1 day late"),
        ((2026, 11, 24), (2026, 11, 30), "3 days late"),
        ((2027, 2, 27), (2027, 2, 26), None),
    ],
)
def test_the_list_counts_working_days_after_the_target(page, project, target, planned, said) -> None:
    Project.objects.everywhere().filter(pk=project.pk).update(planned_go_live_date=date(*planned))
    type(project.phase).objects.everywhere().filter(pk=project.phase_id).update(target_go_live_date=date(*target))
    text = page.get("/projects/").content.decode()
    assert said in text if said else "late" not in text.split("<tbody>")[1]
