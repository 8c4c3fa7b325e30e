"""All that a plan holds reaches the planner: links with lag, constraints, progress, calendars, holds, both ends."""

from datetime import date, timedelta

import pytest

from pilotage.billers.models import BillerCalendar
from pilotage.catalogue.models import VendorCalendar
from pilotage.core.errors import Forbidden, Refused, Stale
from pilotage.core.models import Event
from pilotage.onboarding import operations
from pilotage.onboarding.link_text import links_in_words, read_links
from pilotage.onboarding.models import Dependency, Hold, Project
from pilotage.onboarding.scheduling import read_plan
from pilotage.people.models import PersonCalendar, TimeOff
from pilotage.planner.tasks import Link
from pilotage.work.operations import assign_task
from story import NOW

KICKOFF = date(2026, 11, 2)


def edit(row, pm, *, links=None, now=NOW, **fields):
    return operations.edit_plan_task(plan_task=row, fields=fields, links=links, by=pm, now=now)


def test_links_of_every_kind_with_lag_move_the_task_that_waits(project, plan_task, pm) -> None:
    first = plan_task("T001").task
    for kind, lag, end in (("FS", 2, "start"), ("SS", 3, "start"), ("FF", 4, "finish"), ("SF", 6, "finish")):
        edit(plan_task("T002"), pm, links=[Link("T001", kind, lag)])
        row = plan_task("T002").task
        begun = first.start_date if kind[0] == "S" else first.due_date + timedelta(days=1)
        reached = row.start_date if end == "start" else row.due_date + timedelta(days=1)
        days = read_plan(project).calendar.working_days_between(begun, reached)
        assert days == lag, kind
    assert Event.objects.filter(kind="onboarding.links_changed").count() == 4


def test_a_circle_is_refused_and_changes_nothing(project, plan_task, pm) -> None:
    before = list(Dependency.objects.everywhere().order_by("pk").values_list("pk", flat=True))
    with pytest.raises(Refused, match="circle"):
        edit(plan_task("T001"), pm, links=[Link("T002")])
    assert list(Dependency.objects.everywhere().order_by("pk").values_list("pk", flat=True)) == before


def test_constraints_hold_a_task_back_and_tell_what_can_not_hold(project, plan_task, pm) -> None:
    edit(plan_task("T002"), pm, no_earlier_date=date(2026, 11, 16), finish_by_date=date(2026, 11, 16))
    row = plan_task("T002")
    assert row.task.start_date == date(2026, 11, 16) and (row.duration_days > 1) == bool(row.conflict)
    edit(plan_task("T002"), pm, finish_by_date=date(2026, 11, 16), duration_days=5)
    assert "finish by 2026-11-16" in plan_task("T002").conflict


def test_a_vendors_and_a_billers_own_weeks_count(project, plan_task, pm, phase) -> None:
    code = "T040"  # the CIS vendor's work order
    before = plan_task(code).task
    VendorCalendar.objects.create(vendor=phase.integration.product.vendor, week=[0, 1, 2, 3])
    BillerCalendar.objects.create(biller=phase.biller, days_off=[["2026-11-04", "Council"]])
    operations.replan(project=project, by=pm, now=NOW)
    after = plan_task(code).task
    assert after.due_date > before.due_date and after.due_date.weekday() != 4


def test_a_persons_week_and_time_off_count_for_their_tasks(project, plan_task, pm, person) -> None:
    dana = person("im", name="Dana")
    assign_task(task=plan_task("T001").task, owner=dana, by=pm, now=NOW)
    PersonCalendar.objects.create(user=dana, week=[1, 3])
    TimeOff.objects.create(user=dana, from_date=date(2026, 11, 3), to_date=date(2026, 11, 3))
    operations.replan(project=project, by=pm, now=NOW)
    assert plan_task("T001").task.start_date == date(2026, 11, 5)


def test_progress_puts_a_task_in_hand_and_all_of_it_is_a_completion(project, plan_task, pm) -> None:
    edit(plan_task("T001"), pm, percent_done=40)
    row = plan_task("T001")
    assert (row.task.state, row.percent_done) == ("doing", 40) and row.actual_start_date is not None
    with pytest.raises(Refused, match="Complete the task"):
        edit(plan_task("T001"), pm, percent_done=100)


