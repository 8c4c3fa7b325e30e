"""Settings: typed, audited, for administrators, and not asked for on each page."""

from datetime import UTC, datetime

import pytest

from pilotage.core import app_settings
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event, Setting
from pilotage.core.operations.settings import change_settings
from pilotage.core.viewer import Viewer, system

NOW = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)
ADMIN = Viewer(user_id=None, name="Ada Admin", roles=frozenset({"admin"}))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    app_settings.forget()
    yield
    app_settings.forget()


def test_what_nobody_has_set_has_its_shipped_value() -> None:
    assert app_settings.value("provider_time_zone") == "America/New_York"
    assert app_settings.value("is_mfa_required") is False
    with pytest.raises(KeyError):
        app_settings.value("no such setting")


def test_a_change_holds_at_once_and_leaves_before_and_after() -> None:
    assert change_settings(by=ADMIN, now=NOW, values={"provider_name": " Northern  Pay "}) == ["provider_name"]
    assert app_settings.value("provider_name") == "Northern Pay"
    event = Event.objects.get(kind="core.setting_changed")
    assert (event.payload["before"], event.payload["after"]) == (
        {"provider_name": ""},
        {"provider_name": "Northern Pay"},
    )


def test_the_same_value_again_changes_nothing() -> None:
    change_settings(by=ADMIN, now=NOW, values={"is_mfa_required": True})
    assert change_settings(by=ADMIN, now=NOW, values={"is_mfa_required": True, "provider_name": ""}) == []
    assert Event.objects.count() == 1


def test_only_administrators_change_settings() -> None:
    for roles in ({"pm"}, {"cs_leader"}, set()):
        with pytest.raises(Forbidden):
            change_settings(
                by=Viewer(user_id=1, name="X", roles=frozenset(roles)), now=NOW, values={"provider_name": "X"}
            )
    assert not Setting.objects.exists()
    assert change_settings(by=system(), now=NOW, values={"provider_name": "X"})


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("provider_time_zone", "Mars/Olympus"),
        ("is_mfa_required", "yes"),
        ("provider_name", "x" * 201),
        ("extra_days_off", {"soon": "Closed"}),
        ("extra_days_off", ["2027-01-01"]),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_of_the_form_is_kept(key, given) -> None:
    with pytest.raises(Refused) as refused:
        change_settings(by=ADMIN, now=NOW, values={"provider_name": "Kept?", key: given})
    assert refused.value.field == key
    assert not Setting.objects.exists() and not Event.objects.exists()


def test_numbers_keep_their_borders() -> None:
    app_settings.define(app_settings.AppSetting("tested_hour", "number", 7, "Hour", group="tests", least=0, most=23))
    try:
        for hour in (0, 23, "12"):
            assert app_settings.cleaned("tested_hour", hour) == int(hour)
        for hour in (-1, 24, "7.5", "", True, None):
            with pytest.raises(Refused):
                app_settings.cleaned("tested_hour", hour)
    finally:
        app_settings._registry.pop("tested_hour")


def test_pages_do_not_ask_the_database_each_time(django_assert_num_queries, monkeypatch) -> None:
    monkeypatch.setattr(app_settings, "_kept", app_settings._Kept())
    with django_assert_num_queries(1):
        for _page in range(3):
            app_settings.value("provider_name")


def test_a_change_that_was_taken_back_is_not_kept() -> None:
    from django.db import transaction

    try:
        with transaction.atomic():
            change_settings(by=ADMIN, now=NOW, values={"provider_name": "Never"})
            assert app_settings.value("provider_name") == "Never"
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert app_settings.value("provider_name") == ""
