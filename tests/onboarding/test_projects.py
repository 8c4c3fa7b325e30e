"""Projects from the shipped playbook: their dates follow the work, and fixed dates never move."""

from datetime import date, timedelta

import pytest

from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.onboarding import operations, queries
from pilotage.onboarding.models import PlanTask, Project
from pilotage.planner.calendars import us_federal
from pilotage.planner.planfile import parse_plan, read_plan
from pilotage.planner.schedule import schedule
from story import NOW

KICKOFF = date(2026, 11, 2)


def task(project, code) -> PlanTask:
    return PlanTask.objects.everywhere().select_related("task__biller", "project").get(project=project, code=code)


def dates(project):
    return {row.code: (row.task.start_date, row.task.due_date) for row in queries.plan_of(project)}


def test_the_shipped_playbook_is_loaded_once(version) -> None:
    assert operations.load_shipped_playbook(by=system(), now=NOW) == version
    assert version.tasks.count() == 92


def test_a_project_has_every_task_with_the_planners_dates(project, phase) -> None:
    from pilotage.onboarding.shipped import shipped_plan

    expected = {
        one.id: (one.start, one.finish)
        for one in schedule(shipped_plan().tasks, start=KICKOFF, calendar=us_federal()).tasks
    }
    assert dates(project) == expected
    assert project.planned_go_live_date == expected["T078"][1]
    phase.refresh_from_db()
    assert phase.stage == "onboarding"


def test_the_tier_leaves_out_what_does_not_fit(version, phase, pm) -> None:
    project = operations.start_project(
        phase=phase, playbook_version=version, kickoff_date=KICKOFF, tier="help_desk", by=pm, now=NOW
    )
    codes = set(dates(project))
    assert {"T075", "T091", "T082"}.isdisjoint(codes) and "T090" in codes


def test_starting_costs_the_same_number_of_queries_for_any_plan(
    version, phase, pm, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(45):
        operations.start_project(phase=phase, playbook_version=version, kickoff_date=KICKOFF, by=pm, now=NOW)


def test_a_late_finish_moves_what_follows_and_a_reopened_task_moves_it_back(project, pm) -> None:
    before = dates(project)
    late = NOW + timedelta(days=7)
    moved = operations.complete_plan_task(plan_task=task(project, "T001"), on=date(2026, 11, 9), by=pm, now=late)
    after = dates(project)
    assert moved > 80 and after["T002"][0] == date(2026, 11, 10) > before["T002"][0]
    assert Event.objects.filter(kind="onboarding.task_moved").count() == moved
    operations.reopen_plan_task(plan_task=task(project, "T001"), by=pm, now=late)
    assert dates(project) == before


def test_a_fixed_date_stays_and_says_when_it_can_not_hold(project, pm) -> None:
    fixed = date(2026, 11, 12)
    operations.fix_date(plan_task=task(project, "T006"), date=fixed, by=pm, now=NOW)
    operations.complete_plan_task(
        plan_task=task(project, "T001"), on=date(2026, 11, 20), by=pm, now=NOW + timedelta(days=20)
    )
    row = task(project, "T006")
    assert row.task.start_date == fixed and row.conflict
    operations.fix_date(plan_task=row, date=None, by=pm, now=NOW)
    assert task(project, "T006").task.start_date > fixed and not task(project, "T006").conflict


def test_a_day_ahead_is_no_day_to_be_done(project, pm) -> None:
    with pytest.raises(Refused):
        operations.complete_plan_task(plan_task=task(project, "T001"), on=date(2026, 11, 4), by=pm, now=NOW)
    assert task(project, "T001").task.state == "open"


def test_a_tier_that_changes_drops_and_restores_tasks(project, phase, pm) -> None:
    operations.apply_tier(phase=phase, support="help_desk", window_days=0, by=pm, now=NOW)
    assert task(project, "T091").task.state == "dropped"
    operations.apply_tier(phase=phase, support="transition_success", window_days=90, by=pm, now=NOW)
    assert (task(project, "T091").task.state, task(project, "T082").duration_days) == ("open", 63)
    assert task(project, "T090").task.state == "dropped"


def test_milestones_required_for_go_live_are_those_before_the_approval(project, pm) -> None:
    found = queries.milestones_of(project)
    assert [one["name"][:2] for one in found if one["is_required"]] == ["M1", "M2", "M3", "M4", "M5"]
    operations.complete_plan_task(plan_task=task(project, "T006"), by=pm, now=NOW + timedelta(days=30))
    first = queries.milestones_of(project)[0]
    assert first["is_done"] and first["done_on"]


def test_plans_are_changed_by_planners_only(project, leader, biller, clerk) -> None:
    with pytest.raises(Forbidden):
        operations.fix_date(plan_task=task(project, "T001"), date=KICKOFF, by=leader, now=NOW)
    with pytest.raises(Forbidden):
        operations.hold_project(project=project, reason="x", by=leader, now=NOW)


def test_holding_needs_a_reason_and_a_project_can_go_on(project, pm) -> None:
    with pytest.raises(Refused):
        operations.hold_project(project=project, reason=" ", by=pm, now=NOW)
    operations.hold_project(project=project, reason="Budget", by=pm, now=NOW)
    operations.resume_project(project=project, by=pm, now=NOW)
    assert Project.objects.everywhere().get().state == "active"


def test_a_playbook_with_a_cycle_or_a_bad_condition_is_refused(pm, tmp_path) -> None:
    head = b"id,task,role,duration_days,depends_on,condition\n"
    for body in (b"A,x,IM,1,B,\nB,y,IM,1,A,\n", b"A,x,IM,1,,tier is big\n"):
        with pytest.raises(Refused):
            operations.publish_playbook_version(plan=parse_plan(head + body), name="Short", by=pm, now=NOW)
    ok = tmp_path / "ok.csv"
    ok.write_bytes(head + b"A,x,IM,1,,tier != help_desk\nB,y,BFIN,2,A,\n")
    version = operations.publish_playbook_version(plan=read_plan(ok), name="Short", by=pm, now=NOW)
    assert [(row.code, row.roles) for row in version.tasks.all()] == [("A", ["IM"]), ("B", ["BFIN"])]
