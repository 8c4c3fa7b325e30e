"""Sample sign-in: one click for each role, in a sample installation, on its own machine, and nowhere else."""

import pytest
from django.test import Client

from pilotage.core.models import Event
from pilotage.people.enums import ROLE_NAMES, Role
from pilotage.people.loopback import is_from_this_machine


@pytest.fixture
def sample(settings, person, clerk):
    settings.IS_SAMPLE = True
    settings.ALLOWED_HOSTS = ["*"]
    staff = {role: person(role, name=f"Sample {role}", is_sample=True) for role in Role}
    return staff | {"finance": clerk(role="finance", is_sample=True), "csr": clerk(role="csr", is_sample=True)}


def browser(address: str = "127.0.0.1", host: str = "localhost:8000", **headers: str) -> Client:
    return Client(REMOTE_ADDR=address, headers={"host": host} | headers)


def test_one_button_for_each_role_and_two_of_a_billers_people(sample) -> None:
    page = browser().get("/sample/").content.decode()
    for role in Role:
        assert ROLE_NAMES[role] in page and f"Sample {role}" in page
    assert page.count('name="user"') == len(Role) + 2
    assert "Finance lead" in page and "CSR" in page and "Hill Water" in page


def test_the_sign_in_page_offers_them_too(sample) -> None:
    assert browser().get("/accounts/login/").content.decode().count('name="user"') == len(Role) + 2


def test_a_click_signs_in_as_that_person(sample) -> None:
    here = browser()
    answer = here.post("/sample/", {"user": sample["tsm"].pk})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert b"Sample tsm" in here.get("/settings/me/").content
    assert Event.objects.filter(kind="people.signed_in", actor_id=sample["tsm"].pk).exists()


def test_only_sample_people_and_active_ones(sample, person, settings) -> None:
    real = person("admin", name="Real Admin")
    sample["pm"].is_active = False
    sample["pm"].save()
    for pk in (real.pk, sample["pm"].pk, "", "x", 10**9):
        here = browser()
        assert here.post("/sample/", {"user": pk}).status_code == 404
        assert here.get("/settings/me/").status_code == 302
    assert "Real Admin" not in browser().get("/sample/").content.decode()


ELSEWHERE = [
    ({"address": "10.0.0.7"}, "another machine"),
    ({"address": "::ffff:10.0.0.7"}, "another machine by mapped address"),
    ({"host": "pilotage.example.com"}, "another name"),
    ({"host": "localhost.evil.example"}, "a name that begins alike"),
    ({"x-forwarded-for": "127.0.0.1"}, "a proxy"),
    ({"x-forwarded-host": "localhost"}, "a proxy's host"),
    ({"x-real-ip": "127.0.0.1"}, "a proxy's address"),
    ({"forwarded": "for=127.0.0.1"}, "a proxy by the standard header"),
    ({"via": "1.1 squid"}, "a proxy that names itself"),
]


@pytest.mark.parametrize("more", [row for row, _why in ELSEWHERE], ids=[why for _row, why in ELSEWHERE])
def test_it_is_not_there_for_anybody_else(sample, more) -> None:
    here = browser(**more)
    assert here.get("/sample/").status_code == 404
    assert here.post("/sample/", {"user": sample["admin"].pk}).status_code == 404
    assert here.get("/settings/me/").status_code == 302
    assert 'name="user"' not in here.get("/accounts/login/").content.decode()


def test_it_is_not_there_in_a_real_installation(sample, settings) -> None:
    settings.IS_SAMPLE = False
    here = browser()
    assert here.get("/sample/").status_code == 404
    assert here.post("/sample/", {"user": sample["admin"].pk}).status_code == 404
    assert 'name="user"' not in here.get("/accounts/login/").content.decode()


def test_a_click_needs_the_pages_own_token(sample) -> None:
    here = Client(enforce_csrf_checks=True, REMOTE_ADDR="127.0.0.1", headers={"host": "localhost"})
    assert here.post("/sample/", {"user": sample["admin"].pk}).status_code == 403


@pytest.mark.parametrize(
    ("address", "host", "here"),
    [
        ("127.0.0.1", "localhost", True),
        ("127.0.0.1", "localhost:8000", True),
        ("127.9.9.9", "127.0.0.1:8000", True),
        ("::1", "[::1]:8000", True),
        ("::1", "[::1]", True),
        ("", "localhost", False),
        ("not an address", "localhost", False),
        ("127.0.0.1", "", False),
        ("0.0.0.0", "localhost", False),
    ],
)
def test_what_counts_as_this_machine(address, host, here) -> None:
    assert is_from_this_machine({"REMOTE_ADDR": address, "HTTP_HOST": host}) is here
