"""Before a project starts, its dates stand against the target; one confirmation starts it with just those dates."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilotage.billers.operations import set_target_go_live
from pilotage.core.operations.settings import change_settings
from pilotage.onboarding import operations
from pilotage.onboarding.lines import Line
from pilotage.onboarding.models import Project
from pilotage.onboarding.previewing import preview
from pilotage.planner.calendars import us_federal
from story import NOW

KICKOFF = date(2026, 11, 2)


@pytest.fixture
def target(phase, pm):
    """`target(date)`: the phase's go-live date."""

    def set_to(day: date) -> None:
        set_target_go_live(phase=phase, date=day, reason="Agreed", by=pm, now=NOW)
        phase.refresh_from_db()

    return set_to


@pytest.fixture
def browser(person, signed_in) -> Client:
    return signed_in(person("pm", name="Pat"))


def test_the_preview_gives_the_dates_that_the_start_then_sets(version, phase, pm) -> None:
    seen = preview(phase, version, KICKOFF)
    project = operations.start_project(phase=phase, playbook_version=version, kickoff_date=KICKOFF, by=pm, now=NOW)
    assert (seen.go_live, seen.finish, seen.tasks_total) == (
        project.planned_go_live_date,
        project.finish_date,
        project.tasks_total,
    )
    assert seen.days_late == 0 and seen.latest_kickoff is None and not seen.misfits


def test_it_says_by_how_many_working_days_the_plan_misses_the_target(version, phase, target) -> None:
    days, fits = us_federal(), preview(phase, version, KICKOFF).go_live
    target(days.add_working_days(fits, -7))
    seen = preview(phase, version, KICKOFF)
    assert seen.days_late == 7 and max(one.days_late for one in seen.misfits) == 7
    assert all(one.day > phase.target_go_live_date for one in seen.misfits)
    assert [row.duration_days for row in seen.longest] == sorted(
        (row.duration_days for row in seen.longest), reverse=True
    )


@pytest.mark.parametrize("shift", [-31, -7, 0, 7, 31])
def test_a_project_that_starts_on_the_latest_kickoff_just_meets_the_target(version, phase, target, shift) -> None:
    target(preview(phase, version, KICKOFF).go_live + timedelta(days=shift))
    latest = preview(phase, version, KICKOFF).latest_kickoff
    assert preview(phase, version, latest).go_live <= phase.target_go_live_date
    assert preview(phase, version, us_federal().add_working_days(latest, 1)).go_live > phase.target_go_live_date


def test_a_kickoff_on_a_holiday_and_the_providers_own_days_off_count(version, phase, admin) -> None:
    christmas = date(2026, 12, 25)
    seen = preview(phase, version, christmas)
    assert seen.kickoff == date(2026, 12, 28)
    change_settings(by=admin, now=NOW, values={"extra_days_off": {"2026-12-28": "Stocktaking"}})
    assert preview(phase, version, christmas).kickoff == date(2026, 12, 29)


def test_a_day_saved_on_the_tasks_that_decide_is_a_day_saved(version, phase) -> None:
    before = preview(phase, version, KICKOFF)
    longest = before.longest[0]
    version.tasks.filter(code=longest.code).update(duration_days=longest.duration_days + 3)
    assert preview(phase, version, KICKOFF).go_live == us_federal().add_working_days(before.go_live, 3)


def test_looking_makes_nothing_and_one_confirmation_starts_it(browser, version, phase, target) -> None:
    url = f"/phases/{phase.pk}/start/"
    assert "No target go-live date is set" in browser.get(url).content.decode()
    target(date(2027, 1, 15))
    assert "What the plan would be" in browser.get(url).content.decode()
    given = {"playbook": version.pk, "kickoff_date": "2026-11-02", "name": "Water first"}
    page = browser.post(url, given | {"do": "preview"})
    words = page.content.decode()
    assert page.status_code == 200 and "after the target" in words and "Latest kickoff for the target" in words
    assert 'value="Water first"' in words and not Project.objects.everywhere().exists()
    assert browser.post(url, given).status_code == 302
    project = Project.objects.everywhere().get()
    assert project.planned_go_live_date == page.context["preview"].go_live


def test_the_page_asks_as_often_with_more_tasks_people_and_projects(browser, version, phase, person, pm) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"/phases/{phase.pk}/start/").context["preview"] is not None
        return len(queries)

    few = asked()
    for n in range(5):
        person("im", name=f"ina{n}")
        operations.start_project(
            phase=phase, playbook_version=version, kickoff_date=KICKOFF, external_id=f"P{n}", by=pm, now=NOW
        )
    draft = operations.begin_draft(playbook=version.playbook, by=pm, now=NOW)
    operations.add_line(version=draft, line=Line("X1", "One more"), by=pm, now=NOW)
    operations.publish_draft(version=draft, note="More", by=pm, now=NOW)
    assert asked() == few <= 15


def test_a_date_that_cannot_be_planned_is_named_beside_its_field(browser, version, phase) -> None:
    given = {"playbook": version.pk, "kickoff_date": "2499-12-30", "do": "preview"}
    page = browser.post(f"/phases/{phase.pk}/start/", given)
    assert "beyond the years" in str(page.context["form"].errors["kickoff_date"])
    missing = browser.post(f"/phases/{phase.pk}/start/", given | {"kickoff_date": ""})
    assert missing.status_code == 422


def test_the_projects_page_says_when_to_expect_the_go_live(browser, project, phase, target) -> None:
    assert "no target is set" in browser.get(f"/projects/{project.pk}/").content.decode()
    target(date(2026, 11, 30))
    page = browser.get(f"/projects/{project.pk}/")
    assert "Go-live is to be expected on" in page.content.decode() and "after the target" in page.content.decode()
    assert page.context["forecast"] >= project.planned_go_live_date and page.context["forecast_late"] > 0
    target(date(2027, 12, 1))
    assert "in time for the target" in browser.get(f"/projects/{project.pk}/").content.decode()
