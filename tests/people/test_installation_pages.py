"""Settings of the installation: provider, calendars, and the rule that staff need a second step."""

from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.urls import NoReverseMatch, reverse

from pilotage.core import app_settings
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import system
from pilotage.people.settings_cards import GROUPS

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
FORM = {"provider_name": "Northern Pay", "provider_time_zone": "America/Chicago"}


@pytest.fixture(autouse=True)
def nothing_kept():
    app_settings.forget()
    yield
    app_settings.forget()


def test_an_administrator_names_the_provider_and_every_page_shows_it(person, signed_in) -> None:
    browser = signed_in(person("admin"))
    assert browser.post("/settings/provider/", FORM).status_code == 302
    assert app_settings.value("provider_time_zone") == "America/Chicago"
    assert "Northern Pay" in browser.get("/settings/").content.decode()


@pytest.mark.parametrize("path", ["/settings/provider/", "/settings/calendars/remove/"])
def test_nobody_else_does(person, signed_in, path) -> None:
    assert signed_in(person("cs_leader")).post(path, FORM | {"day": "2027-12-24"}).status_code == 403
    assert app_settings.value("provider_name") == ""


def test_days_off_are_added_taken_away_and_read_by_all_staff(person, signed_in) -> None:
    admin, other = signed_in(person("admin")), signed_in(person("tsm"))
    admin.post("/settings/calendars/", {"day": "2027-12-24", "name": "Office closed"})
    assert app_settings.value("extra_days_off") == {"2027-12-24": "Office closed"}
    page = other.get("/settings/calendars/").content.decode()
    assert "Office closed" in page and "Thanksgiving" in page and "Add day off" not in page
    assert other.post("/settings/calendars/", {"day": "2027-12-27", "name": "Mine"}).status_code == 403
    admin.post("/settings/calendars/remove/", {"day": "2027-12-24"})
    assert app_settings.value("extra_days_off") == {}


@pytest.fixture
def required(db):
    change_settings(by=system(), now=NOW, values={"is_mfa_required": True})


def test_staff_without_a_second_step_are_led_to_set_one_up(required, person, signed_in) -> None:
    browser = signed_in(person("pm"))
    for path in ("/", "/settings/", "/settings/me/", "/nowhere/"):
        assert browser.get(path)["Location"] == "/accounts/2fa/"
    page = browser.get("/accounts/2fa/").content.decode()
    assert "asks for a second step" in page and "Set up an app" in page
    assert browser.post("/accounts/logout/")["Location"] == "/accounts/login/"


def test_it_is_over_as_soon_as_they_have_one(required, person, signed_in) -> None:
    user = person("pm")
    browser = signed_in(user)
    assert browser.get("/settings/").status_code == 302
    row = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert browser.get("/settings/").status_code == 200
    row.delete()
    assert browser.get("/settings/").status_code == 302


def test_recovery_codes_alone_are_no_second_step(required, person, signed_in) -> None:
    user = person("pm")
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert signed_in(user).get("/settings/").status_code == 302


def test_it_does_not_concern_a_billers_people_nor_a_sample(required, clerk, person, signed_in, settings) -> None:
    assert signed_in(clerk()).get("/settings/me/").status_code == 200
    settings.IS_SAMPLE = True
    assert signed_in(person("pm")).get("/settings/").status_code == 200


def test_the_cards_of_our_own_pages_lead_somewhere() -> None:
    missing = []
    for _label, cards in GROUPS:
        for card in cards:
            try:
                reverse(card.name)
            except NoReverseMatch:
                missing.append(card.name)
    assert [name for name in missing if name.startswith(("people:", "desk:"))] == []
