"""The first run: every page leads there while nobody has an account, and it is closed for good afterwards."""

from datetime import UTC, datetime

import pytest

from pilotage.core.errors import Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.people.models import User
from pilotage.people.operations import create_first_admin

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
FILLED = {
    "provider_name": "Northern Pay",
    "time_zone": "America/Chicago",
    "name": "Ada Admin",
    "email": "Ada@example.com",
    "password": "calm dense exact 9",
    "again": "calm dense exact 9",
}


@pytest.mark.parametrize("path", ["/", "/billers/", "/accounts/login/", "/settings/people/", "/sample/", "/nowhere/"])
def test_every_page_leads_there_while_nobody_has_an_account(stranger, path) -> None:
    answer = stranger.get(path)
    assert (answer.status_code, answer["Location"]) == (302, "/welcome/")


def test_it_makes_the_first_administrator_signs_in_and_asks_what_first(stranger) -> None:
    answer = stranger.post("/welcome/", FILLED, follow=True)
    assert answer.redirect_chain[0][0] == "/welcome/next/"
    assert "What first?" in answer.content.decode()
    user = User.objects.get()
    assert (user.email, user.roles, user.time_zone, user.is_sample) == (
        "ada@example.com",
        ["admin"],
        "America/Chicago",
        False,
    )
    assert user.check_password(FILLED["password"])
    assert all(FILLED["password"] not in str(event.payload) for event in Event.objects.all())
    assert "Northern Pay" in stranger.get("/settings/").content.decode()


def test_it_is_not_there_once_anybody_has_an_account(person, stranger, signed_in) -> None:
    user = person("tsm")
    for browser in (stranger, signed_in(user)):
        assert browser.get("/welcome/").status_code == 404
        assert browser.post("/welcome/", FILLED).status_code == 404
    assert User.objects.count() == 1


def test_it_stays_closed_when_the_only_account_is_not_active(person, stranger) -> None:
    user = person("admin")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert stranger.get("/welcome/").status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"again": "something else 12"}, "two passwords differ"),
        ({"provider_name": ""}, "required"),
        ({"email": "no address"}, "name@example.com"),
        ({"password": "ada@example.com", "again": "ada@example.com"}, "too similar"),
    ],
)
def test_a_form_that_can_not_be_used_makes_nobody_and_keeps_what_was_typed(stranger, changed, said) -> None:
    page = stranger.post("/welcome/", FILLED | changed).content.decode()
    assert said in page and 'value="Ada Admin"' in page
    assert not User.objects.exists()


def test_the_second_of_two_first_administrators_is_refused(db) -> None:
    one = {"by": system(), "now": NOW, "name": "A", "password": "calm dense exact 9", "time_zone": "UTC"}
    create_first_admin(email="a@example.com", **one)
    with pytest.raises(Refused, match="set this installation up already"):
        create_first_admin(email="b@example.com", **one)
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_administrators_at_the_same_moment_are_one(tmp_path) -> None:
    from threading import Barrier, Thread

    from django.db import connection

    if connection.vendor == "sqlite" and "memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database has one connection; the same is shown above and on PostgreSQL")
    start, outcomes = Barrier(2), []

    def ask(email: str) -> None:
        start.wait()
        try:
            create_first_admin(
                by=system(), now=NOW, email=email, name="A", password="calm dense exact 9", time_zone="UTC"
            )
            outcomes.append("made")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [Thread(target=ask, args=(f"{letter}@example.com",)) for letter in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["made", "refused"]
    assert User.objects.count() == 1
