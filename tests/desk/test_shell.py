"""The shell: sections by role, the active one, and no query for what a page doesn't show."""

import pytest
from django.test import RequestFactory

from pilotage.desk.context import shell
from pilotage.desk.navigation import PORTAL_SECTIONS, STAFF_SECTIONS, rail


def labels(viewer, path: str = "/") -> list[str]:
    return [str(item["label"]) for item in rail(viewer, path)]


def test_each_role_sees_the_sections_it_uses(person, clerk, by, monkeypatch) -> None:
    monkeypatch.setattr("pilotage.desk.navigation.address", lambda name: f"/{name}/")
    assert "Import" in labels(by(person("admin"))) and "Import" not in labels(by(person("tsm")))
    assert "Transition" in labels(by(person("tsm_manager"))) and "Transition" not in labels(by(person("cs_agent")))
    assert "Support windows" in labels(by(person("cs_agent"))) and "Projects" not in labels(by(person("marketing")))
    assert labels(by(clerk())) == ["Home", "Notices", "My profile"]


def test_every_role_reaches_its_week_the_billers_and_settings(person, by, monkeypatch) -> None:
    from pilotage.people.enums import Role

    monkeypatch.setattr("pilotage.desk.navigation.address", lambda name: f"/{name}/")
    for role in Role:
        assert {"My week", "Billers", "Settings"} <= set(labels(by(person(role))))


def test_keys_are_given_once() -> None:
    for sections in (STAFF_SECTIONS, PORTAL_SECTIONS):
        keys = [section.key for section in sections]
        assert len(set(keys)) == len(keys)


def test_a_page_marks_the_section_it_belongs_to(person, by) -> None:
    active = {item["label"]: item["active"] for item in rail(by(person("admin")), "/settings/people/")}
    assert active["Settings"] and sum(active.values()) == 1


def test_the_shell_itself_asks_nothing(person, by, django_assert_num_queries) -> None:
    request = RequestFactory().get("/settings/")
    request.viewer = by(person("admin"))
    with django_assert_num_queries(0):
        context = shell(request)
        assert list(context["nav"])


@pytest.mark.parametrize("path", ["/settings/", "/settings/me/"])
def test_the_page_names_who_is_signed_in_and_offers_to_leave(person, signed_in, path) -> None:
    page = signed_in(person("pm", name="Dana Silva")).get(path).content.decode()
    assert "Dana Silva" in page and "Project manager" in page and 'action="/accounts/logout/"' in page