def test_a_task_on_hold_stops_the_clock_until_it_goes_on(project, plan_task, pm) -> None:
    now = NOW.replace(year=2026, month=11, day=2)
    before = plan_task("T002").task.start_date
    operations.hold_plan_task(
        plan_task=plan_task("T001"),
        reason="No work order",
        party="cis_vendor",
        expected=date(2026, 11, 9),
        by=pm,
        now=now,
    )
    held = Hold.objects.everywhere().get()
    assert plan_task("T001").task.state == "blocked" and plan_task("T002").task.start_date > before
    operations.release_plan_task(plan_task=plan_task("T001"), by=pm, now=now + timedelta(days=1))
    held.refresh_from_db()
    assert held.until_date == date(2026, 11, 3) and plan_task("T001").task.state == "open"
    with pytest.raises(Refused, match="not on hold"):
        operations.release_plan_task(plan_task=plan_task("T001"), by=pm, now=now)


def test_a_held_project_moves_its_forecast_day_by_day(project, pm) -> None:
    at = NOW.replace(year=2026, month=11, day=4)
    operations.hold_project(project=project, reason="Budget", party="biller", by=pm, now=at)
    project.refresh_from_db()
    plan = read_plan(project)
    days = [plan.dates(date(2026, 11, day)).by_id[plan.goal].finish for day in (5, 12, 19)]
    assert days[0] < days[1] < days[2]
    operations.resume_project(project=project, on=date(2026, 11, 19), by=pm, now=at + timedelta(days=16))
    project.refresh_from_db()
    assert project.state == "active" and project.planned_go_live_date >= days[1]


def test_a_plan_counted_back_stands_as_late_as_the_target_allows(project, phase, pm) -> None:
    phase.target_go_live_date = date(2027, 6, 30)
    phase.save()
    Project.objects.everywhere().filter(pk=project.pk).update(anchor="target")
    operations.replan(project=project, by=pm, now=NOW)
    project.refresh_from_db()
    assert project.planned_go_live_date == date(2027, 6, 30)
    phase.target_go_live_date = date(2026, 11, 30)
    phase.save()
    operations.replan(project=project, by=pm, now=NOW)
    project.refresh_from_db()
    assert project.planned_go_live_date > date(2026, 11, 30)
    assert [row for row in read_plan(project).rows if "must start on" in row.conflict]


def test_two_who_edit_one_task_never_lose_a_change(project, plan_task, pm) -> None:
    row, version = plan_task("T002"), plan_task("T002").task.record.version
    operations.edit_plan_task(plan_task=row, fields={"duration_days": 9}, by=pm, now=NOW, expect=version)
    with pytest.raises(Stale):
        operations.edit_plan_task(
            plan_task=plan_task("T002"), fields={}, links=[Link("T001", "SS")], by=pm, now=NOW, expect=version
        )
    assert plan_task("T002").duration_days == 9


def test_a_hammock_takes_its_dates_from_what_it_spans(project, plan_task, pm) -> None:
    row = plan_task("T004")
    with pytest.raises(Refused):
        edit(row, pm, shape="hammock", spans=["T002"])  # it waits for something, and hammocks wait for nothing
    Dependency.objects.everywhere().filter(predecessor=row).delete()
    edit(row, pm, shape="hammock", spans=["T002", "T003"], links=[])
    row = plan_task("T004").task
    spanned = [plan_task(code).task for code in ("T002", "T003")]
    assert row.start_date == min(one.start_date for one in spanned)
    assert row.due_date == max(one.due_date for one in spanned)


def test_plans_are_edited_by_planners_and_links_read_as_they_are_written(project, plan_task, leader) -> None:
    with pytest.raises(Forbidden):
        edit(plan_task("T001"), leader, duration_days=3)
    text = "T001; T002 SS+2; T003 FS-1"
    assert links_in_words(read_links("t001; T002 ss + 2, T003-1", ["T001", "T002", "T003"])) == text
    for wrong in ("T9", "T001; T001", "T002 SS+9999"):
        with pytest.raises(Refused):
            read_links(wrong, ["T001", "T002"])
