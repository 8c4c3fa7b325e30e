"""The shell: sections by role, the active one, and no query for what a page doesn't show."""

from datetime import UTC, datetime

import pytest
from django.test import RequestFactory

from pilotage.desk.context import shell
from pilotage.desk.navigation import PORTAL_SECTIONS, STAFF_SECTIONS, jumps, rail
from pilotage.notices.models import Notice

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


def labels(viewer, path: str = "/") -> list[str]:
    return [str(item["label"]) for item in rail(viewer, path)]


def test_each_role_sees_the_sections_it_uses(person, clerk, by, monkeypatch) -> None:
    monkeypatch.setattr("pilotage.desk.navigation.address", lambda name: f"/{name}/")
    assert "Import" in labels(by(person("admin"))) and "Import" not in labels(by(person("tsm")))
    assert "Transition" in labels(by(person("tsm_manager"))) and "Transition" not in labels(by(person("cs_agent")))
    assert "Support windows" in labels(by(person("cs_agent"))) and "Projects" not in labels(by(person("marketing")))
    assert labels(by(clerk())) == [
        "Home", "Tests", "Mappings", "How we work", "Customer Support", "Approvals", "Meetings", "Changes", "Notices", "My profile",
    ]  # fmt: skip


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


def test_the_bell_counts_what_this_person_has_not_read(person, by) -> None:
    dana, tom = person("pm"), person("im")
    for number, user in enumerate([dana, dana, tom]):
        Notice.objects.create(user=user, key=f"k{number}", kind="x", text="Look", created_at=NOW)
    Notice.objects.filter(key="k0").update(read_at=NOW)
    request = RequestFactory().get("/")
    request.viewer = by(dana)
    assert shell(request)["unread_count"]() == 1


@pytest.mark.parametrize(("text", "found"), [("audit", ["Audit trail"]), ("PEOPL", ["People"]), ("no such page", [])])
def test_pages_are_found_by_their_name(person, by, text, found) -> None:
    assert [str(page["label"]) for page in jumps(by(person("admin")), text)] == found


def test_nobody_finds_a_page_that_their_role_does_not_open(person, clerk, by) -> None:
    assert jumps(by(person("tsm")), "audit") == []
    assert [str(page["label"]) for page in jumps(by(clerk()), "profile")] == ["My profile"]
