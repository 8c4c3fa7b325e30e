"""Tabs of a project: this app's own, those that other apps add, and which one is the present page's."""

import pytest
import time_machine

from pilotage.onboarding import project_tabs
from pilotage.onboarding.project_tabs import ProjectTab, register_tab, tabs_of
from story import NOW


@pytest.fixture(autouse=True)
def _tabs_as_they_were(monkeypatch):
    monkeypatch.setattr(project_tabs, "_tabs", list(project_tabs._tabs))
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_tab_of_another_app_stands_by_its_position_and_leads_to_the_phase(project, pm) -> None:
    register_tab(ProjectTab("Ready?", "golive:readiness", 15, of="phase"))
    found = tabs_of(project, f"/projects/{project.pk}/", pm)
    assert [one["label"] for one in found][:2] == ["List", "Ready?"]
    assert found[1]["url"].count(str(project.phase_id)) == 1


def test_a_tab_is_hidden_from_those_who_do_not_use_it(project, pm, viewer) -> None:
    register_tab(ProjectTab("Only PM", "golive:readiness", 15, of="phase", is_visible=lambda viewer: viewer.has("pm")))
    assert "Only PM" in [one["label"] for one in tabs_of(project, "/", pm)]
    assert "Only PM" not in [one["label"] for one in tabs_of(project, "/", viewer("im"))]


def test_the_page_that_is_open_is_the_active_tab(project, pm, signed_in, person) -> None:
    found = tabs_of(project, f"/projects/{project.pk}/timeline/", pm)
    assert [one["label"] for one in found if one["active"]] == ["Timeline"]
    page = signed_in(person("pm", name="Pat")).get(f"/projects/{project.pk}/timeline/").content.decode()
    assert f'href="/projects/{project.pk}/timeline/" aria-current="page"' in page
