"""From a mail to the first useful act in two clicks: one to be in, one to be done. And nobody else comes in by it."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from pilotage.core.models import Event, OutboxMessage
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.notices.operations import tell
from pilotage.people.entry_links import inner, way_in
from pilotage.work.models import Task
from story import NOW


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def known(cora):
    cora.set_password("a long enough word")
    cora.save()
    return cora


@pytest.fixture
def link(known, task) -> str:
    """The address in the mail of a notice."""
    url = f"/portal/tasks/{task.pk}/"
    tell(users=[known], kind="meeting_invited", text="Look", url=url, key="k", by=system(), now=NOW)
    text = OutboxMessage.objects.get(channel="mail").payload["text"]
    return re.search(r"http://[^/]+(/enter/\S+)", text)[1]


def clicks(browser: Client, address: str) -> tuple[int, str]:
    """Opens the mail's address as a person would: each button that is pressed counts."""
    count, page = 0, browser.get(address, follow=True)
    if b"Continue" in page.content:
        form = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
        page, count = browser.post(form, follow=True), count + 1
    action = re.search(r'action="(/portal/tasks/[^"]+/complete/)"', page.content.decode())[1]
    browser.post(action)
    return count + 1, page.request["PATH_INFO"]


def test_from_the_mail_to_a_completed_task_in_two_clicks(link, task, known) -> None:
    browser = Client(headers={"host": "localhost"})
    count, place = clicks(browser, link)
    assert count == 2 and place == f"/portal/tasks/{task.pk}/"
    assert Task.objects.everywhere().get(pk=task.pk).state == "done"
    assert Event.objects.filter(kind="people.signed_in", actor_id=known.pk).exists()


def test_who_is_signed_in_already_needs_one_click(link, task, known, signed_in) -> None:
    assert clicks(signed_in(known), link) == (1, f"/portal/tasks/{task.pk}/")


def test_looking_at_the_link_signs_nobody_in(link) -> None:
    browser = Client(headers={"host": "localhost"})
    assert browser.get(link).status_code == 200 and browser.get("/portal/").status_code == 302


def test_the_link_works_once_and_then_leads_to_the_sign_in_for_the_same_task(link, task) -> None:
    Client(headers={"host": "localhost"}).post(link)
    other = Client(headers={"host": "localhost"})
    for answer in (other.get(link), other.post(link)):
        assert answer.status_code == 302 and f"next=/portal/tasks/{task.pk}/" in answer["Location"]
    assert other.get("/portal/").status_code == 302


def test_an_old_a_changed_and_a_foreign_link_sign_nobody_in(link, time_machine, known) -> None:
    browser = Client(headers={"host": "localhost"})
    time_machine.move_to(NOW + timedelta(hours=72))
    assert browser.post(link)["Location"].startswith("/accounts/login/")
    time_machine.move_to(NOW)
    assert browser.post(link.replace("to=/portal/", "to=/portal/projects/"))["Location"].startswith("/accounts/login/")
    assert browser.post(link.replace("/enter/", "/enter/1"))["Location"].startswith("/accounts/login/")
    known.session_epoch += 1
    known.save()
    assert browser.post(link)["Location"].startswith("/accounts/login/")


def test_a_way_out_of_the_portal_is_never_followed() -> None:
    assert [inner(to) for to in ("/portal/tasks/", "//evil.example/", "https://evil.example/", "/settings/")] == [
        "/portal/tasks/", "/", "/", "/",
    ]  # fmt: skip


def test_staff_newcomers_and_who_has_a_second_step_get_a_plain_address(person, known, clerk, biller, admin) -> None:
    from allauth.mfa.models import Authenticator

    url = "/portal/tasks/"
    new = clerk(biller, name="New Clerk")
    assert way_in(person("pm"), url, NOW) == way_in(new, url, NOW) == url
    assert way_in(known, url, NOW).startswith("/enter/")
    change_settings(by=admin, now=NOW, values={"has_entry_links": False})
    assert way_in(known, url, NOW) == url
    change_settings(by=admin, now=NOW, values={"has_entry_links": True})
    Authenticator.objects.create(user=known, type="totp", data={})
    assert way_in(known, url, NOW) == url
