"""Pages of forecasts: a project's tab, the list by chance, asking for one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from pilotage.core.viewer import system
from pilotage.forecasts import queries
from pilotage.forecasts.operations import work_out_forecasts
from story import NOW


@pytest.fixture
def desk(person, signed_in):
    return signed_in(person("pm", name="Pat"))


@pytest.fixture
def forecast_all(db):
    def work(now=NOW) -> int:
        found = list(queries.running(system()))
        return work_out_forecasts(projects=found, cause="night", by=system("job"), now=now)

    return work


def test_a_project_has_the_tab_with_finding_plot_drivers_and_history(desk, running, forecast_all) -> None:
    project = running(target=date(2027, 1, 11))
    url = reverse("forecasts:project", args=[project.pk])
    assert "No forecast yet" in desk.get(url).content.decode()
    assert url in desk.get(reverse("onboarding:project", args=[project.pk])).content.decode()
    forecast_all(), forecast_all(NOW + timedelta(days=1))
    page = desk.get(url).content.decode()
    assert "The target, 11 Jan 2027, is met with a chance of" in page and "What drives the risk" in page
    assert page.count('<svg class="ui-chart"') == 2 and "polyline" in page and "T001" in page
    assert "times_as_long" in desk.get(f"{url}?as=csv").getvalue().decode()


def test_the_list_stands_by_chance_filters_and_exports(desk, running, forecast_all) -> None:
    running("Hill Water", target=date(2028, 1, 10)), running("Lake Power", target=date(2027, 1, 11))
    running("Town of Oak")
    forecast_all()
    page = desk.get("/forecasts/").content.decode()
    assert page.index("Lake Power") < page.index("Hill Water") < page.index("Town of Oak")
    late = desk.get("/forecasts/?risk=late").content.decode()
    assert "Lake Power" in late and "Hill Water" not in late
    assert len(desk.get("/forecasts/?as=csv").getvalue().decode().strip().splitlines()) == 4


def test_the_list_asks_equally_often_for_one_and_three(
    desk, running, forecast_all, django_assert_max_num_queries
) -> None:
    for name in ("Hill Water", "Lake Power", "Town of Oak"):
        running(name, target=date(2027, 3, 1))
    forecast_all()
    desk.get("/forecasts/")
    with django_assert_max_num_queries(15):
        desk.get("/forecasts/")


def test_asking_for_one_puts_a_job_in_the_queue(desk, running) -> None:
    project = running()
    answer = desk.post(reverse("forecasts:again", args=[project.pk]))
    assert answer.status_code == 302 and DBTaskResult.objects.count() == 1
    assert desk.post("/forecasts/again/").status_code == 302
