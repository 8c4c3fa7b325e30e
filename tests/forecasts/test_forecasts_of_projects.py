"""Forecasts: learnt from finished projects, kept with their inputs, worked out once, flagged early."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pilotage.billers.operations import set_target_go_live
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.forecasts import queries
from pilotage.forecasts.gathering import past_projects
from pilotage.forecasts.jobs import changed
from pilotage.forecasts.models import Learning, ProjectForecast
from pilotage.forecasts.operations import ask_for_forecasts, cross_tested, learn, work_out_forecasts
from pilotage.forecasts.rules import history_in
from pilotage.notices.models import Notice
from pilotage.onboarding.models import PlanTask, Project
from pilotage.onboarding.operations import complete_plan_task, record_past_project
from pilotage.raid.models import RaidEntry
from story import NOW

FAR, NEAR = date(2028, 1, 10), date(2027, 1, 11)


def forecast_now(project, now=NOW, cause="asked") -> int:
    found = queries.running(system()).filter(pk=project.pk)
    return work_out_forecasts(projects=list(found), cause=cause, by=system("job"), now=now)


def test_finished_projects_teach_and_the_same_ones_teach_once(finished) -> None:
    finished(3)
    first = learn(by=system("job"), now=NOW)
    assert (first.projects, learn(by=system("job"), now=NOW).pk) == (3, first.pk)
    assert first.samples > 150 and len(past_projects()) == 3
    history = history_in(first.content)
    assert history.samples == first.samples and len(history.hits) == 15
    kind = next(iter(past_projects()[0].traits.values()))
    assert history.centre(kind, "Northstar Harmony").pool == "kind and product"


def test_a_forecast_is_kept_with_its_reasons_and_made_once(finished, running) -> None:
    finished(3)
    project = running(target=FAR)
    assert forecast_now(project) == 1 and forecast_now(project) == 0
    row = queries.latest_of(project.pk)
    assert project.kickoff_date < row.p50_date <= row.p80_date <= row.p95_date
    assert row.chance == 1.0 and row.simulations == 10_000 and row.learnt_from == 3 and len(row.fingerprint) == 64
    assert row.drivers[0]["criticality"] >= row.drivers[-1]["criticality"] and row.drivers[0]["samples"] > 0
    assert len(row.curve) == 39 and not row.is_flag and not RaidEntry.objects.everywhere().exists()
    kinds = list(Event.objects.filter(kind="forecasts.worked_out").values_list("record_id", flat=True))
    assert kinds == [project.pk]


def test_the_next_day_gives_a_new_one_and_the_former_stays(running) -> None:
    project = running(target=FAR)
    forecast_now(project), forecast_now(project, NOW + timedelta(days=1))
    rows = ProjectForecast.objects.everywhere().filter(project=project).order_by("made_at")
    assert [row.is_latest for row in rows] == [False, True] and len(queries.past_of(project)) == 2


def test_who_is_in_danger_hears_it_once_with_the_reason(finished, running, pm) -> None:
    finished(3)
    project = running(target=NEAR)
    forecast_now(project), forecast_now(project, NOW + timedelta(days=1))
    entry = RaidEntry.objects.everywhere().get()
    assert entry.kind == "issue" and "What decides it" in entry.description and entry.owner_id == pm.user_id
    told = Notice.objects.filter(kind="forecast_late", user_id=pm.user_id)
    assert told.count() == 1 and "chance" in told.get().text
    flags = ProjectForecast.objects.everywhere().filter(is_flag=True)
    assert flags.count() == 1 and flags.get().late_days > 0


def test_another_target_may_be_passed_anew(running, pm) -> None:
    project = running(target=NEAR)
    forecast_now(project)
    phase = Project.objects.everywhere().select_related("phase__biller", "phase__record").get(pk=project.pk).phase
    set_target_go_live(phase=phase, date=NEAR + timedelta(days=7), reason="Holidays", by=pm, now=NOW)
    forecast_now(project)
    assert ProjectForecast.objects.everywhere().filter(is_flag=True).count() == 2
    assert RaidEntry.objects.everywhere().count() == 2


def test_a_task_that_is_late_moves_the_forecast(running, pm) -> None:
    project = running(target=FAR)
    forecast_now(project)
    before = queries.latest_of(project.pk)
    later = NOW + timedelta(days=30)
    first = PlanTask.objects.everywhere().select_related("task__record", "task__biller", "project__record")
    row = first.filter(project=project).order_by("position")[0]
    complete_plan_task(plan_task=row, on=later.date(), by=pm, now=later)
    forecast_now(project, later)
    assert queries.latest_of(project.pk).p50_date > before.p50_date + timedelta(days=20)


def test_a_changed_plan_is_asked_for_once_it_is_quiet(running, pm) -> None:
    project = running(target=FAR)
    assert changed(by=system("job"), now=NOW + timedelta(minutes=1)) == 0
    assert changed(by=system("job"), now=NOW + timedelta(minutes=3)) == 1
    forecast_now(project, NOW + timedelta(minutes=4))
    assert changed(by=system("job"), now=NOW + timedelta(minutes=9)) == 0
    row = PlanTask.objects.everywhere().select_related("task__record", "task__biller", "project__record")
    done_at = NOW + timedelta(minutes=10)
    complete_plan_task(plan_task=row.filter(project=project)[0], by=pm, now=done_at)
    assert changed(by=system("job"), now=done_at + timedelta(minutes=1)) == 0
    assert changed(by=system("job"), now=done_at + timedelta(minutes=3)) == 1


def test_the_installation_s_own_projects_are_back_tested(finished) -> None:
    assert cross_tested(past_projects()) is None
    finished(5)
    found = cross_tested(past_projects(), simulations=100)
    assert found is not None and found.projects == 5 and found.forecasts == 25 and 0 <= found.within_p80 <= 1


def test_a_past_project_needs_a_phase_that_is_live(finished, running, playbook, pm) -> None:
    project = running()
    with pytest.raises(Refused):
        record_past_project(
            phase=project.phase, playbook_version=playbook, kickoff_date=NOW.date(), lived={}, by=pm, now=NOW
        )
    done = finished(1)[0]
    assert (done.state, done.tasks_done) == ("done", done.tasks_total) and done.tasks_total > 80


def test_who_runs_no_projects_asks_for_none(running, viewer) -> None:
    with pytest.raises(Forbidden):
        ask_for_forecasts(projects=[running()], cause="asked", by=viewer("marketing"), now=NOW)
    assert not Learning.objects.exists()


def test_the_history_comes_back_as_it_was(finished) -> None:
    finished(2)
    row = learn(by=system("job"), now=NOW)
    history = history_in(row.content)
    assert replace(history) == history_in(Learning.objects.get(pk=row.pk).content)
    assert history.spread("") == sorted(history.spread(""))
