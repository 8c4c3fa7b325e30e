"""When triage calls meet is set by an administrator, and the calls ahead follow."""

from datetime import time
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from pilotage.core import app_settings
from pilotage.core.errors import Forbidden, Refused
from pilotage.core.models import Event
from pilotage.core.viewer import system
from pilotage.notices.models import Notice
from pilotage.people.viewers import viewer_of
from pilotage.support import operations
from pilotage.support.models import TriageCall
from pilotage.support.rhythm import in_words
from story import NOW

EASTERN, CENTRAL = "America/New_York", "America/Chicago"


@pytest.fixture
def admin(person):
    return viewer_of(person("admin"), source="page")


@pytest.fixture
def calls(person) -> list[TriageCall]:
    person("cs_leader", name="Lea")
    operations.make_calls(by=system(), now=NOW)
    return list(TriageCall.objects.order_by("starts_at"))


def put(by, days, at=time(10), zone=EASTERN, minutes_long=60):
    return operations.set_triage_rhythm(weekdays=days, at=at, zone=zone, minutes_long=minutes_long, by=by, now=NOW)


def days_of(state: str) -> set[int]:
    return {call.slot_date.weekday() for call in TriageCall.objects.filter(state=state)}


def test_as_shipped_they_are_on_tuesdays_and_thursdays_at_ten_eastern(calls) -> None:
    assert in_words() == "Tuesdays and Thursdays, 10:00 to 11:00 US Eastern"
    assert days_of("scheduled") == {1, 3}


def test_calls_ahead_follow_a_new_day_and_time_and_whoever_is_invited_is_told(calls, admin) -> None:
    done = put(admin, [1, 2], at=time(14, 30), zone=CENTRAL, minutes_long=45)
    assert days_of("scheduled") == {1, 2} and days_of("cancelled") == {3}
    assert done["moved"] > 0 and done["cancelled"] > 0 and done["made"] > 0
    for call in TriageCall.objects.filter(state="scheduled"):
        local = call.starts_at.astimezone(ZoneInfo(CENTRAL))
        assert (local.time(), call.minutes_long, call.time_zone) == (time(14, 30), 45, CENTRAL)
    told = set(Notice.objects.values_list("text", flat=True))
    assert any("is on" in text and "14:30" in text for text in told) and any("cancelled" in text for text in told)
    assert in_words() == "Tuesdays and Wednesdays, 14:30 to 15:15 America/Chicago"
    assert Event.objects.filter(kind="core.setting_changed").count() == 4


def test_days_that_come_back_take_place_again_but_not_what_a_person_cancelled(calls, admin, person) -> None:
    lea = viewer_of(person("cs_leader", name="Mo"), source="page")
    operations.cancel_call(call=calls[1], reason="Town hall", by=lea, now=NOW)
    put(admin, [4]), put(admin, [1, 3])
    states = dict(TriageCall.objects.filter(pk__in=[call.pk for call in calls]).values_list("pk", "state"))
    assert states[calls[1].pk] == "cancelled"
    assert all(state == "scheduled" for pk, state in states.items() if pk != calls[1].pk)


def test_the_same_again_changes_nothing(calls, admin) -> None:
    before = list(TriageCall.objects.order_by("pk").values_list("pk", "starts_at", "sequence", "state"))
    assert put(admin, [3, 1]) == {"moved": 0, "cancelled": 0, "made": 0}
    assert list(TriageCall.objects.order_by("pk").values_list("pk", "starts_at", "sequence", "state")) == before


@pytest.mark.parametrize(("days", "minutes_long"), [([], 60), ([7], 60), ([1], 10), ([1], 999)])
def test_no_day_and_odd_lengths_are_refused_and_nothing_moves(calls, admin, days, minutes_long) -> None:
    with pytest.raises(Refused):
        put(admin, days, minutes_long=minutes_long)
    assert app_settings.value("triage_weekdays") == [1, 3] and days_of("scheduled") == {1, 3}


def test_only_an_administrator_sets_it(calls, pm) -> None:
    with pytest.raises(Forbidden):
        put(pm, [0])


def test_the_page_shows_what_is_set_and_saves_it(calls, person) -> None:
    browser = Client(headers={"host": "localhost"})
    browser.force_login(person("admin"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert b"10:00" in browser.get("/settings/triage-calls/").content
    sent = {"triage_weekdays": ["0"], "triage_at": "09:15", "triage_zone": EASTERN, "triage_minutes": "30"}
    answer = browser.post("/settings/triage-calls/", sent, follow=True)
    assert "Mondays, 09:15 to 09:45 US Eastern" in answer.content.decode()
