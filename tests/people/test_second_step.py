"""The second step: set up, asked for, its secrets encrypted, and required of staff when a setting says so."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from pilotage.core.models import OutboxMessage

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
PASSWORD = "calm dense exact 9"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def browser_of(user) -> Client:
    browser = Client(headers={"host": "localhost"})
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "next": "/settings/me/"})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


@pytest.fixture
def dana(person):
    return person("im", email="dana@example.com", password=PASSWORD)


@pytest.fixture
def enrolled(dana, django_capture_on_commit_callbacks):
    browser = browser_of(dana)
    secret = browser.get("/accounts/2fa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return dana, secret


def test_an_app_is_set_up_with_its_code_and_the_person_is_told(enrolled) -> None:
    dana, secret = enrolled
    kept = Authenticator.objects.get(user=dana, type="totp").data["secret"]
    assert secret not in kept, "the secret must not lie in the database in the clear"
    assert [mail.payload["to"] for mail in OutboxMessage.objects.all()] == [[dana.email]]


def test_the_password_alone_no_longer_opens(enrolled) -> None:
    dana, secret = enrolled
    browser = Client(headers={"host": "localhost"})
    answer = browser.post("/accounts/login/", {"login": dana.email, "password": PASSWORD})
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert browser.get("/settings/me/").status_code == 302
    wrong = browser.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "not right" in wrong.content.decode()
    assert browser.get("/settings/me/").status_code == 302
    cache.clear()  # a code that was used just now is refused; the set-up used this half minute's
    assert browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).status_code == 302
    assert browser.get("/settings/me/").status_code == 200


def test_a_recovery_code_works_once(enrolled) -> None:
    dana, _secret = enrolled
    codes = Authenticator.objects.get(user=dana, type="recovery_codes").wrap().get_unused_codes()
    outcomes = []
    for _attempt in range(2):
        browser = Client(headers={"host": "localhost"})
        browser.post("/accounts/login/", {"login": dana.email, "password": PASSWORD})
        browser.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        outcomes.append(browser.get("/settings/me/").status_code)
    assert outcomes == [200, 302]


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/",
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/password/change/",
        "/accounts/logout/",
        "/accounts/reauthenticate/",
    ],
)
def test_sign_in_pages_are_ours_and_keep_the_policy(dana, path) -> None:
    page = browser_of(dana).get(path).content.decode()
    assert 'class="ui-plain-page"' in page, "a page of the library shows through"
    assert " style=" not in page and " onclick" not in page
    scripts = [part.split(">")[0] for part in page.split("<script")[1:]]
    assert all("src=" in head or 'type="application/json"' in head for head in scripts)


@pytest.mark.parametrize(
    "path",
    ["/accounts/2fa/totp/deactivate/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/"],
)
def test_pages_of_an_enrolled_person_are_ours_too(enrolled, path) -> None:
    dana, _secret = enrolled
    browser = Client(headers={"host": "localhost"})
    browser.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = browser.get(path)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'class="ui-plain-page"' in page
