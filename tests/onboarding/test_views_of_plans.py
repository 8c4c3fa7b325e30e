"""Views of plans: board, calendar, workload, timeline and list, over one project or all; filters; a card that moves."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.viewer import system
from pilotage.meetings.models import Meeting
from pilotage.onboarding import operations
from pilotage.onboarding.models import PlanTask
from pilotage.onboarding.pictures.calendar import first_day, last_day, steps
from pilotage.people.pages import forget_kept
from story import NOW

VIEWS = ("board", "calendar", "workload", "timeline")


@pytest.fixture(autouse=True)
def _now():
    forget_kept()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def page(signed_in, person):
    return signed_in(person("pm", name="Pat"))


def text(page, address: str) -> str:
    answer = page.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_shows_one_project_or_all_without_scripts_in_the_page(page, project, view) -> None:
    for address in (f"/projects/{project.pk}/{view}/", f"/projects/{view}/"):
        found = text(page, address)
        assert "<script>" not in found and " style=" not in found
        assert 'aria-current="page"' in found


def test_a_board_by_state_counts_its_cards_and_shows_the_rest_when_asked(page, project) -> None:
    found = text(page, f"/projects/{project.pk}/board/")
    assert found.count("data-card=") == 40 and "52 more" in found
    assert text(page, f"/projects/{project.pk}/board/?wide=open").count("data-card=") == 92


def test_a_board_by_part_has_the_parts_in_the_order_of_the_plan(page, project) -> None:
    parts = list(dict.fromkeys(PlanTask.objects.everywhere().filter(project=project).values_list("part", flat=True)))
    found = text(page, f"/projects/{project.pk}/board/?by=part").replace("&amp;", "&")
    places = [found.index(f'data-column="{part}"') for part in parts]
    assert places == sorted(places)


def test_a_card_moves_by_its_form_and_goes_back_to_the_board(page, project, plan_task) -> None:
    row = plan_task("T001")
    given = {"by": "state", "to": "doing", "version": row.task.record.version, "back": f"/projects/{project.pk}/board/"}
    answer = page.post(f"/plan-tasks/{row.pk}/place/", given)
    assert answer.status_code == 302 and answer["Location"] == f"/projects/{project.pk}/board/"
    assert plan_task("T001").task.state == "doing"


def test_a_card_that_is_blocked_needs_a_reason(page, project, plan_task) -> None:
    row = plan_task("T001")
    given = {"by": "state", "to": "blocked", "version": row.task.record.version}
    answer = page.post(f"/plan-tasks/{row.pk}/place/", given)
    assert answer.status_code == 422 and plan_task("T001").task.state == "open"
    page.post(f"/plan-tasks/{row.pk}/place/", given | {"reason": "No test data yet"})
    assert plan_task("T001").task.state == "blocked"


def test_a_form_goes_back_to_no_other_site(page, project, plan_task) -> None:
    row = plan_task("T001")
    given = {"by": "state", "to": "doing", "version": row.task.record.version, "back": "//evil.example/"}
    assert page.post(f"/plan-tasks/{row.pk}/place/", given)["Location"].startswith(f"/projects/{project.pk}/board/")


def test_two_who_move_one_card_never_lose_a_change(page, project, plan_task) -> None:
    row = plan_task("T001")
    seen = row.task.record.version
    page.post(f"/plan-tasks/{row.pk}/place/", {"by": "state", "to": "doing", "version": seen})
    second = page.post(f"/plan-tasks/{row.pk}/place/", {"by": "state", "to": "done", "version": seen})
    assert second.status_code == 409 and plan_task("T001").task.state == "doing"


def test_a_card_gets_an_owner_or_nobody(page, person, plan_task, project) -> None:
    ina, row = person("im", name="Ina"), plan_task("T001")
    page.post(f"/plan-tasks/{row.pk}/place/", {"by": "owner", "to": ina.pk})
    assert plan_task("T001").task.owner == ina
    page.post(f"/plan-tasks/{row.pk}/place/", {"by": "owner", "to": "none"})
    assert plan_task("T001").task.owner is None


def test_a_task_in_another_part_stands_at_its_end_and_the_list_names_each_part_once(pm, project, plan_task) -> None:
    rows = list(PlanTask.objects.everywhere().filter(project=project).order_by("position"))
    other = rows[-1].part
    operations.set_plan_task_part(plan_task=plan_task("T001"), part=other, by=pm, now=NOW)
    after = list(PlanTask.objects.everywhere().filter(project=project).order_by("position"))
    assert [row.code for row in after] == [row.code for row in rows[1:]] + ["T001"]
    second = rows[0].part
    operations.set_plan_task_part(plan_task=plan_task("T001"), part=second, by=pm, now=NOW)
    parts = [row.part for row in PlanTask.objects.everywhere().filter(project=project).order_by("position")]
    assert len(set(parts)) == sum(1 for n, part in enumerate(parts) if not n or parts[n - 1] != part)


def test_only_who_plans_moves_a_task_to_another_part(viewer, project, plan_task) -> None:
    with pytest.raises(Forbidden):
        operations.set_plan_task_part(plan_task=plan_task("T001"), part="Else", by=viewer("csm"), now=NOW)
    with pytest.raises(Stale):
        operations.set_plan_task_state(plan_task=plan_task("T001"), state="doing", expect=99, by=viewer("pm"), now=NOW)


@pytest.mark.parametrize(
    ("query", "test"),
    [
        ("show=critical", lambda row: row.is_critical),
        ("show=milestones", lambda row: row.milestone != ""),
        ("party=biller", lambda row: row.task.side == "biller"),
        ("party=cis_vendor", lambda row: row.roles[:1] == ["CIS"]),
        ("role=TRN", lambda row: "TRN" in row.roles),
        ("owner=none", lambda row: row.task.owner_id is None),
        ("q=T006", lambda row: row.code == "T006"),
    ],
)
def test_filters_keep_what_they_say_on_every_view(page, project, query, test) -> None:
    rows = list(PlanTask.objects.everywhere().filter(project=project).select_related("task"))
    wanted = {str(row.pk) for row in rows if test(row)}
    assert wanted
    shown = text(page, f"/projects/{project.pk}/timeline/?{query}")
    assert {str(row.pk) for row in rows if f"/tasks/{row.pk}/" in shown} == wanted


def test_a_timeline_has_a_table_with_the_same_rows_and_a_line_for_today_and_the_target(page, project) -> None:
    project.phase.__class__.objects.everywhere().update(target_go_live_date=date(2027, 3, 1))
    found = text(page, f"/projects/{project.pk}/timeline/")
    assert found.count("<tr data-row") == 92 and found.count('class="ui-bar') == 92
    assert 'class="is-today"' in found and "is-target" in found and "is-milestone" in found


@pytest.mark.parametrize("zoom", ["week", "month", "quarter"])
def test_a_timeline_zooms(page, project, zoom) -> None:
    widths = {"week": "18.0", "month": "6.0", "quarter": "2.25"}
    assert f'data-day="{widths[zoom]}"' in text(page, f"/projects/{project.pk}/timeline/?zoom={zoom}")


def test_a_baseline_stands_below_the_bars_until_it_is_left_out(page, project) -> None:
    assert text(page, f"/projects/{project.pk}/timeline/").count('class="is-base"') == 92
    assert 'class="is-base"' not in text(page, f"/projects/{project.pk}/timeline/?base=none")
    kept = operations.take_baseline(project=project, name="Steering", by=system(), now=NOW)
    found = text(page, f"/projects/{project.pk}/timeline/?base={kept.pk}")
    assert found.count('class="is-base"') == 92 and "Steering" in found


def test_the_timeline_of_all_projects_has_a_lane_for_each_with_its_milestones(page, project) -> None:
    found = text(page, "/projects/timeline/")
    names = set(PlanTask.objects.everywhere().exclude(milestone="").values_list("milestone", flat=True))
    assert project.name in found and found.count("<circle") == len(names)


def test_a_calendar_shows_tasks_on_their_days_with_milestones_the_target_and_meetings(page, project, biller) -> None:
    from pilotage.core.operations import change
    from pilotage.core.viewer import system

    project.phase.__class__.objects.everywhere().update(target_go_live_date=date(2026, 11, 20))
    with change(by=system(), now=NOW) as c:
        c.create(
            Meeting, scope=biller.pk, biller=biller, phase=project.phase, kind="tsm", title="Weekly call",
            starts_at=NOW + timedelta(days=3),
        )  # fmt: skip
    found = text(page, f"/projects/{project.pk}/calendar/?view=week&on=2026-11-05")
    due = PlanTask.objects.everywhere().filter(project=project, task__due_date__range=("2026-11-02", "2026-11-08"))
    assert due and all(f"/tasks/{row.pk}/" in found for row in due)
    assert "Weekly call" in found and "Go-live of" not in found
    assert "Go-live of" in text(page, f"/projects/{project.pk}/calendar/?on=2026-11-05")
    assert "Go-live of" in text(page, "/projects/calendar/?on=2026-11-20&view=week")


@pytest.mark.parametrize(
    ("view", "day", "first", "last"),
    [
        ("month", date(2026, 11, 5), date(2026, 10, 26), date(2026, 12, 6)),
        ("month", date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28)),
        ("week", date(2026, 11, 8), date(2026, 11, 2), date(2026, 11, 8)),
    ],
)
def test_a_calendar_shows_whole_weeks(view, day, first, last) -> None:
    assert (first_day(view, day), last_day(view, day)) == (first, last)


def test_a_calendar_steps_by_months_and_weeks() -> None:
    assert steps("month", date(2026, 12, 31)) == (date(2026, 11, 1), date(2027, 1, 1))
    assert steps("week", date(2026, 12, 31)) == (date(2026, 12, 24), date(2027, 1, 7))


def test_a_cell_of_the_workload_leads_to_the_tasks_behind_it(page, project, person, plan_task) -> None:
    ina = person("im", name="Ina", capacity=1)
    for code in ("T001", "T002"):
        operations.set_plan_task_owner(plan_task=plan_task(code), owner=ina, by=page_viewer(ina), now=NOW)
    rows = [plan_task(code) for code in ("T001", "T002")]
    found = text(page, f"/projects/{project.pk}/workload/").replace("&amp;", "&")
    link = f"/projects/tasks/?project={project.pk}&owner={ina.pk}&week=2026-11-02"
    assert link in found
    behind = text(page, link)
    in_week = [row for row in rows if row.task.start_date <= date(2026, 11, 8)]
    assert in_week and all((f"/tasks/{row.pk}/" in behind) == (row in in_week) for row in rows)


def page_viewer(user):
    from pilotage.people.viewers import viewer_of

    return viewer_of(user, source="page")


def test_the_list_of_all_tasks_is_a_file_too(page, project) -> None:
    found = b"".join(page.get("/projects/tasks/?as=csv")).decode("utf-8-sig")
    assert len(found.strip().splitlines()) == 93 and project.name in found


def test_a_new_task_waits_for_what_it_is_told_to_and_stands_at_the_end_of_its_part(page, project, plan_task) -> None:
    first = plan_task("T001")
    given = {"title": "Ask for the logo", "part": first.part, "duration_days": 2, "after": "t001", "role": "OS"}
    answer = page.post(f"/projects/{project.pk}/add-task/", given | {"back": f"/projects/{project.pk}/board/"})
    assert answer.status_code == 302 and answer["Location"].endswith("#N1")
    made = plan_task("N1")
    assert made.task.start_date > first.task.due_date and made.duration_days == 2 and made.roles == ["OS"]
    in_part = PlanTask.objects.everywhere().filter(project=project, part=first.part).order_by("position")
    assert in_part.last().code == "N1"
    page.post(f"/projects/{project.pk}/add-task/", given | {"title": "And send it", "after": "N1"})
    assert plan_task("N2").task.start_date > made.task.due_date


def test_a_new_task_without_a_place_to_wait_for_starts_no_earlier_than_its_day(pm, project) -> None:
    made = operations.add_plan_task(
        project=project, title="Order cards", part="Extra", start_date=date(2026, 12, 1), by=pm, now=NOW
    )
    made.task.refresh_from_db()
    assert made.task.start_date == date(2026, 12, 1) and made.position == 93 + 0
    with pytest.raises(Refused):
        operations.add_plan_task(project=project, title="X", part="Extra", after=["T999"], by=pm, now=NOW)
    with pytest.raises(Refused):
        operations.add_plan_task(project=project, title="X", part="Extra", duration_days=0, by=pm, now=NOW)


def test_views_ask_as_often_for_few_tasks_as_for_many(page, pm, project) -> None:
    def counted(address: str) -> int:
        """The fewest of three: lists of choices are asked for anew after some seconds."""
        counts = []
        for _ in range(3):
            with CaptureQueriesContext(connection) as queries:
                page.get(address)
            counts.append(len(queries))
        return min(counts)

    addresses = [f"/projects/{project.pk}/{view}/" for view in VIEWS] + [f"/projects/{view}/" for view in VIEWS]
    addresses.append("/projects/tasks/")
    before = [counted(address) for address in addresses]
    for n in range(3):
        operations.add_plan_task(project=project, title=f"More {n}", part="Extra", by=pm, now=NOW)
    assert [counted(address) for address in addresses] == before
    assert max(before) <= 15, dict(zip(addresses, before, strict=True))


def test_a_biller_s_person_and_an_unknown_project_get_no_page(signed_in, clerk, biller, project, page) -> None:
    browser = signed_in(clerk(biller))
    assert all(browser.get(f"/projects/{project.pk}/{view}/").status_code == 404 for view in VIEWS)
    assert all(page.get(f"/projects/{uuid.uuid4()}/{view}/").status_code == 404 for view in VIEWS)


def test_a_title_is_enough_for_a_new_task_of_one_project_or_of_a_chosen_one(page, project, plan_task) -> None:
    page.post(f"/projects/{project.pk}/add-task/", {"title": "Call the bank", "duration_days": 1})
    rows = PlanTask.objects.everywhere().filter(project=project).order_by("position")
    assert [row.code for row in rows][-1] == "N1" and rows[91].part == plan_task("N1").part
    page.post("/projects/add-task/", {"title": "Call again", "duration_days": 1, "project": project.pk})
    assert plan_task("N2").task.start_date == date(2026, 11, 2)
