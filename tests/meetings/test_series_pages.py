"""Pages of series: begin with a look at the dates, change, stop, the list of a phase."""

from datetime import date, datetime, time

import pytest
from django.test import Client
from django.utils import timezone

from pilotage.meetings import operations
from pilotage.meetings.models import Meeting, MeetingSeries


@pytest.fixture
def browser(person, signed_in) -> Client:
    return signed_in(person("pm", name="Dana"))


@pytest.fixture
def given(tina) -> dict[str, object]:
    return {
        "kind": "steering", "title": "Steering", "weekdays": [1], "at": "10:00", "time_zone": "America/Chicago",
        "minutes_long": 45, "cadence": "weekly", "first_date": timezone.localdate().isoformat(), "last_date": "",
        "people": [f"u{tina.pk}"], "others": "Vic Vendor, vic@example.com", "agenda": "Risks, 15",
    }  # fmt: skip


@pytest.fixture
def tina(person):
    return person("tsm", name="Tina")


def test_the_dates_are_seen_before_anything_is_saved(browser, phase, given) -> None:
    answer = browser.post(f"/phases/{phase.pk}/meeting-series/new/", given | {"show": "dates"})
    page = answer.content.decode()
    assert answer.status_code == 200 and len(answer.context["dates"]) == 8 and "Next dates" in page
    assert not MeetingSeries.objects.everywhere().exists()


def test_a_series_begins_and_stands_on_the_page_of_the_phase(browser, phase, given) -> None:
    answer = browser.post(f"/phases/{phase.pk}/meeting-series/new/", given)
    made = MeetingSeries.objects.everywhere().get()
    assert answer["Location"] == f"/meeting-series/{made.pk}/"
    page = browser.get(answer["Location"]).content.decode()
    for part in ("Tuesday", "10:00", "Tina", "vic@example.com", "Risks, 15", "running"):
        assert part in page
    assert "Steering" in browser.get(f"/phases/{phase.pk}/meetings/").content.decode()


def test_a_line_without_an_address_is_told_beside_the_field(browser, phase, given) -> None:
    answer = browser.post(f"/phases/{phase.pk}/meeting-series/new/", given | {"others": "Vic Vendor"})
    assert answer.status_code == 422 and "write a name, a comma" in answer.content.decode()


def test_a_change_says_what_it_does_before_and_after(browser, phase, given) -> None:
    browser.post(f"/phases/{phase.pk}/meeting-series/new/", given)
    made = MeetingSeries.objects.everywhere().get()
    count = Meeting.objects.everywhere().filter(series=made).count()
    url = f"/meeting-series/{made.pk}/edit/"
    first = browser.get(url).context["form"].initial
    assert first["others"] == "Vic Vendor, vic@example.com"
    new = given | {"at": "11:00", "version": first["version"]}
    shown = browser.post(url, new | {"show": "dates"}).content.decode()
    assert f"{count} moved" in shown and MeetingSeries.objects.everywhere().get().at == time(10)
    page = browser.post(url, new, follow=True).content.decode()
    assert f"{count} moved" in page and MeetingSeries.objects.everywhere().get().at == time(11)


def test_stopping_asks_why(browser, phase, given) -> None:
    browser.post(f"/phases/{phase.pk}/meeting-series/new/", given)
    url = f"/meeting-series/{MeetingSeries.objects.everywhere().get().pk}/stop/"
    assert browser.post(url, {"reason": ""}).status_code == 422
    page = browser.post(url, {"reason": "It is live"}, follow=True).content.decode()
    assert "It is live" in page and "stopped" in page


def test_the_lists_ask_as_often_with_many_series_as_with_few(browser, phase, pm, django_assert_max_num_queries) -> None:
    def begin(n: int) -> None:
        operations.begin_series(
            phase=phase, kind="other", title=f"S{n}", weekdays=[n % 5], at=time(9), time_zone="America/Chicago",
            cadence="weekly", first_date=date(2026, 11, 2), by=pm, now=datetime.now().astimezone(),
        )  # fmt: skip

    begin(0)
    url = f"/phases/{phase.pk}/meetings/"
    browser.get(url)
    with django_assert_max_num_queries(15) as few:
        browser.get(url)
    begin(1), begin(2)
    with django_assert_max_num_queries(len(few)):
        browser.get(url)
