"""Sign-in: who gets in, who is kept out, throttling, sessions that end, resets by mail."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from pilotage.core.models import Event, OutboxMessage
from pilotage.core.viewer import system
from pilotage.people import operations

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
PASSWORD = "calm dense exact 9"
OTHER = "quite another 77 words"


def sign_in(browser: Client, email: str, password: str, to: str = "/settings/me/"):
    return browser.post("/accounts/login/", {"login": email, "password": password, "next": to})


def is_in(browser: Client) -> bool:
    return browser.get("/settings/me/").status_code == 200


@pytest.fixture
def dana(person):
    return person("im", "admin", email="dana@example.com", name="Dana Silva", password=PASSWORD)


def test_the_right_password_opens_and_leaves_an_event(dana, stranger) -> None:
    answer = sign_in(stranger, "DANA@example.com", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/settings/me/")
    assert is_in(stranger)
    event = Event.objects.order_by("-seq")[0]
    assert (event.kind, event.actor_id, event.payload["address"]) == ("people.signed_in", dana.pk, "127.0.0.1")


def test_a_wrong_password_says_what_to_do_and_is_kept_on_the_trail(dana, stranger) -> None:
    answer = sign_in(stranger, "dana@example.com", "wrong words here")
    assert "don&#x27;t belong together" in answer.content.decode()
    assert not is_in(stranger)
    event = Event.objects.order_by("-seq")[0]
    assert event.kind == "people.sign_in_failed"
    assert "wrong words here" not in str(event.payload)


def test_an_unknown_address_gets_the_same_answer_and_fills_nothing(dana, stranger) -> None:
    count = Event.objects.count()
    known = sign_in(stranger, "dana@example.com", "wrong words here").content
    unknown = sign_in(stranger, "nobody@example.com", "wrong words here").content
    plain = [re.sub(rb'value="[^"]*"', b"", page) for page in (known, unknown)]
    assert plain[0] == plain[1]
    assert Event.objects.count() == count + 1


def test_ten_wrong_passwords_close_one_account_for_a_while_and_no_other(dana, person, stranger) -> None:
    person("pm", email="tom@example.com", password=PASSWORD)
    for _attempt in range(10):
        sign_in(stranger, "dana@example.com", "wrong words here")
    answer = sign_in(stranger, "dana@example.com", PASSWORD)
    assert "Too many wrong passwords" in answer.content.decode()
    assert not is_in(stranger)
    assert sign_in(stranger, "tom@example.com", PASSWORD).status_code == 302


def test_nobody_signs_up_by_themselves(stranger, dana) -> None:
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/confirm-email/", "/accounts/password/set/"):
        assert stranger.get(path).status_code == 404
        assert stranger.post(path, {"email": "x@example.com"}).status_code == 404


def test_a_disabled_person_is_out_at_the_next_request_and_stays_out(dana, person, stranger) -> None:
    person("admin")
    sign_in(stranger, "dana@example.com", PASSWORD)
    assert is_in(stranger)
    operations.deactivate_user(by=system(), now=NOW, user=dana)
    assert not is_in(stranger)
    answer = sign_in(stranger, "dana@example.com", PASSWORD)
    assert answer["Location"] == "/accounts/inactive/"
    operations.reactivate_user(by=system(), now=NOW, user=dana)
    assert not is_in(stranger), "the old session must not come back"
    assert sign_in(stranger, "dana@example.com", PASSWORD).status_code == 302


def test_a_changed_password_ends_every_other_session(dana) -> None:
    here, there = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    sign_in(here, "dana@example.com", PASSWORD)
    sign_in(there, "dana@example.com", PASSWORD)
    answer = here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    assert answer["Location"] == "/settings/me/"
    assert is_in(here) and not is_in(there)
    assert Event.objects.filter(kind="people.password_set").count() == 1
    told = OutboxMessage.objects.get(channel="mail")
    assert told.payload["to"] == ["dana@example.com"] and OTHER not in str(told.payload)


def test_sign_out_everywhere_else_keeps_the_one_that_asked(dana) -> None:
    here, there = Client(headers={"host": "localhost"}), Client(headers={"host": "localhost"})
    sign_in(here, "dana@example.com", PASSWORD)
    sign_in(there, "dana@example.com", PASSWORD)
    here.post("/settings/me/sign-out-elsewhere/")
    assert is_in(here) and not is_in(there)


def test_a_reset_link_goes_through_the_outbox_and_works_once(dana, stranger) -> None:
    stranger.post("/accounts/password/reset/", {"email": "dana@example.com"})
    mail = OutboxMessage.objects.get(channel="mail").payload
    link = re.search(r"http://localhost:8000(/accounts/password/reset/key/\S+)", mail["text"]).group(1)
    form = stranger.get(link, follow=True)
    answer = stranger.post(form.redirect_chain[-1][0], {"password1": OTHER, "password2": OTHER}, follow=True)
    assert "Your password is changed" in answer.content.decode()
    assert sign_in(Client(headers={"host": "localhost"}), "dana@example.com", OTHER).status_code == 302
    again = Client(headers={"host": "localhost"}).get(link, follow=True)
    assert "This link doesn't work any more" in again.content.decode()


def test_a_reset_for_an_unknown_address_sends_nothing_and_says_the_same(dana, stranger) -> None:
    known = stranger.post("/accounts/password/reset/", {"email": "dana@example.com"}, follow=True).content
    unknown = stranger.post("/accounts/password/reset/", {"email": "nobody@example.com"}, follow=True).content
    assert known == unknown
    assert OutboxMessage.objects.count() == 1


def test_an_old_address_no_longer_signs_in_after_it_was_replaced(dana, stranger) -> None:
    stranger.post("/accounts/password/reset/", {"email": "dana@example.com"})
    operations.change_user(by=system(), now=NOW, user=dana, email="silva@example.com")
    sign_in(stranger, "dana@example.com", PASSWORD)
    assert not is_in(stranger)
    sign_in(stranger, "silva@example.com", PASSWORD)
    assert is_in(stranger)


def test_a_short_or_common_password_is_refused_in_words(dana, stranger) -> None:
    sign_in(stranger, "dana@example.com", PASSWORD)
    answer = stranger.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": "short", "password2": "short"}
    )
    assert "at least 12 characters" in answer.content.decode()
    dana.refresh_from_db()
    assert dana.check_password(PASSWORD)


def test_sign_in_does_not_lead_to_another_site(dana, stranger) -> None:
    assert sign_in(stranger, "dana@example.com", PASSWORD, to="https://evil.example/")["Location"] == "/"
